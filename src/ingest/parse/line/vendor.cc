// SPDX-License-Identifier: Apache-2.0
// Vendors: see the header. The table is read from the top; the first row whose names are all there
// counts.
#include "ingest/parse/line/vendor.h"

#include <algorithm>

#include "base/text.h"
#include "ingest/parse/line/line_time.h"

namespace ward::ingest::line {

namespace {

struct Row {
    std::string_view names[3];  // all must be there; empty: no more
    std::string_view product, category;
    std::string_view service;       // as it is; or
    std::string_view service_from;  // the value of this name
};

// clang-format off
constexpr Row rows[] = {
    {{"devid", "logid", "type"},          "fortigate", "firewall", "", "type"},
    {{"devname", "logid", "type"},        "fortigate", "firewall", "", "type"},
    {{"logid", "subtype", "vd"},          "fortigate", "firewall", "", "type"},
    {{"device_id", "log_id", "type"},     "fortimail", "", "", "type"},
    {{"device_name", "log_type", "log_component"}, "sophos", "firewall", "", "log_type"},
    {{"device_id", "log_type", "log_component"},   "sophos", "firewall", "", "log_type"},
    {{"log_id", "log_type", "log_component"},      "sophos", "firewall", "", "log_type"},
    {{"sn", "fw", "pri"},                 "sonicwall", "firewall", "", ""},
    {{"startime", "fw", "logtype"},       "stormshield", "firewall", "", "logtype"},
    {{"fw", "tz", "startime"},            "stormshield", "firewall", "", "logtype"},
    {{"SRC", "DST", "PROTO"},             "linux", "firewall", "iptables", ""},
    {{"AccessControlRuleAction"},         "cisco", "firewall", "ftd", ""},
    {{"id.orig_h", "id.resp_h", "uid"},   "zeek", "", "", ""},
    {{"cs-uri-stem", "c-ip"},             "", "webserver", "", ""},
    {{"cs-host", "c-ip", "cs-method"},    "", "proxy", "", ""},
};
// clang-format on

bool has(model::Batch& out, std::string_view name) {
    const model::FieldId id = out.intern(name);
    for (const model::Field& field : out.open())
        if (field.id == id) return true;
    return false;
}

void set_time(const LineTime& time, model::Event& event) {
    event.time_ns = time.time_ns, event.time_digits = time.digits;
}

// date=2026-01-02 time=03:04:05 tz="+0100"
bool time_of_parts(const RecordContext& context, model::Batch& out, model::Event& event) {
    const std::string_view date = open_value(out, "date"), time = open_value(out, "time");
    constexpr size_t part_bytes_max = 24;
    if (date.empty() || time.empty() || date.size() > part_bytes_max ||
        time.size() > part_bytes_max)
        return false;
    const std::string_view zone = open_value(out, "tz");
    std::string text(date);
    text.append(" ").append(time);
    if (zone.size() <= 6) text.append(zone);
    const auto found = leading_time(text, context);
    if (found) set_time(*found, event);
    return found.has_value();
}

// tz=+0100
std::optional<int> zone_of_pairs(model::Batch& out) {
    std::string_view zone = open_value(out, "tz");
    if (zone.empty()) zone = open_value(out, "timezone");
    constexpr size_t zone_bytes_max = 6;
    if (zone.size() > zone_bytes_max || zone.size() < 3) return {};
    std::string text("1970-01-02T00:00:00");  // as a time of that zone
    const auto time = base::parse_rfc3339(text.append(zone));
    if (!time) return {};
    constexpr int day_s = 24 * 3600;
    return day_s - static_cast<int>(*time / base::second_ns);
}

bool names_a_time(std::string_view name) {
    constexpr size_t name_bytes_max = 64;
    if (name.size() > name_bytes_max) return false;
    const std::string lowered = base::to_lower(name);
    return lowered.find("time") != lowered.npos || lowered.find("date") != lowered.npos ||
           lowered.starts_with("column_");
}

// The first of the front fields whose name and whole value say that it is a time.
void time_by_look(const RecordContext& context, model::Batch& out, model::Event& event) {
    constexpr size_t looked_at = 64, shortest = 10;
    for (const model::Field& field : out.open().first(std::min(looked_at, out.open_fields()))) {
        const std::string_view value = field.text();
        if (value.size() < shortest || !names_a_time(out.names().name(field.id))) continue;
        const auto time = leading_time(value, context);
        if (time && time->length == value.size()) return set_time(*time, event);
    }
}

}  // namespace

void classify_pairs(model::Batch& out, model::Event& event) {
    for (const Row& row : rows) {
        bool fits = true;
        for (const auto name : row.names) fits = fits && (name.empty() || has(out, name));
        if (!fits) continue;
        event.source.product = row.product, event.source.category = row.category;
        event.source.service = row.service;
        if (row.service_from.empty()) return;
        const std::string_view value = open_value(out, row.service_from);
        // sources live as long as the process: an interned name does
        constexpr size_t service_bytes_max = 32;
        if (value.empty() || value.size() > service_bytes_max) return;
        const model::FieldId id = out.intern(value);
        if (id != model::no_field) event.source.service = out.names().name(id);
        return;
    }
}

void time_from_pairs(const RecordContext& context, model::Batch& out, model::Event& event) {
    if (time_of_parts(context, out, event)) return;
    RecordContext zoned = context;
    zoned.zone_offset_seconds = zone_of_pairs(out).value_or(context.zone_offset_seconds);
    constexpr std::string_view names[] = {"timestamp",
                                          "@timestamp",
                                          "time",
                                          "ts",
                                          "rt",
                                          "eventtime",
                                          "devTime",
                                          "date_time",
                                          "datetime",
                                          "startime",
                                          "start",
                                          "log_time",
                                          "receive_time",
                                          "end",
                                          "t",
                                          "EventTime",
                                          "at",
                                          "date",
                                          "deviceReceiptTime",
                                          "event_time",
                                          "FirstPacketSecond",
                                          "endTime",
                                          "utc",
                                          "Date",
                                          "Time"};
    for (const auto name : names) {
        std::string_view value = open_value(out, name);
        if (value.empty()) continue;
        if (value.starts_with('[')) value.remove_prefix(1);
        const auto time = leading_time(value, zoned);
        if (time) return set_time(*time, event);
    }
    time_by_look(context, out, event);
}

}  // namespace ward::ingest::line
