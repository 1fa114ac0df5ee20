// SPDX-License-Identifier: Apache-2.0
// Findings as lines: see the header. Log text goes through base::printable on its way to people.
#include "cli/scan/finding_lines.h"

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "cli/event_lines.h"

namespace ward::cli {

void EventNames::note(const model::Event& event) {
    files_.try_emplace(event.id.record, event.source_name);
    if (event.id.index != event.index && indices_.size() < indices_max)
        indices_.emplace(event.id, event.index);
}

EventNames::Name EventNames::name_of(const model::EventId& id) const {
    const auto file = files_.find(id.record);
    const auto index = indices_.find(id);
    return {file == files_.end() ? std::string_view() : file->second,
            index == indices_.end() ? id.index : index->second};
}

void append_finding_line(std::string& out, const model::Finding& finding, const model::Event& event,
                         const EventNames& names) {
    base::JsonWriter json(out);
    const auto& rule = *finding.rule;
    json.begin_object().field("type", "finding").key("rule").begin_object();
    json.field("id", rule.id).field("title", rule.title).field("level", to_text(rule.level));
    json.end_object();
    if (finding.correlation) {
        json.key("correlation").begin_object().field("kind", finding.correlation->kind);
        json.key("group").begin_object();
        for (const auto& [name, value] : finding.correlation->group) json.field(name, value);
        json.end_object().field("value", finding.correlation->value).end_object();
    }
    std::string name;
    append_event_name(name, event);
    json.key("event").raw(name);
    if (finding.correlation) {
        json.key("events").begin_array();
        for (const auto& id : finding.events) {
            const auto [file, index] = names.name_of(id);
            json.begin_object().field("file", file).field("index", index).end_object();
        }
        json.end_array();
    }
    json.end_object();
    out += '\n';
}

void append_finding_row(std::string& out, const model::Finding& finding, const model::Event& event,
                        size_t width) {
    const std::string time = base::format_rfc3339(event.time_ns, 0);
    std::string place = fmt::format("{}:{}", event.source_name, event.index);
    if (event.record_id >= 0) place += fmt::format(" (record {})", event.record_id);
    std::string what = finding.rule->title;
    if (finding.correlation) {
        for (const auto& [name, value] : finding.correlation->group)
            what += fmt::format(", {} {}", name, value);
        what += fmt::format(" [{}]", finding.correlation->value);
    }
    std::string row =
        base::printable(fmt::format("{:<13} {:<20} {:<60} {}", to_text(finding.rule->level),
                                    time.empty() ? "-" : time, what, place));
    if (width > 0 && row.size() > width) row = row.substr(0, width - 1) + "~";
    out += row + '\n';
}

}  // namespace ward::cli
