// SPDX-License-Identifier: Apache-2.0
// Explaining: why a rule does or does not match an event, each test beside the value that met it.
// By the slow literal evaluator, from the rule's text as it was.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "detect/detector.h"
#include "detect/route.h"
#include "detect/sigma/evaluate.h"
#include "detect/sigma/load.h"
#include "detect/sigma/pattern.h"

namespace ward::detect {

namespace {

using sigma::Node;
using sigma::Operator;
using sigma::Test;

constexpr size_t wanted_values_max = 8;  // of a long list
constexpr size_t value_bytes_max = 512;  // of one value
constexpr size_t blamed_max = 3;         // tests that the reason names
constexpr size_t seen_values_max = 4;    // of a field with many values

std::string cut(std::string_view text) {
    if (text.size() <= value_bytes_max) return std::string(text);
    return fmt::format("{}... ({} bytes)", text.substr(0, value_bytes_max), text.size());
}

std::string_view time_part_name(sigma::TimePart part) {
    static constexpr std::string_view names[] = {"",      "minute ", "hour ", "day ",
                                                 "week ", "month ",  "year "};
    return names[static_cast<size_t>(part)];
}

std::string wanted_by(const Test& test) {
    const auto number = [&](std::string_view sign) {
        return fmt::format("{}{} {}", time_part_name(test.time_part), sign, test.number);
    };
    switch (test.op) {
        case Operator::pattern:
            return fmt::format("'{}'", cut(sigma::describe(test.pattern)));
        case Operator::regex:
            return fmt::format("/{}/", cut(test.text));
        case Operator::cidr:
            return fmt::format("in {}", test.text);
        case Operator::less:
            return number("<");
        case Operator::less_equal:
            return number("<=");
        case Operator::greater:
            return number(">");
        case Operator::greater_equal:
            return number(">=");
        case Operator::exists:
            return test.exists_wanted ? "present" : "absent";
        case Operator::is_null:
            return "null or absent";
        case Operator::field_pattern:
            return fmt::format("the value of {}", test.text);
    }
    return {};
}

// One rule on one event: each test is evaluated once.
class Explainer {
public:
    Explainer(const sigma::Rule& rule, const model::Batch& batch, const model::Event& event,
              const sigma::Aliases& aliases)
        : rule_(rule), batch_(batch), event_(event), aliases_(aliases) {
        const sigma::Evaluator evaluator(rule);
        for (uint32_t i = 0; i < rule.tests.size(); i++)
            met_.push_back(evaluator.holds(i, batch, event, aliases));
    }

    bool is_true(const Node& node) const {
        const auto truth = [&](const Node& child) { return is_true(child); };
        switch (node.kind) {
            case Node::Kind::all:
                return std::ranges::all_of(node.children, truth);
            case Node::Kind::any:
                return std::ranges::any_of(node.children, truth);
            case Node::Kind::negate:
                return !truth(node.children.front());
            case Node::Kind::test:
                return met_[node.test];
            case Node::Kind::constant:
                return node.value;
        }
        return false;
    }

    // The tests by which `node` came out as `value`: paths, each once.
    void blame(const Node& node, bool value, std::vector<std::string>& out) const {
        if (out.size() >= blamed_max) return;
        if (node.kind == Node::Kind::test) {
            const auto& path = rule_.tests[node.test].path;
            if (std::ranges::find(out, path) == out.end()) out.push_back(path);
            return;
        }
        if (node.kind == Node::Kind::negate) return blame(node.children.front(), !value, out);
        for (const auto& child : node.children)
            if (is_true(child) == value) blame(child, value, out);
    }

    // One report for all values of a list.
    std::vector<TestReport> reports() const {
        std::vector<TestReport> out;
        for (uint32_t i = 0; i < rule_.tests.size();) {
            uint32_t end = i + 1;
            while (end < rule_.tests.size() && rule_.tests[end].path == rule_.tests[i].path) end++;
            out.push_back(report(i, end));
            i = end;
        }
        return out;
    }

private:
    TestReport report(uint32_t begin, uint32_t end) const {
        const Test& first = rule_.tests[begin];
        const bool all = has_modifier(first.path, "all");
        TestReport out;
        out.path = first.path;
        out.wanted = wanted(begin, end, all);
        out.value = value_of(first, begin, end);
        const auto from = met_.begin() + begin, to = met_.begin() + end;
        out.met = all ? std::all_of(from, to, [](bool m) { return m; })
                      : std::any_of(from, to, [](bool m) { return m; });
        if (has_modifier(first.path, "neq")) {
            out.wanted = "not " + out.wanted;
            out.met = !out.met;
        }
        return out;
    }

    static bool has_modifier(std::string_view path, std::string_view name) {
        const auto parts = base::split(path, '|');
        return std::find(parts.begin() + 1, parts.end(), name) != parts.end();
    }

    // Values that were met come first: of thousands they are the ones to see.
    std::string wanted(uint32_t begin, uint32_t end, bool all) const {
        if (end - begin == 1) return wanted_by(rule_.tests[begin]);
        std::string out;
        size_t shown = 0;
        for (const bool met : {true, false}) {
            for (uint32_t i = begin; i < end && shown < wanted_values_max; i++) {
                if (met_[i] != met) continue;
                out += (shown++ > 0 ? ", " : "") + wanted_by(rule_.tests[i]);
            }
        }
        if (end - begin > shown) out += fmt::format(" and {} more", end - begin - shown);
        return (all ? "all of " : "one of ") + out;
    }

    std::string value_of(const Test& test, uint32_t begin, uint32_t end) const {
        if (test.field.empty()) return keyword_value(begin, end);
        const auto name = sigma::native_name(aliases_, test.field);
        const auto values = sigma::values_of(batch_, event_, name);
        if (values.empty()) return "(absent)";
        std::string out;
        for (size_t i = 0; i < values.size() && i < seen_values_max; i++) {
            const bool null = values[i].kind == model::ValueKind::null;
            out += (i > 0 ? ", " : "") + (null ? "(null)" : cut(values[i].text()));
        }
        if (values.size() > seen_values_max)
            out += fmt::format(" and {} more", values.size() - seen_values_max);
        return name == test.field ? out : fmt::format("{} ({})", out, name);
    }

    // The field in which a keyword was found.
    std::string keyword_value(uint32_t begin, uint32_t end) const {
        std::string error;
        for (uint32_t i = begin; i < end; i++) {
            const Test& test = rule_.tests[i];
            if (!met_[i]) continue;
            const auto regex =
                test.op == Operator::regex ? sigma::Regex::compile(test.text, error) : nullptr;
            for (const auto& field : batch_.fields(event_))
                if (sigma::value_meets(test, field, regex.get()))
                    return fmt::format("{} ({})", cut(field.text()), batch_.names().name(field.id));
        }
        return "(in no field)";
    }

    const sigma::Rule& rule_;
    const model::Batch& batch_;
    const model::Event& event_;
    const sigma::Aliases& aliases_;
    std::vector<bool> met_;
};

std::string describe(const sigma::LogSourceWanted& wanted) {
    std::string out;
    for (const auto& [name, value] : {std::pair{"product", wanted.product},
                                      {"category", wanted.category},
                                      {"service", wanted.service}})
        if (!value.empty()) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", name, value);
    return out;
}

std::string fault_of(const std::vector<RuleReport>& reports) {
    for (const auto& report : reports)
        for (const auto& message : report.messages.all())
            if (message.severity == base::Severity::error) return base::render(message);
    return "it holds no rule";
}

}  // namespace

Explanation explain(std::string_view rule_text, const LoadOptions& options,
                    const model::Batch& batch, const model::Event& event,
                    model::FieldNames& names) {
    Explanation out;
    std::vector<RuleReport> reports;
    const auto rules = sigma::load_text(rule_text, "rule", options, reports);
    if (rules.rules.empty()) {
        out.reason = fmt::format("the rule cannot be loaded: {}", fault_of(reports));
        return out;
    }
    const sigma::Rule& rule = rules.rules.back();
    out.condition = rule.condition_text;
    base::Diagnostics told;  // when the rule set was loaded
    Router router = Router::load(options.logsources_file, names, told);
    const RouteId route = router.add(rule.log_source);
    const auto* aliases = router.evaluate(route, batch, event);
    out.routed = aliases != nullptr;
    const sigma::Aliases none;
    const Explainer explainer(rule, batch, event, aliases ? *aliases : none);
    out.tests = explainer.reports();
    const bool met = explainer.is_true(rule.condition);
    out.matched = met && out.routed;
    if (!out.routed) {
        out.reason = fmt::format("the event is not of the rule's log source ({})",
                                 describe(rule.log_source));
        return out;
    }
    std::vector<std::string> blamed;
    explainer.blame(rule.condition, met, blamed);
    out.reason = fmt::format("the condition '{}' is {} because of {}", rule.condition_text,
                             met ? "met" : "not met", fmt::join(blamed, ", "));
    return out;
}

}  // namespace ward::detect
