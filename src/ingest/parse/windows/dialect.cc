// SPDX-License-Identifier: Apache-2.0
// The tables of names, one per dialect.
#include "ingest/parse/windows/dialect.h"

#include <array>

#include "base/text.h"

namespace ward::ingest::windows {

namespace {

struct Row {
    std::string_view from, to;
};
using Kind = Renamed::Kind;

// clang-format off
constexpr auto flat_rows = std::to_array<Row>({
    {"SourceName", "Provider_Name"}, {"ProviderName", "Provider_Name"},
    {"Provider", "Provider_Name"}, {"EventSourceName", "Provider_Name"},
    {"Source", "Provider_Name"}, {"ProviderGuid", "Provider_Guid"}, {"ProviderId", "Provider_Guid"},
    {"Hostname", "Computer"}, {"ComputerName", "Computer"}, {"MachineName", "Computer"},
    {"EventCode", "EventID"}, {"EventId", "EventID"}, {"Id", "EventID"},
    {"LogName", "Channel"}, {"Logname", "Channel"}, {"EventLog", "Channel"},
    {"RecordNumber", "EventRecordID"}, {"EventRecordId", "EventRecordID"},
    {"RecordId", "EventRecordID"},
    {"ExecutionProcessID", "Execution_ProcessID"}, {"ProcessID", "Execution_ProcessID"},
    {"ExecutionThreadID", "Execution_ThreadID"}, {"ThreadID", "Execution_ThreadID"},
    {"ThreadId", "Execution_ThreadID"},
    {"ActivityID", "Correlation_ActivityID"}, {"ActivityId", "Correlation_ActivityID"},
    {"RelatedActivityID", "Correlation_RelatedActivityID"},
    {"UserID", "Security_UserID"}, {"Qualifiers", "EventID_Qualifiers"},
    {"OpcodeValue", "Opcode"}, {"TimeCreated", "TimeCreated_SystemTime"},
    {"StringInserts", "Data"}, {"RenderedDescription", "Message"},
    {"LevelDisplayName", "RenderingInfo_Level"}, {"TaskDisplayName", "RenderingInfo_Task"},
    {"OpcodeDisplayName", "RenderingInfo_Opcode"},
    {"EventTypeOrignal", "RenderingInfo_EventType"},  // Security-Datasets spell it so
});
constexpr auto winlog_rows = std::to_array<Row>({
    {"channel", "Channel"}, {"event_id", "EventID"}, {"provider_name", "Provider_Name"},
    {"provider_guid", "Provider_Guid"}, {"computer_name", "Computer"},
    {"record_id", "EventRecordID"}, {"process.pid", "Execution_ProcessID"},
    {"process.thread.id", "Execution_ThreadID"}, {"activity_id", "Correlation_ActivityID"},
    {"related_activity_id", "Correlation_RelatedActivityID"},
    {"user.identifier", "Security_UserID"}, {"version", "Version"},
    {"task", "RenderingInfo_Task"}, {"opcode", "RenderingInfo_Opcode"},
    {"keywords", "RenderingInfo_Keywords"}, {"time_created", "TimeCreated_SystemTime"},
});
constexpr auto winlogbeat_6_rows = std::to_array<Row>({
    {"log_name", "Channel"}, {"event_id", "EventID"}, {"source_name", "Provider_Name"},
    {"provider_guid", "Provider_Guid"}, {"computer_name", "Computer"},
    {"record_number", "EventRecordID"}, {"process_id", "Execution_ProcessID"},
    {"thread_id", "Execution_ThreadID"}, {"activity_id", "Correlation_ActivityID"},
    {"related_activity_id", "Correlation_RelatedActivityID"},
    {"user.identifier", "Security_UserID"}, {"version", "Version"},
    {"task", "RenderingInfo_Task"}, {"opcode", "RenderingInfo_Opcode"},
    {"keywords", "RenderingInfo_Keywords"}, {"level", "RenderingInfo_Level"},
    {"message", "Message"},
});
constexpr auto open_telemetry_rows = std::to_array<Row>({
    {"channel", "Channel"}, {"event_id.id", "EventID"},
    {"event_id.qualifiers", "EventID_Qualifiers"}, {"provider.name", "Provider_Name"},
    {"provider.guid", "Provider_Guid"}, {"provider.event_source", "Provider_EventSourceName"},
    {"computer", "Computer"}, {"record_id", "EventRecordID"}, {"version", "Version"},
    {"system_time", "TimeCreated_SystemTime"}, {"execution.process_id", "Execution_ProcessID"},
    {"execution.thread_id", "Execution_ThreadID"}, {"security.user_id", "Security_UserID"},
    {"correlation.activity_id", "Correlation_ActivityID"}, {"message", "Message"},
    {"level", "RenderingInfo_Level"}, {"task", "RenderingInfo_Task"},
    {"opcode", "RenderingInfo_Opcode"}, {"keywords", "RenderingInfo_Keywords"},
});
constexpr auto wazuh_rows = std::to_array<Row>({
    {"providerName", "Provider_Name"}, {"providerGuid", "Provider_Guid"}, {"eventID", "EventID"},
    {"version", "Version"}, {"level", "Level"}, {"task", "Task"}, {"opcode", "Opcode"},
    {"keywords", "Keywords"}, {"systemTime", "TimeCreated_SystemTime"},
    {"eventRecordID", "EventRecordID"}, {"processID", "Execution_ProcessID"},
    {"threadID", "Execution_ThreadID"}, {"channel", "Channel"}, {"computer", "Computer"},
    {"severityValue", "RenderingInfo_Level"}, {"message", "Message"},
});
// clang-format on

template <size_t N>
Renamed by_rows(const std::array<Row, N>& rows, std::string_view name) {
    for (const Row& row : rows)
        if (row.from == name) return {Kind::name, row.to};
    return {};
}

Renamed winlogbeat(std::string_view name) {
    if (name == "message") return {Kind::name, "Message"};
    constexpr std::string_view prefix = "winlog.", data = "event_data.", user = "user_data.";
    if (!name.starts_with(prefix)) return {};
    const std::string_view rest = name.substr(prefix.size());
    if (rest.starts_with(data)) return {Kind::name, rest.substr(data.size())};
    if (rest.starts_with(user) && rest != "user_data.xml_name")
        return {Kind::name, rest.substr(user.size())};
    return by_rows(winlog_rows, rest);
}

Renamed winlogbeat_6(std::string_view name) {
    constexpr std::string_view data = "event_data.", user = "user_data.";
    if (name.starts_with(data)) return {Kind::name, name.substr(data.size())};
    if (name.starts_with(user) && name != "user_data.xml_name")
        return {Kind::name, name.substr(user.size())};
    return by_rows(winlogbeat_6_rows, name);
}

Renamed open_telemetry(std::string_view name) {
    constexpr std::string_view body = "body.";
    if (name.starts_with(body)) name.remove_prefix(body.size());
    for (const std::string_view prefix : {"event_data.data.", "event_data.", "user_data."})
        if (name.starts_with(prefix) && name.size() > prefix.size())
            return {Kind::name, name.substr(prefix.size())};
    return by_rows(open_telemetry_rows, name);
}

Renamed wazuh(std::string_view name, std::string& made) {
    constexpr std::string_view system = "data.win.system.", data = "data.win.eventdata.";
    if (name.starts_with(system)) return by_rows(wazuh_rows, name.substr(system.size()));
    if (!name.starts_with(data) || name.size() == data.size()) return {};
    made = name.substr(data.size());
    if (made[0] >= 'a' && made[0] <= 'z') made[0] = static_cast<char>(made[0] - 32);
    return {Kind::name, made};
}

// ---- the XML as JSON

bool is_text_word(std::string_view word) {
    constexpr std::string_view words[] = {"#text", "_text", "text", "Value", "content",
                                          "_",     "$t",    "$",    "@text"};
    for (const auto known : words)
        if (word == known) return true;
    return false;
}

// The last part of a dotted path, with what stood before it.
struct Path {
    std::string_view parent, last;
    bool is_attribute = false;
};

// "System.Provider.#attributes.Name", "System.Provider.@Name", "System.Provider_attributes.Name".
Path split_path(std::string_view path) {
    Path out;
    const size_t dot = path.rfind('.');
    out.last = dot == std::string_view::npos ? path : path.substr(dot + 1);
    out.parent = dot == std::string_view::npos ? std::string_view{} : path.substr(0, dot);
    constexpr std::string_view marks[] = {".#attributes", ".@attributes", "._attributes",
                                          "_attributes", ".$"};
    for (const auto mark : marks) {
        const bool is_all = mark[0] == '.' && out.parent == mark.substr(1);
        if (!is_all && !out.parent.ends_with(mark)) continue;
        out.parent.remove_suffix(is_all ? out.parent.size() : mark.size());
        out.is_attribute = true;
        return out;
    }
    if (out.last.size() > 1 && (out.last[0] == '@' || out.last[0] == '-'))
        out.last.remove_prefix(1), out.is_attribute = true;
    return out;
}

std::string_view last_of(std::string_view path) {
    const size_t dot = path.rfind('.');
    return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

Renamed joined(std::string_view element, std::string_view attribute, std::string& made,
               std::string_view prefix = {}) {
    made.assign(prefix).append(element) += '_';
    made.append(attribute);
    return {Kind::name, made};
}

// Children of System, of RenderingInfo, of UserData: leaves by name.
Renamed leaf(std::string_view path, bool is_system, std::string& made,
             std::string_view prefix = {}) {
    const Path parts = split_path(path);
    if (parts.is_attribute && parts.last.starts_with("xmlns")) return {Kind::dropped, {}};
    if (!parts.parent.empty() && is_text_word(parts.last) && !parts.is_attribute)
        return leaf(parts.parent, is_system, made, prefix);
    if (!parts.parent.empty() && (parts.is_attribute || is_system))
        return joined(last_of(parts.parent), parts.last, made, prefix);
    if (prefix.empty() || parts.last == "Message") return {Kind::name, parts.last};
    made.assign(prefix).append(parts.last);
    return {Kind::name, made};
}

Renamed event_data(std::string_view path, std::string& made) {
    constexpr std::string_view data = "Data";
    if (path == data) return {Kind::data_text, data};
    if (path.starts_with("Data.")) {
        const Path parts = split_path(path);
        if (parts.last == "Name" && parts.parent == data) return {Kind::data_name, {}};
        if (parts.parent == data && is_text_word(parts.last)) return {Kind::data_text, data};
    }
    if (path.starts_with("Data_attributes.")) return {Kind::data_name, {}};
    const Path parts = split_path(path);
    if (parts.is_attribute && parts.last.starts_with("xmlns")) return {Kind::dropped, {}};
    if (parts.is_attribute && parts.parent.empty()) return joined("EventData", parts.last, made);
    if (!parts.parent.empty() && parts.last == "#text") return {Kind::name, parts.parent};
    if (parts.is_attribute) return joined(last_of(parts.parent), parts.last, made);
    return {Kind::name, path};
}

Renamed tree(std::string_view name, std::string& made) {
    if (name.starts_with("Event."))
        name.remove_prefix(6);
    else if (name.starts_with("Event_attributes."))
        return {Kind::dropped, {}};
    constexpr std::string_view system = "System.", data = "EventData.", user = "UserData.",
                               rendering = "RenderingInfo.";
    if (name.starts_with(system)) return leaf(name.substr(system.size()), true, made);
    if (name.starts_with(data)) return event_data(name.substr(data.size()), made);
    if (name.starts_with(user)) return leaf(name.substr(user.size()), false, made);
    if (name.starts_with(rendering))
        return leaf(name.substr(rendering.size()), false, made, "RenderingInfo_");
    const Path parts = split_path(name);
    if (parts.is_attribute && parts.last.starts_with("xmlns")) return {Kind::dropped, {}};
    return {};
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
    for (const auto known : names)
        if (name == known) return true;
    return false;
}

void mark_capital(std::string_view name, NameMarks& marks) {
    switch (name[0]) {
        case 'E':
            if (is_one_of(name, {"EventID", "EventCode", "EventId"})) marks.has_number = true;
            if (is_one_of(name, {"EventSourceName"})) marks.has_provider = true;
            if (is_one_of(name, {"EventLog"})) marks.has_channel = true;
            if (is_one_of(name, {"EventRecordID", "Execution_ProcessID"})) marks.has_native = true;
            if (name.starts_with("Event.System.")) marks.special = Dialect::tree;
            break;
        case 'C':
            if (name == "Channel") marks.has_channel = true;
            break;
        case 'L':
            if (is_one_of(name, {"LogName", "Logname"})) marks.has_channel = true;
            if (name == "LevelDisplayName") marks.has_level_name = true;
            break;
        case 'P':
            if (name == "Provider_Name") marks.has_provider = marks.has_native = true;
            if (is_one_of(name, {"ProviderName", "Provider"})) marks.has_provider = true;
            break;
        case 'S':
            if (name == "SourceName") marks.has_provider = true;
            if (is_one_of(name, {"System.EventID", "System.EventID.Value", "System.Channel"}))
                marks.special = Dialect::tree;
            break;
        case 'T':
            if (name == "TimeCreated_SystemTime") marks.has_native = true;
            break;
        default:
            break;
    }
}

void mark_small(std::string_view name, NameMarks& marks) {
    switch (name[0]) {
        case 'w':
            if (is_one_of(name, {"winlog.channel", "winlog.event_id", "winlog.provider_name"}))
                marks.special = Dialect::winlogbeat;
            break;
        case 'b':
            if (name == "body.event_id.id") marks.special = Dialect::open_telemetry;
            break;
        case 'l':
            if (name == "log_name") marks.has_channel = true;
            break;
        case 'e':
            if (name == "event_id") marks.has_number = true;
            if (name == "event_id.id") marks.special = Dialect::open_telemetry;
            if (name.starts_with("event_data.")) marks.special = Dialect::winlogbeat_6;
            break;
        case 'd':
            if (is_one_of(name, {"data.win.system.eventID", "data.win.system.channel"}))
                marks.special = Dialect::wazuh;
            break;
        default:
            break;
    }
}

}  // namespace

Renamed rename(Dialect dialect, std::string_view name, std::string& made) {
    switch (dialect) {
        case Dialect::flat:
            if (name.starts_with("EventData.") && name.size() > 10)
                return {Kind::name, name.substr(10)};  // Sentinel's WindowsEvent
            return by_rows(flat_rows, name);
        case Dialect::winlogbeat:
            return winlogbeat(name);
        case Dialect::winlogbeat_6:
            return winlogbeat_6(name);
        case Dialect::tree:
            return tree(name, made);
        case Dialect::wazuh:
            return wazuh(name, made);
        case Dialect::open_telemetry:
            return open_telemetry(name);
        default:
            return {};
    }
}

void NameMarks::add(const NameMarks& next) {
    has_number |= next.has_number, has_channel |= next.has_channel;
    has_provider |= next.has_provider, has_native |= next.has_native;
    has_level_name |= next.has_level_name, has_blank |= next.has_blank;
    const bool is_weak = next.special == Dialect::winlogbeat_6 && special != Dialect::none;
    if (next.special != Dialect::none && !is_weak) special = next.special;
}

NameMarks marks_of(std::string_view name) {
    NameMarks marks;
    marks.has_blank = name.find(' ') != std::string_view::npos;
    if (name.size() < 5) return marks;
    if (name[0] >= 'A' && name[0] <= 'Z')
        mark_capital(name, marks);
    else
        mark_small(name, marks);
    return marks;
}

}  // namespace ward::ingest::windows
