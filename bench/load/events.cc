// SPDX-License-Identifier: Apache-2.0
#include "events.h"

#include <fmt/format.h>

#include <iterator>

namespace ward::bench {

namespace {

constexpr const char* programs[] = {
    R"(C:\\Windows\\System32\\svchost.exe)",
    R"(C:\\Windows\\System32\\conhost.exe)",
    R"(C:\\Windows\\System32\\taskhostw.exe)",
    R"(C:\\Windows\\System32\\RuntimeBroker.exe)",
    R"(C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe)",
    R"(C:\\Program Files\\Microsoft Office\\root\\Office16\\OUTLOOK.EXE)",
    R"(C:\\Program Files\\Microsoft Office\\root\\Office16\\EXCEL.EXE)",
    R"(C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe)",
    R"(C:\\Program Files\\Backup\\agent.exe)",
    R"(C:\\Windows\\explorer.exe)",
};
constexpr const char* pages[] = {"/",           "/login",    "/api/orders",  "/api/orders/search",
                                 "/static/app", "/products", "/cart/update", "/health"};
constexpr const char* names[] = {"mail", "www", "cdn", "login", "update", "files", "time", "api"};
constexpr const char* zones[] = {"example.com", "example.net", "example.org", "corp.example"};

double seconds(base::TimeNs now) {
    return static_cast<double>(now) / 1e9;
}

std::string utc(base::TimeNs now) {
    return base::format_rfc3339(now, 3);
}

template <size_t n>
const char* one_of(const char* const (&list)[n], uint64_t draw) {
    return list[draw % n];
}

}  // namespace

std::string EventMaker::address() {
    return fmt::format("10.{}.{}.{}", random_.below(4), random_.below(64), 1 + random_.below(250));
}

std::string EventMaker::user() {
    return fmt::format("user{:03}", random_.below(400));
}

std::string EventMaker::host(const char* kind, uint64_t count) {
    return fmt::format("{}-{:03}", kind, random_.below(count));
}

void EventMaker::windows_logon(std::string& out, base::TimeNs now) {
    const auto machine = host("ws", 200), who = user();
    fmt::format_to(
        std::back_inserter(out),
        R"({{"time":{:.3f},"host":"{}","sourcetype":"_json","event":{{"@timestamp":"{}","EventID":4624,)"
        R"("Channel":"Security","Provider_Name":"Microsoft-Windows-Security-Auditing","Computer":"{}.corp.example",)"
        R"("EventRecordID":{},"SubjectUserSid":"S-1-5-18","TargetUserName":"{}","TargetDomainName":"CORP",)"
        R"("TargetLogonId":"0x{:x}","LogonType":{},"LogonProcessName":"Kerberos","WorkstationName":"{}",)"
        R"("IpAddress":"{}","IpPort":"{}"}}}})",
        seconds(now), machine, utc(now), machine, ++number_, who, random_.below(1 << 24),
        random_.below(2) != 0 ? 3 : 2, machine, address(), 49152 + random_.below(16000));
}

void EventMaker::windows_process(std::string& out, base::TimeNs now) {
    const auto machine = host("ws", 200), who = user();
    const char* image = one_of(programs, random_.next());
    fmt::format_to(
        std::back_inserter(out),
        R"({{"time":{:.3f},"host":"{}","sourcetype":"_json","event":{{"@timestamp":"{}","EventID":1,)"
        R"("Channel":"Microsoft-Windows-Sysmon/Operational","Provider_Name":"Microsoft-Windows-Sysmon","Computer":"{}",)"
        R"("ProcessId":{},"Image":"{}","CommandLine":"\"{}\" --type={} --instance={:x}","User":"CORP\\{}",)"
        R"("IntegrityLevel":"Medium","ParentImage":"C:\\Windows\\explorer.exe","ParentProcessId":{}}}}})",
        seconds(now), machine, utc(now), machine, 1000 + random_.below(30000), image, image,
        random_.below(9), random_.next(), who, 1000 + random_.below(30000));
}

void EventMaker::web_access(std::string& out, base::TimeNs now) {
    const auto civil = base::to_civil(now);
    fmt::format_to(
        std::back_inserter(out),
        R"({{"time":{:.3f},"host":"{}","sourcetype":"access_combined","event":"{} - - )"
        R"([{:02}/Nov/{}:{:02}:{:02}:{:02} +0000] \"GET {}?id={} HTTP/1.1\" {} {} \"https://shop.example.com/\" )"
        R"(\"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Safari/537.36\""}})",
        seconds(now), host("web", 8), address(), civil.day, civil.year, civil.hour, civil.minute,
        civil.second, one_of(pages, random_.next()), random_.below(100000),
        random_.below(30) == 0 ? 304 : 200, random_.below(60000), 120 + random_.below(20));
}

void EventMaker::dns_query(std::string& out, base::TimeNs now) {
    fmt::format_to(
        std::back_inserter(out),
        R"({{"time":{:.3f},"host":"dns-01","sourcetype":"suricata","event":{{"timestamp":"{}","flow_id":{},)"
        R"("in_iface":"eth0","event_type":"dns","src_ip":"{}","src_port":{},"dest_ip":"10.0.0.53","dest_port":53,)"
        R"("proto":"UDP","dns":{{"type":"query","id":{},"rrname":"{}{}.{}","rrtype":"A","tx_id":0}}}}}})",
        seconds(now), utc(now), random_.next() >> 12, address(), 1024 + random_.below(60000),
        random_.below(65536), one_of(names, random_.next()), random_.below(50),
        one_of(zones, random_.next()));
}

void EventMaker::firewall(std::string& out, base::TimeNs now) {
    fmt::format_to(
        std::back_inserter(out),
        R"({{"time":{:.3f},"host":"fw-01","sourcetype":"cef","event":"CEF:0|Example|Firewall|4.1|100|connection allowed|2|)"
        R"(rt={} src={} spt={} dst=203.0.113.{} dpt=443 proto=TCP act=allow in={} out={} suser={} app=ssl cs1Label=rule cs1=outbound-web"}})",
        seconds(now), now / 1'000'000, address(), 1024 + random_.below(60000), random_.below(250),
        random_.below(100000), random_.below(10000), user());
}

void EventMaker::sshd(std::string& out, base::TimeNs now) {
    const auto machine = host("srv", 40);
    fmt::format_to(
        std::back_inserter(out),
        R"({{"time":{:.3f},"host":"{}","sourcetype":"syslog","event":"<38>1 {} {} sshd {} - - Accepted publickey for )"
        R"({} from {} port {} ssh2: ED25519 SHA256:{:x}{:x}"}})",
        seconds(now), machine, utc(now), machine, random_.below(30000), user(), address(),
        1024 + random_.below(60000), random_.next(), random_.next());
}

void EventMaker::append(std::string& out, base::TimeNs now) {
    const uint64_t draw = random_.below(100);
    if (draw < 30)
        windows_logon(out, now);
    else if (draw < 55)
        windows_process(out, now);
    else if (draw < 70)
        web_access(out, now);
    else if (draw < 85)
        dns_query(out, now);
    else if (draw < 95)
        firewall(out, now);
    else
        sshd(out, now);
}

void EventMaker::append_finding(std::string& out, base::TimeNs now, uint64_t mark) {
    fmt::format_to(
        std::back_inserter(out),
        R"({{"time":{:.3f},"host":"web-001","sourcetype":"_json","event":{{"@timestamp":"{}","EventID":1,)"
        R"("Channel":"Microsoft-Windows-Sysmon/Operational","Provider_Name":"Microsoft-Windows-Sysmon","Computer":"web-001",)"
        R"("ProcessId":{},"Image":"C:\\Windows\\System32\\vssadmin.exe",)"
        R"("CommandLine":"vssadmin.exe delete shadows /all /quiet","User":"CORP\\mark{}"}}}})",
        seconds(now), utc(now), 1000 + mark, mark);
}

}  // namespace ward::bench
