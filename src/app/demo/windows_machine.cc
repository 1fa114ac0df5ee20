// SPDX-License-Identifier: Apache-2.0
#include "app/demo/windows_machine.h"

#include "base/hash.h"
#include "base/text.h"

namespace ward::app::demo {

namespace {

constexpr std::string_view sysmon = "Microsoft-Windows-Sysmon/Operational";
constexpr std::string_view company_sid = "S-1-5-21-2914407715-1180234467-3308125590";
constexpr std::string_view no_guid = "{00000000-0000-0000-0000-000000000000}";

std::string file_name(const std::string& image) {
    return image.substr(image.rfind('\\') + 1);
}

std::string hex_id(uint64_t id) {
    return fmt::format("0x{:x}", id);
}

std::string or_dash(const std::string& text) {
    return text.empty() ? "-" : text;
}

}  // namespace

std::string hashes_of(const std::string& image, const std::string& version) {
    const std::string sha = base::sha256_hex(base::to_lower(file_name(image)) + version);
    const std::string md5 = base::hash128_hex(sha), imphash = base::hash128_hex(md5);
    return fmt::format("MD5={},SHA256={},IMPHASH={}", md5, sha, imphash);
}

WindowsMachine::WindowsMachine(Day& day, const Scenario& scenario, const Host& host)
    : day_(day),
      scenario_(scenario),
      host_(host),
      computer_(host.name + "." + scenario.domain),
      machine_id_(base::hash128_hex(host.name).substr(0, 8)),
      system_{"NT AUTHORITY", "SYSTEM", "S-1-5-18", 0x3e7, "System", 0},
      next_logon_id_(0x40000 + day.below(0x40000)),
      last_process_id_(static_cast<uint32_t>(2000 + 4 * day.below(500))) {
    for (const std::string_view channel :
         {sysmon, std::string_view("Security"), std::string_view("System"),
          std::string_view("Microsoft-Windows-PowerShell/Operational"),
          std::string_view("Microsoft-Windows-Windows Defender/Operational")})
        records_[std::string(channel)] = 20'000 + day.below(3'000'000);
    system_.logon_guid = make_guid(day.midnight_ns() - 5 * 86'400 * base::second_ns);
    const std::string system32 = "C:\\Windows\\System32\\";
    residents_["services"] = make_resident(system32 + "services.exe", 676);
    residents_["lsass"] = make_resident(system32 + "lsass.exe", 684);
    residents_["winlogon"] = make_resident(system32 + "winlogon.exe", 612);
    residents_["svchost"] = make_resident(system32 + "svchost.exe", 1088);
    residents_["schedule"] = make_resident(system32 + "svchost.exe", 1340);
    residents_["search"] = make_resident(system32 + "SearchIndexer.exe", 3172);
    residents_["defender"] = make_resident(
        "C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.24090.11-0\\MsMpEng.exe",
        2744);
    residents_["services"].command = system32 + "services.exe";
    residents_["svchost"].command = system32 + "svchost.exe -k DcomLaunch -p";
    residents_["schedule"].command = system32 + "svchost.exe -k netsvcs -p -s Schedule";
}

void WindowsMachine::go_on_from(const WindowsMachine& yesterday) {
    records_ = yesterday.records_, system_ = yesterday.system_;
    residents_ = yesterday.residents_;
    next_logon_id_ = yesterday.next_logon_id_, last_process_id_ = yesterday.last_process_id_;
}

Process WindowsMachine::make_resident(const std::string& image, uint32_t id) {
    const auto booted_ns = day_.midnight_ns() - day_.between(3, 9) * 86'400 * base::second_ns;
    return {id, make_guid(booted_ns), image, image, "NT AUTHORITY\\SYSTEM"};
}

const Process& WindowsMachine::find(const std::string& name) const {
    static const Process none;
    if (const auto found = named_.find(name); found != named_.end()) return found->second;
    const auto found = residents_.find(name);
    return found == residents_.end() ? none : found->second;
}

std::string WindowsMachine::make_guid(base::TimeNs started_ns) {
    const auto seconds = static_cast<uint32_t>(started_ns / base::second_ns);
    return fmt::format("{{{}-{:04x}-{:04x}-{:04x}-{:08x}{:04x}}}", machine_id_, seconds & 0xffff,
                       seconds >> 16, day_.below(0x4000), day_.below(0x1000'0000), 0x0100);
}

uint32_t WindowsMachine::next_process_id() {
    constexpr uint32_t most = 21'000, lowest = 3'200;
    last_process_id_ += static_cast<uint32_t>(4 * day_.between(1, 90));
    if (last_process_id_ > most) last_process_id_ = lowest + last_process_id_ % 400;
    return last_process_id_ &= ~3U;
}

std::string WindowsMachine::sid_of(const Person& person) const {
    return fmt::format("{}-{}", company_sid, person.relative_id);
}

void WindowsMachine::log(std::string_view channel, int event_id, const EventData& data) {
    const uint64_t record_id = ++records_[std::string(channel)];
    const uint64_t thread = day_.below(1200);
    if (!day_.is_kept()) return;
    WindowsEvent event;
    event.time_ns = day_.now_ns(), event.channel = channel, event.event_id = event_id;
    event.computer = computer_, event.record_id = record_id, event.data = &data;
    event.process_id = channel == "Security" ? 684 : 2596;
    event.thread_id = static_cast<uint32_t>(4 * (170 + thread));
    const bool is_server = host_.role != "workstation";
    day_.write(host_.name, is_server ? nxlog_line(event) : winlogbeat_line(event));
}

Session WindowsMachine::sign_in(const Person& person, int logon_type, const std::string& address,
                                bool is_administrator) {
    const bool is_network = logon_type == 3;
    Session out{scenario_.netbios, person.login, sid_of(person),
                next_logon_id_ += static_cast<uint64_t>(day_.between(0x300, 0x9000))};
    if (is_administrator) out.integrity = "High";
    out.logon_guid = guid();
    const std::string machine = host_.name + "$";
    log("Security", 4624,
        {{"SubjectUserSid", is_network ? "S-1-0-0" : "S-1-5-18"},
         {"SubjectUserName", is_network ? "-" : machine},
         {"SubjectDomainName", is_network ? "-" : scenario_.netbios},
         {"SubjectLogonId", is_network ? "0x0" : "0x3e7"},
         {"TargetUserSid", out.sid},
         {"TargetUserName", out.login},
         {"TargetDomainName", is_network ? base::to_lower(scenario_.domain) : out.domain},
         {"TargetLogonId", hex_id(out.logon_id)},
         {"LogonType", fmt::format("{}", logon_type)},
         {"LogonProcessName", is_network ? "Kerberos" : "User32 "},
         {"AuthenticationPackageName", is_network ? "Kerberos" : "Negotiate"},
         {"WorkstationName", is_network ? "-" : host_.name},
         {"LogonGuid", out.logon_guid},
         {"TransmittedServices", "-"},
         {"LmPackageName", "-"},
         {"KeyLength", "0"},
         {"ProcessId", is_network ? "0x0" : "0x440"},
         {"ProcessName", is_network ? "-" : "C:\\Windows\\System32\\svchost.exe"},
         {"IpAddress", or_dash(address)},
         {"IpPort", address.empty() ? "-" : fmt::format("{}", ephemeral_port())},
         {"ImpersonationLevel", "%%1833"},
         {"RestrictedAdminMode", "-"},
         {"TargetOutboundUserName", "-"},
         {"TargetOutboundDomainName", "-"},
         {"VirtualAccount", "%%1843"},
         {"TargetLinkedLogonId", "0x0"},
         {"ElevatedToken", is_administrator ? "%%1842" : "%%1843"}});
    if (is_administrator)
        log("Security", 4672,
            {{"SubjectUserSid", out.sid},
             {"SubjectUserName", out.login},
             {"SubjectDomainName", out.domain},
             {"SubjectLogonId", hex_id(out.logon_id)},
             {"PrivilegeList",
              "SeSecurityPrivilege\n\t\t\tSeBackupPrivilege\n\t\t\tSeRestorePrivilege"
              "\n\t\t\tSeDebugPrivilege"}});
    return out;
}

void WindowsMachine::sign_out(const Session& session, int logon_type) {
    log("Security", 4634,
        {{"TargetUserSid", session.sid},
         {"TargetUserName", session.login},
         {"TargetDomainName", session.domain},
         {"TargetLogonId", hex_id(session.logon_id)},
         {"LogonType", fmt::format("{}", logon_type)}});
}

Process WindowsMachine::start(const Program& program, const std::string& command,
                              const Process& parent, const Session& session) {
    Process out{next_process_id(), guid(), program.image, command, user_of(session)};
    const bool is_system = session.login == "SYSTEM";
    log(sysmon, 1,
        {{"RuleName", "-"},
         {"UtcTime", sysmon_time(day_.now_ns())},
         {"ProcessGuid", out.guid},
         {"ProcessId", fmt::format("{}", out.id)},
         {"Image", program.image},
         {"FileVersion", or_dash(program.version)},
         {"Description", or_dash(program.description)},
         {"Product", or_dash(program.product)},
         {"Company", or_dash(program.company)},
         {"OriginalFileName", or_dash(program.original)},
         {"CommandLine", command},
         {"CurrentDirectory",
          is_system ? "C:\\Windows\\system32\\" : "C:\\Users\\" + session.login + "\\"},
         {"User", out.user},
         {"LogonGuid", session.logon_guid},
         {"LogonId", hex_id(session.logon_id)},
         {"TerminalSessionId", fmt::format("{}", session.terminal)},
         {"IntegrityLevel", session.integrity},
         {"Hashes", hashes_of(program.image, program.version)},
         {"ParentProcessGuid", parent.guid.empty() ? std::string(no_guid) : parent.guid},
         {"ParentProcessId", fmt::format("{}", parent.id)},
         {"ParentImage", or_dash(parent.image)},
         {"ParentCommandLine", or_dash(parent.command)},
         {"ParentUser", or_dash(parent.user)}});
    return out;
}

void WindowsMachine::end(const Process& process) {
    log(sysmon, 5,
        {{"RuleName", "-"},
         {"UtcTime", sysmon_time(day_.now_ns())},
         {"ProcessGuid", process.guid},
         {"ProcessId", fmt::format("{}", process.id)},
         {"Image", process.image},
         {"User", process.user}});
}

void WindowsMachine::connect(const Process& process, const Peer& peer) {
    log(sysmon, 3,
        {{"RuleName", "-"},
         {"UtcTime", sysmon_time(day_.now_ns())},
         {"ProcessGuid", process.guid},
         {"ProcessId", fmt::format("{}", process.id)},
         {"Image", process.image},
         {"User", process.user},
         {"Protocol", "tcp"},
         {"Initiated", "true"},
         {"SourceIsIpv6", "false"},
         {"SourceIp", host_.address},
         {"SourceHostname", computer_},
         {"SourcePort", fmt::format("{}", ephemeral_port())},
         {"SourcePortName", "-"},
         {"DestinationIsIpv6", "false"},
         {"DestinationIp", peer.address},
         {"DestinationHostname", or_dash(peer.name)},
         {"DestinationPort", fmt::format("{}", peer.port)},
         {"DestinationPortName", peer.port == 443 ? "https" : "-"}});
}

void WindowsMachine::ask(const Process& process, const Peer& peer) {
    log(sysmon, 22,
        {{"RuleName", "-"},
         {"UtcTime", sysmon_time(day_.now_ns())},
         {"ProcessGuid", process.guid},
         {"ProcessId", fmt::format("{}", process.id)},
         {"QueryName", peer.name},
         {"QueryStatus", "0"},
         {"QueryResults", "::ffff:" + peer.address + ";"},
         {"Image", process.image},
         {"User", process.user}});
}

void WindowsMachine::write_file(const Process& process, const std::string& path) {
    const std::string now = sysmon_time(day_.now_ns());
    log(sysmon, 11,
        {{"RuleName", "-"},
         {"UtcTime", now},
         {"ProcessGuid", process.guid},
         {"ProcessId", fmt::format("{}", process.id)},
         {"Image", process.image},
         {"TargetFilename", path},
         {"CreationUtcTime", now},
         {"User", process.user}});
}

void WindowsMachine::set_value(const Process& process, const std::string& key,
                               const std::string& details) {
    log(sysmon, 13,
        {{"RuleName", "-"},
         {"EventType", "SetValue"},
         {"UtcTime", sysmon_time(day_.now_ns())},
         {"ProcessGuid", process.guid},
         {"ProcessId", fmt::format("{}", process.id)},
         {"Image", process.image},
         {"TargetObject", key},
         {"Details", details},
         {"User", process.user}});
}

}  // namespace ward::app::demo
