// SPDX-License-Identifier: Apache-2.0
#include "app/demo/windows_log.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"

namespace ward::app::demo {

namespace {

/// What a provider says of a kind of event besides its data.
struct Kind {
    std::string_view channel;
    int event_id;
    std::string_view task;
    int task_number, version;
};

constexpr std::string_view sysmon = "Microsoft-Windows-Sysmon/Operational";
constexpr std::string_view security = "Security";
constexpr std::string_view powershell = "Microsoft-Windows-PowerShell/Operational";

constexpr Kind kinds[] = {
    {sysmon, 1, "Process Create (rule: ProcessCreate)", 1, 5},
    {sysmon, 3, "Network connection detected (rule: NetworkConnect)", 3, 5},
    {sysmon, 5, "Process terminated (rule: ProcessTerminate)", 5, 3},
    {sysmon, 10, "Process accessed (rule: ProcessAccess)", 10, 3},
    {sysmon, 11, "File created (rule: FileCreate)", 11, 2},
    {sysmon, 13, "Registry value set (rule: RegistryEvent)", 13, 2},
    {sysmon, 22, "Dns query (rule: DnsQuery)", 22, 5},
    {security, 1102, "Log clear", 104, 1},
    {security, 4624, "Logon", 12544, 2},
    {security, 4625, "Logon", 12544, 0},
    {security, 4634, "Logoff", 12545, 0},
    {security, 4647, "Logoff", 12545, 0},
    {security, 4648, "Logon", 12544, 0},
    {security, 4672, "Special Logon", 12548, 0},
    {security, 4688, "Process Creation", 13312, 2},
    {security, 4768, "Kerberos Authentication Service", 14339, 0},
    {security, 4769, "Kerberos Service Ticket Operations", 14337, 0},
    {security, 4771, "Kerberos Authentication Service", 14339, 0},
    {security, 4776, "Credential Validation", 14336, 0},
    {security, 4800, "Other Logon/Logoff Events", 12551, 0},
    {security, 4801, "Other Logon/Logoff Events", 12551, 0},
    {security, 5140, "File Share", 12808, 1},
    {security, 5145, "Detailed File Share", 12811, 0},
    {powershell, 4104, "Execute a Remote Command", 2, 1},
};

struct Provider {
    std::string_view channel, name, guid;
};

constexpr Provider providers[] = {
    {sysmon, "Microsoft-Windows-Sysmon", "{5770385f-c22a-43e0-bf4c-06f5698ffbd9}"},
    {security, "Microsoft-Windows-Security-Auditing", "{54849625-5478-4994-a5ba-3e3b0328c30d}"},
    {powershell, "Microsoft-Windows-PowerShell", "{a0c1853b-5c40-4b15-8766-3cf1c58f985a}"},
    {"System", "Service Control Manager", "{555908d1-a6d7-4695-8e1e-26931d2012f4}"},
    {"Microsoft-Windows-Windows Defender/Operational", "Microsoft-Windows-Windows Defender",
     "{11cd958a-c507-4ef3-b3f2-5fd9dfbd2c78}"},
};

const Kind& kind_of(const WindowsEvent& event) {
    for (const auto& kind : kinds)
        if (kind.event_id == event.event_id && kind.channel == event.channel) return kind;
    static constexpr Kind none{"", 0, "", 0, 0};
    return none;
}

const Provider& provider_of(const WindowsEvent& event) {
    constexpr int log_cleared = 1102;
    static constexpr Provider event_log{security, "Microsoft-Windows-Eventlog",
                                        "{fc65ddd8-d6ef-4962-83d5-6e5cfe9ce148}"};
    if (event.channel == security && event.event_id == log_cleared) return event_log;
    for (const auto& provider : providers)
        if (provider.channel == event.channel) return provider;
    return providers[0];
}

bool is_failure(const WindowsEvent& event) {
    return event.event_id == 4625 || event.event_id == 4771;
}

// An identifier that stays the same for one computer.
std::string stable_id(std::string_view of) {
    const std::string h = base::hash128_hex(of);
    return fmt::format("{}-{}-4{}-a{}-{}", h.substr(0, 8), h.substr(8, 4), h.substr(13, 3),
                       h.substr(17, 3), h.substr(20, 12));
}

void write_agent(base::JsonWriter& json, const WindowsEvent& event) {
    json.key("agent").begin_object();
    json.field("ephemeral_id", stable_id(event.computer + "#boot"));
    json.field("id", stable_id(event.computer));
    json.field("name", event.computer.substr(0, event.computer.find('.')));
    json.field("type", "winlogbeat").field("version", "8.17.0").end_object();
    json.key("ecs").begin_object().field("version", "8.0.0").end_object();
}

void write_winlog(base::JsonWriter& json, const WindowsEvent& event, const Kind& kind) {
    const Provider& provider = provider_of(event);
    json.key("winlog").begin_object().field("api", "wineventlog");
    json.field("channel", event.channel).field("computer_name", event.computer);
    json.key("event_data").begin_object();
    for (const auto& [name, value] : *event.data) json.field(name, value);
    json.end_object().field("event_id", fmt::format("{}", event.event_id));
    if (event.channel == security)
        json.key("keywords")
            .begin_array()
            .value(is_failure(event) ? "Audit Failure" : "Audit Success")
            .end_array();
    json.field("opcode", "Info").key("process").begin_object();
    json.field("pid", event.process_id).key("thread").begin_object();
    json.field("id", event.thread_id).end_object().end_object();
    json.field("provider_guid", provider.guid).field("provider_name", provider.name);
    json.field("record_id", event.record_id);
    if (!kind.task.empty()) json.field("task", kind.task);
    if (kind.version > 0) json.field("version", kind.version);
    json.end_object();
}

}  // namespace

std::string sysmon_time(base::TimeNs time_ns) {
    std::string out = base::format_rfc3339(time_ns, 3);
    out[10] = ' ', out.pop_back();
    return out;
}

std::string winlogbeat_line(const WindowsEvent& event) {
    const Kind& kind = kind_of(event);
    std::string out;
    out.reserve(2048);
    base::JsonWriter json(out);
    json.begin_object().field("@timestamp", base::format_rfc3339(event.time_ns, 3));
    write_agent(json, event);
    json.key("event").begin_object();
    if (!kind.task.empty()) json.field("action", kind.task);
    json.field("code", fmt::format("{}", event.event_id));
    json.field("created", base::format_rfc3339(event.time_ns + 1'204 * 1'000'000, 3));
    json.field("kind", "event").field("provider", provider_of(event).name).end_object();
    json.key("host").begin_object().field("name", base::to_lower(event.computer)).end_object();
    json.key("log").begin_object().field("level", "information").end_object();
    write_winlog(json, event, kind);
    json.end_object();
    return out;
}

std::string nxlog_line(const WindowsEvent& event) {
    const Kind& kind = kind_of(event);
    const Provider& provider = provider_of(event);
    const auto time = [](base::TimeNs t) {
        std::string text = base::format_rfc3339(t, 6);
        text.pop_back();
        return text + "+00:00";
    };
    std::string out;
    out.reserve(1536);
    base::JsonWriter json(out);
    const bool is_audit = event.channel == security;
    json.begin_object().field("EventTime", time(event.time_ns)).field("Hostname", event.computer);
    json.field("Keywords", is_audit
                               ? (is_failure(event) ? "0x8010000000000000" : "0x8020000000000000")
                               : "0x8000000000000000");
    json.field("EventType",
               is_audit ? (is_failure(event) ? "AUDIT_FAILURE" : "AUDIT_SUCCESS") : "INFO");
    json.field("SeverityValue", 2).field("Severity", "INFO").field("EventID", event.event_id);
    json.field("SourceName", provider.name).field("ProviderGuid", provider.guid);
    json.field("Version", kind.version).field("Task", kind.task_number).field("OpcodeValue", 0);
    json.field("RecordNumber", event.record_id).field("ExecutionProcessID", event.process_id);
    json.field("ExecutionThreadID", event.thread_id).field("Channel", event.channel);
    if (!kind.task.empty()) json.field("Category", kind.task);
    json.field("Opcode", "Info");
    for (const auto& [name, value] : *event.data) json.field(name, value);
    json.field("EventReceivedTime", time(event.time_ns + 800 * 1'000'000));
    json.field("SourceModuleName", "eventlog").field("SourceModuleType", "im_msvistalog");
    json.end_object();
    return out;
}

}  // namespace ward::app::demo
