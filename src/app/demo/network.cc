// SPDX-License-Identifier: Apache-2.0
// The network of the simulated company: the resolver's queries (dnsmasq), what the sensor at the
// border saw (Suricata EVE), and who knocked at the firewall (iptables).
#include "app/demo/company.h"
#include "base/json.h"

namespace ward::app::demo {

namespace {

constexpr base::TimeNs hour_ns = 3600 * base::second_ns;

std::string eve_time(base::TimeNs time_ns) {
    std::string out = base::format_rfc3339(time_ns, 6);
    out.pop_back();
    return out + "+0000";
}

}  // namespace

void Company::plan_network() {
    const base::TimeNs begin = day_.midnight_ns(), end = begin + 24 * hour_ns;
    repeat(13, begin, end, [this] { knock(); });
    // The servers ask for time, updates and each other.
    repeat(60, begin, end, [this] {
        const auto& server = pick("servers");
        look_up(address_of(server), peer_of(scenario_.sites[day_.below(3)]));
    });
}

std::string Company::stranger() {
    constexpr std::string_view networks[] = {"198.51.100", "192.0.2", "203.0.113"};
    return fmt::format("{}.{}", networks[day_.below(3)], day_.between(70, 250));
}

void Company::knock() {
    constexpr int ports[] = {23, 22, 3389, 445, 8080, 5060, 2323, 1433, 6379, 25565, 5900, 81};
    const int port = day_.chance(0.7) ? ports[day_.below(std::size(ports))]
                                      : static_cast<int>(day_.between(1, 65000));
    syslog("fw-01", 4, "kernel", 0,
           fmt::format(
               "[{}.{:06}] fw-drop: IN=eth0 OUT= MAC=52:54:00:8a:11:02:00:1b:21:3c:9d:f8:08:00 "
               "SRC={} DST={} LEN=44 TOS=0x00 PREC=0x00 TTL={} ID={} PROTO=TCP SPT={} DPT={} "
               "WINDOW=1024 RES=0x00 SYN URGP=0",
               812'000 + (day_.now_ns() - day_.midnight_ns()) / base::second_ns,
               day_.below(1'000'000), stranger(), scenario_.public_address, day_.between(40, 245),
               day_.between(1, 65000), day_.between(1024, 65000), port));
}

void Company::look_up(const std::string& client, const Peer& peer) {
    const auto say = [this](const std::string& message) {
        syslog("fw-01", 30, "dnsmasq", 812, message);
    };
    say(fmt::format("query[A] {} from {}", peer.name, client));
    if (day_.chance(0.3)) {
        say(fmt::format("cached {} is {}", peer.name, peer.address));
        return;
    }
    say(fmt::format("forwarded {} to 192.0.2.53", peer.name));
    say(fmt::format("reply {} is {}", peer.name, peer.address));
}

void Company::visit(WindowsMachine& machine, const Process& process, const Peer& peer) {
    if (day_.chance(0.6)) {
        look_up(machine.host().address, peer);
        machine.ask(process, peer);
    }
    machine.connect(process, peer);
    if (day_.chance(0.25))
        flow(machine.host().address, peer,
             {day_.between(900, 24'000), day_.between(4'000, 900'000), day_.wait(20)});
}

void Company::flow(const std::string& client, const Peer& peer, const Traffic& traffic) {
    flow_id_ += static_cast<uint64_t>(day_.between(1'000'000, 9'000'000'000));
    const auto port = day_.between(49152, 65000);
    const base::TimeNs start = day_.now_ns();
    day_.after(traffic.seconds, [=, this, id = flow_id_] {
        std::string text;
        base::JsonWriter out(text);
        out.begin_object().field("timestamp", eve_time(day_.now_ns())).field("flow_id", id);
        out.field("in_iface", "eth1").field("event_type", "flow").field("src_ip", client);
        out.field("src_port", port).field("dest_ip", peer.address).field("dest_port", peer.port);
        out.field("proto", "TCP").field("app_proto", peer.port == 443 ? "tls" : "http");
        out.key("flow").begin_object();
        out.field("pkts_toserver", traffic.bytes_out / 900 + 6);
        out.field("pkts_toclient", traffic.bytes_in / 1100 + 5);
        out.field("bytes_toserver", traffic.bytes_out).field("bytes_toclient", traffic.bytes_in);
        out.field("start", eve_time(start)).field("end", eve_time(day_.now_ns()));
        out.field("age", static_cast<int64_t>(traffic.seconds)).field("state", "closed");
        out.field("reason", "timeout").field("alerted", false).end_object();
        out.field("host", "fw-01").end_object();
        day_.write("suricata", text);
    });
}

}  // namespace ward::app::demo
