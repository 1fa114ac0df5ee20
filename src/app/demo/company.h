// SPDX-License-Identifier: Apache-2.0
// The company of the simulation: its machines, its network, and the day that they live. One file
// per part of it: desk.cc (people at computers), servers.cc, network.cc, unix.cc, shop.cc,
// cloud.cc, steps.cc (the false alarms and the intrusion).
#pragma once

#include <map>

#include "app/demo/day.h"
#include "app/demo/windows_machine.h"

namespace ward::app::demo {

/// How much went over a connection.
struct Traffic {
    int64_t bytes_out = 0, bytes_in = 0;
    double seconds = 1;
};

class Company {
public:
    /// `yesterday`: its machines go on running; null: they began some days ago.
    Company(const Scenario& scenario, Day day, const Company* yesterday);

    /// Everybody's day, false alarms included; the intrusion only with `has_intrusion`.
    std::vector<Line> live(bool has_intrusion);

private:
    // ---- desk.cc
    void plan_desks();
    void arrive(const Person& person);
    void work(const Person& person);
    void leave(const Person& person);
    void rest(const Person& person, double seconds);
    void browse(WindowsMachine& machine, const Session& session);
    void read_mail(WindowsMachine& machine, const Person& person, const Session& session);
    void edit_document(WindowsMachine& machine, const Person& person, const Session& session);
    void use_program(WindowsMachine& machine, const Session& session);
    void keep_house(WindowsMachine& machine);  // what Windows does by itself
    const Process& running(WindowsMachine& machine, const Session& session,
                           const std::string& program);

    // ---- servers.cc
    void plan_servers();
    void grant_ticket(const Person& person, const std::string& address);
    void grant_service(const Person& person, const std::string& address,
                       const std::string& service);
    void open_share(const Person& person, const std::string& address, const std::string& path);
    void refresh_policy(const Person& person, const std::string& address);
    void back_up();

    // ---- network.cc
    void plan_network();
    void visit(WindowsMachine& machine, const Process& process, const Peer& peer);
    void look_up(const std::string& client, const Peer& peer);
    void flow(const std::string& client, const Peer& peer, const Traffic& traffic);
    void knock();
    std::string stranger();  // an address on the internet

    // ---- unix.cc
    void plan_unix();
    void syslog(const std::string& host, int priority, const std::string& app, uint64_t process_id,
                const std::string& message);
    void deliver_mail(const Person& to);
    void fetch_mail(const Person& person, const std::string& address);

    // ---- shop.cc, cloud.cc
    void plan_shop();
    void shop(const std::string& client, const std::string& agent, int pages_left,
              const std::string& referrer);
    void access(const std::string& client, const std::string& request, int status, int64_t bytes,
                const std::string& referrer, const std::string& agent);
    void plan_cloud();
    void call_cloud();

    // ---- steps.cc
    void plan_steps(bool has_intrusion);
    void happen(const Step& step);
    void happen_on_windows(const Step& step);
    void start_process(const Step& step);
    void connect(const Step& step);
    Session session_of(WindowsMachine& machine, const std::string& login,
                       const std::string& integrity);
    std::string fill(std::string_view text, const Step& step);
    std::string variable(std::string_view text, const Step& step);
    std::string json(const base::YamlNode& node, const Step& step);

    // ---- everywhere
    void repeat(double mean_seconds, base::TimeNs begin_ns, base::TimeNs end_ns,
                std::function<void()> what);
    const std::string& pick(const std::string& list) { return day_.pick(scenario_.lists.at(list)); }
    const Program& program(const std::string& name) const { return scenario_.programs.at(name); }
    WindowsMachine& machine(const std::string& name) { return machines_.at(name); }
    std::string address_of(const std::string& host) const;
    Peer peer_of(const Site& site, int port = 443) const { return {site.name, site.address, port}; }

    const Scenario& scenario_;
    Day day_;
    std::map<std::string, WindowsMachine> machines_;
    uint64_t flow_id_ = 0;
};

/// "Sep  4 09:01:02"
std::string syslog_time(base::TimeNs time_ns);

}  // namespace ward::app::demo
