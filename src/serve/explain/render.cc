// SPDX-License-Identifier: Apache-2.0
// An explanation for machines and for people.
#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "serve/api/json.h"
#include "serve/explain/explain.h"

namespace ward::serve {

namespace {

constexpr size_t raw_shown_max = 2000;  // bytes of a raw event on a terminal

void write_tests(base::JsonWriter& json, const detect::Explanation& explanation) {
    json.key("tests").begin_array();
    for (const auto& test : explanation.tests) {
        json.begin_object().field("path", test.path).field("wanted", test.wanted);
        json.field("value", test.value).field("met", test.met).end_object();
    }
    json.end_array();
}

std::string_view basis_text(Basis basis) {
    switch (basis) {
        case Basis::raw:
            return "read again from the raw bytes";
        case Basis::envelope:
            return "read again from the raw bytes and the fields sent around them";
        case Basis::fields:
            return "from the stored fields";
    }
    return "";
}

std::string correlation_text(const model::Correlation& correlation) {
    std::string out = fmt::format("{} reached {}", correlation.kind, correlation.value);
    for (const auto& [name, value] : correlation.group)
        out += fmt::format(", {} = {}", name, value);
    return out;
}

std::string event_text(const ExplainedEvent& one, const model::RuleHead& rule) {
    const auto clean = [](std::string_view text) { return base::printable(text); };
    std::string out = fmt::format("\nevent {}", one.event.id.text());
    if (one.event.time_ns != base::no_time) out += "  " + base::format_rfc3339(one.event.time_ns);
    out += fmt::format("  from {}\n", clean(one.event.source_name));
    if (!one.event.sentence.empty()) out += fmt::format("  {}\n", clean(one.event.sentence));
    if (one.rule && one.rule.get() != &rule)
        out += fmt::format("  by rule {}  {}\n", one.rule->id, clean(one.rule->title));
    out += fmt::format("  {}: {}\n", one.explanation.matched ? "fires" : "does not fire",
                       clean(one.explanation.reason));
    for (const auto& test : one.explanation.tests)
        out += fmt::format("    {} {}\n        wants {}\n        has   {}\n", test.met ? "+" : "-",
                           clean(test.path), clean(test.wanted), clean(test.value));
    const auto raw = std::string_view(one.event.raw).substr(0, raw_shown_max);
    return out + fmt::format("  raw ({}): {}\n", basis_text(one.basis), clean(raw));
}

}  // namespace

std::string to_json(const Explained& explained) {
    std::string out;
    base::JsonWriter json(out);
    json.begin_object();
    if (explained.finding) write_finding(json.key("finding"), *explained.finding);
    if (explained.rule) write_rule(json.key("rule"), *explained.rule, true);
    json.key("events").begin_array();
    for (const auto& one : explained.events) {
        json.begin_object().field("matched", one.explanation.matched);
        json.field("routed", one.explanation.routed).field("reason", one.explanation.reason);
        json.field("condition", one.explanation.condition).field("basis", to_text(one.basis));
        write_tests(json, one.explanation);
        if (one.rule) write_rule(json.key("rule"), *one.rule, false);
        write_event(json.key("event"), one.event);
        json.end_object();
    }
    json.end_array();
    json.field("events_left_out", static_cast<uint64_t>(explained.events_left_out)).end_object();
    return out;
}

std::string render_text(const Explained& explained) {
    const auto clean = [](std::string_view text) { return base::printable(text); };
    std::string out;
    if (explained.finding) out += fmt::format("finding {}\n", explained.finding->id);
    const auto& rule = *explained.rule;
    out +=
        fmt::format("rule {}  {} ({})\n", rule.id, clean(rule.title), model::to_text(rule.level));
    if (explained.finding && explained.finding->correlation)
        out += clean(correlation_text(*explained.finding->correlation)) + "\n";
    for (const auto& one : explained.events) out += event_text(one, rule);
    if (explained.events_left_out > 0)
        out += fmt::format("\nand {} more events\n", explained.events_left_out);
    out += "\nthe rule as it was:\n";
    for (const auto line : base::split(rule.text, '\n'))
        if (!line.empty()) out += fmt::format("  {}\n", clean(line));
    return out;
}

}  // namespace ward::serve
