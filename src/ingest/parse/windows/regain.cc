// SPDX-License-Identifier: Apache-2.0
#include "ingest/parse/windows/regain.h"

#include <array>
#include <optional>

#include "base/text.h"

namespace ward::ingest::windows {

namespace {

constexpr std::string_view sysmon_channel = "Microsoft-Windows-Sysmon/Operational";
constexpr std::string_view security_channel = "Security";

struct Row {
    std::string_view channel;
    uint32_t from, to;  // event ids
    std::string_view ecs, native;
};

// clang-format off
constexpr auto rows = std::to_array<Row>({
    {sysmon_channel, 1, 29, "process.entity_id", "ProcessGuid"},
    {sysmon_channel, 1, 29, "process.pid", "ProcessId"},
    {sysmon_channel, 1, 29, "process.executable", "Image"},
    {sysmon_channel, 1, 1, "process.command_line", "CommandLine"},
    {sysmon_channel, 1, 1, "process.working_directory", "CurrentDirectory"},
    {sysmon_channel, 1, 1, "process.parent.entity_id", "ParentProcessGuid"},
    {sysmon_channel, 1, 1, "process.parent.pid", "ParentProcessId"},
    {sysmon_channel, 1, 1, "process.parent.executable", "ParentImage"},
    {sysmon_channel, 1, 1, "process.parent.command_line", "ParentCommandLine"},
    {sysmon_channel, 1, 1, "process.pe.original_file_name", "OriginalFileName"},
    {sysmon_channel, 1, 1, "process.pe.description", "Description"},
    {sysmon_channel, 1, 1, "process.pe.company", "Company"},
    {sysmon_channel, 1, 1, "process.pe.product", "Product"},
    {sysmon_channel, 1, 1, "process.pe.file_version", "FileVersion"},
    {sysmon_channel, 2, 2, "file.path", "TargetFilename"},
    {sysmon_channel, 11, 11, "file.path", "TargetFilename"},
    {sysmon_channel, 15, 15, "file.path", "TargetFilename"},
    {sysmon_channel, 23, 29, "file.path", "TargetFilename"},
    {sysmon_channel, 6, 7, "file.path", "ImageLoaded"},
    {sysmon_channel, 7, 7, "file.pe.original_file_name", "OriginalFileName"},
    {sysmon_channel, 7, 7, "dll.path", "ImageLoaded"},
    {sysmon_channel, 3, 3, "source.ip", "SourceIp"},
    {sysmon_channel, 3, 3, "source.port", "SourcePort"},
    {sysmon_channel, 3, 3, "source.domain", "SourceHostname"},
    {sysmon_channel, 3, 3, "destination.ip", "DestinationIp"},
    {sysmon_channel, 3, 3, "destination.port", "DestinationPort"},
    {sysmon_channel, 3, 3, "destination.domain", "DestinationHostname"},
    {sysmon_channel, 3, 3, "network.transport", "Protocol"},
    {sysmon_channel, 12, 14, "registry.path", "TargetObject"},
    {sysmon_channel, 13, 13, "registry.data.strings", "Details"},
    {sysmon_channel, 17, 18, "file.name", "PipeName"},
    {sysmon_channel, 22, 22, "dns.question.name", "QueryName"},
    {sysmon_channel, 22, 22, "sysmon.dns.status", "QueryStatus"},
    {security_channel, 4688, 4688, "process.executable", "NewProcessName"},
    {security_channel, 4688, 4688, "process.command_line", "CommandLine"},
    {security_channel, 4688, 4688, "process.parent.executable", "ParentProcessName"},
    {security_channel, 4624, 4634, "source.ip", "IpAddress"},
    {security_channel, 4624, 4634, "source.port", "IpPort"},
    {security_channel, 4624, 4634, "source.domain", "WorkstationName"},
    {security_channel, 4768, 4771, "source.ip", "IpAddress"},
    {security_channel, 4768, 4771, "source.port", "IpPort"},
    {"Microsoft-Windows-PowerShell/Operational", 4104, 4104, "powershell.file.script_block_text",
     "ScriptBlockText"},
    {"Microsoft-Windows-PowerShell/Operational", 4104, 4104, "powershell.file.script_block_id",
     "ScriptBlockId"},
});
// clang-format on

// The process's hashes as Sysmon writes them: MD5=...,SHA256=...
void regain_hashes(model::Batch& out) {
    if (find_open(out, "Hashes") != nullptr) return;
    constexpr std::pair<std::string_view, std::string_view> kinds[] = {
        {"process.hash.sha1", "SHA1="},
        {"process.hash.md5", "MD5="},
        {"process.hash.sha256", "SHA256="},
        {"process.pe.imphash", "IMPHASH="}};
    std::string all;
    for (const auto& [ecs, prefix] : kinds) {
        const model::Field* const field = find_open(out, ecs);
        if (field == nullptr) continue;
        if (!all.empty()) all += ',';
        all.append(prefix);
        for (const char c : field->text())
            all += c >= 'a' && c <= 'f' ? static_cast<char>(c - 32) : c;
    }
    if (!all.empty()) out.add("Hashes", out.keep(all));
}

void regain_user(model::Batch& out) {
    if (find_open(out, "User") != nullptr) return;
    const model::Field* const name = find_open(out, "user.name");
    const model::Field* const domain = find_open(out, "user.domain");
    if (name == nullptr || domain == nullptr) return;
    std::string all(domain->text());
    all += '\\';
    all.append(name->text());
    out.add("User", out.keep(all));
}

struct KindOfEvent {
    std::string_view channel;
    int64_t number = 0;
};

KindOfEvent kind_of(model::Batch& out) {
    const model::Field* const channel = find_open(out, "Channel");
    const model::Field* const number = find_open(out, "EventID");
    if (channel == nullptr || number == nullptr) return {};
    return {channel->text(), base::parse_integer(number->text()).value_or(0)};
}

}  // namespace

model::Field* find_open(model::Batch& out, std::string_view name) {
    const auto id = out.names().find(name);
    if (!id) return nullptr;
    for (model::Field& field : out.open())
        if (field.id == *id) return &field;
    return nullptr;
}

void regain_from_ecs(model::Batch& out) {
    const KindOfEvent kind = kind_of(out);
    for (const Row& row : rows) {
        if (kind.number < row.from || kind.number > row.to || kind.channel != row.channel) continue;
        const model::Field* const field = find_open(out, row.ecs);
        if (field == nullptr || find_open(out, row.native) != nullptr) continue;
        const model::Field copy = *field;
        out.add(out.intern(row.native), copy.text(), copy.kind);
    }
    if (kind.channel != sysmon_channel) return;
    if (kind.number == 1) regain_hashes(out);
    regain_user(out);
}

namespace {

// The fields that NXLog's own names hide, and those that every event of Sysmon has.
bool may_be_hidden(std::string_view name) {
    constexpr std::string_view names[] = {"EventType", "ProcessId", "ProcessGuid",
                                          "Image",     "RuleName",  "UtcTime",
                                          "User",      "Details",   "TargetObject"};
    for (const auto known : names)
        if (name == known) return true;
    return false;
}

// NXLog calls the level EventType, and so do events of Sysmon what was done.
void make_room_for_event_type(model::Batch& out) {
    model::Field* const field = find_open(out, "EventType");
    if (field == nullptr) return;
    constexpr std::string_view levels[] = {"INFO", "WARNING", "ERROR", "CRITICAL", "VERBOSE"};
    for (const auto level : levels)
        if (field->text() == level)
            field->id = out.intern("RenderingInfo_EventType") & model::no_field;
}

}  // namespace

void regain_from_message(model::Batch& out) {
    const KindOfEvent kind = kind_of(out);
    if (kind.channel == sysmon_channel) make_room_for_event_type(out);
    const model::Field* const message = find_open(out, "Message");
    if (message == nullptr || kind.channel != sysmon_channel) return;
    constexpr size_t lines_max = 64, name_bytes_max = 32;
    std::string_view rest = message->text();
    base::take_until(rest, '\n');  // the title
    for (size_t i = 0; i < lines_max && !rest.empty(); ++i) {
        std::string_view line = base::take_until(rest, '\n');
        if (line.ends_with('\r')) line.remove_suffix(1);
        const size_t colon = line.find(": ");
        if (colon == 0 || colon > name_bytes_max) continue;
        const std::string_view name = line.substr(0, colon), value = line.substr(colon + 2);
        if (!may_be_hidden(name) || find_open(out, name) != nullptr) continue;
        out.add(name, value);
    }
}

}  // namespace ward::ingest::windows
