// SPDX-License-Identifier: Apache-2.0
// Reads correlation documents. What they mean over events is in correlate/; whether the rules that
// they name exist is seen in load.cc.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "detect/sigma/condition.h"
#include "detect/sigma/document.h"

namespace ward::detect::sigma {

namespace {

using base::YamlNode;
using Kind = CorrelationRule::Kind;
using Compare = CorrelationRule::Compare;

constexpr std::pair<std::string_view, Kind> kinds[] = {{"event_count", Kind::event_count},
                                                       {"value_count", Kind::value_count},
                                                       {"temporal", Kind::temporal},
                                                       {"temporal_ordered", Kind::temporal_ordered},
                                                       {"value_sum", Kind::value_sum},
                                                       {"value_avg", Kind::value_avg},
                                                       {"value_percentile", Kind::value_percentile},
                                                       {"value_median", Kind::value_median}};

constexpr std::pair<std::string_view, Compare> compares[] = {
    {"lt", Compare::less},           {"lte", Compare::less_equal}, {"gt", Compare::greater},
    {"gte", Compare::greater_equal}, {"eq", Compare::equal},       {"neq", Compare::not_equal}};

constexpr size_t references_max = 256;
constexpr int64_t timespan_seconds_max = int64_t{366} * 86400;  // state must end some day

class CorrelationReader {
public:
    CorrelationReader(const Document& document, base::Diagnostics& diagnostics)
        : file_(document.file), diagnostics_(diagnostics) {}

    void read(const YamlNode& node, CorrelationRule& rule) {
        for (const auto& [key, value] : node.members) read_member(key, value, rule);
        if (!node.find("type")) fail(node, "there is no correlation type", kinds_hint());
        if (rule.rules.empty()) fail(node, "the correlation names no rules", "add 'rules:'");
        if (!node.find("timespan")) fail(node, "there is no timespan", "add 'timespan: 5m'");
        check_condition(node, rule);
    }

private:
    void fail(const YamlNode& at, std::string text, std::string hint = {}) {
        diagnostics_.error({file_, at.line, at.column}, std::move(text), std::move(hint));
    }

    static std::string kinds_hint() {
        std::string out = "it is one of";
        for (const auto& [name, kind] : kinds) out += fmt::format(" {}", name);
        return out;
    }

    void read_member(const YamlNode& key, const YamlNode& value, CorrelationRule& rule) {
        if (key.text == "type")
            read_kind(value, rule);
        else if (key.text == "rules")
            rule.rules = words(value);
        else if (key.text == "group-by")
            rule.group_by = words(value);
        else if (key.text == "timespan" || key.text == "timeframe")
            read_timespan(value, rule);
        else if (key.text == "condition")
            read_condition(value, rule);
        else if (key.text == "aliases")
            read_aliases(value, rule);
        else if (key.text == "generate")
            rule.generate = value.text == "true";
        else
            diagnostics_.warning({file_, key.line, key.column},
                                 fmt::format("unknown key '{}' in a correlation", key.text));
    }

    std::vector<std::string> words(const YamlNode& node) {
        std::vector<std::string> out;
        if (node.is_scalar()) out.push_back(node.text);
        for (const auto& item : node.items) {
            if (!item.is_scalar() || out.size() >= references_max)
                fail(item, fmt::format("a list of at most {} names is wanted", references_max));
            else
                out.push_back(item.text);
        }
        return out;
    }

    void read_kind(const YamlNode& node, CorrelationRule& rule) {
        for (const auto& [name, kind] : kinds)
            if (node.text == name) {
                rule.kind = kind;
                return;
            }
        fail(node, fmt::format("unknown correlation type '{}'", node.text), kinds_hint());
    }

    void read_timespan(const YamlNode& node, CorrelationRule& rule) {
        static constexpr std::pair<char, int64_t> units[] = {
            {'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}};
        const std::string_view text = node.text;
        const auto count =
            text.size() < 2 ? std::nullopt : base::parse_integer(text.substr(0, text.size() - 1));
        for (const auto& [letter, seconds] : units) {
            if (!count || text.back() != letter) continue;
            if (*count < 1 || *count > timespan_seconds_max / seconds) break;
            rule.timespan_ns = *count * seconds * base::second_ns;
            return;
        }
        fail(node, fmt::format("'{}' is no timespan", text),
             "write a number and s, m, h or d: 90m; the longest is 366 days");
    }

    void read_condition(const YamlNode& node, CorrelationRule& rule) {
        rule.bounds.clear();
        if (node.is_scalar()) {
            rule.condition_text = node.text;
            return;
        }
        if (!node.is_mapping()) return fail(node, "a correlation's condition is a mapping");
        for (const auto& [key, value] : node.members) {
            if (key.text == "field")
                read_field(value, rule);
            else if (key.text == "percentile")
                read_percentile(value, rule);
            else
                read_bound(key, value, rule);
        }
    }

    void read_field(const YamlNode& node, CorrelationRule& rule) {
        const auto names = words(node);
        if (names.size() != 1) return fail(node, "one field is wanted");
        rule.field = names.front();
    }

    void read_percentile(const YamlNode& node, CorrelationRule& rule) {
        const auto number = base::parse_real(node.text);
        if (!number || !(*number >= 0 && *number <= 100))
            return fail(node, "a percentile lies between 0 and 100");
        rule.percentile = *number;
    }

    void read_bound(const YamlNode& key, const YamlNode& value, CorrelationRule& rule) {
        const auto number = base::parse_real(value.text);
        for (const auto& [name, compare] : compares) {
            if (key.text != name) continue;
            if (!number || !value.is_scalar())
                return fail(value, fmt::format("'{}' wants a number", name));
            rule.bounds.push_back({compare, *number});
            return;
        }
        fail(key, fmt::format("unknown key '{}' in the condition", key.text),
             "known are gt, gte, lt, lte, eq, neq, field, percentile");
    }

    void read_aliases(const YamlNode& node, CorrelationRule& rule) {
        for (const auto& [key, value] : node.members) {
            CorrelationRule::Alias alias{key.text, {}};
            if (!value.is_mapping()) fail(value, "an alias maps rules to fields");
            for (const auto& [reference, field] : value.members)
                alias.fields.emplace_back(reference.text, field.text);
            rule.aliases.push_back(std::move(alias));
        }
    }

    void check_condition(const YamlNode& node, const CorrelationRule& rule) {
        const bool temporal = rule.kind == Kind::temporal || rule.kind == Kind::temporal_ordered;
        const bool values = !temporal && rule.kind != Kind::event_count;
        const YamlNode* found = node.find("condition");
        const YamlNode& at = found ? *found : node;
        if (!temporal && rule.bounds.empty())
            fail(at, "the condition says no number", "add 'condition: {gte: 10}'");
        if (values && rule.field.empty())
            fail(at, "the condition names no field", "add 'field: NAME' to the condition");
        if (!temporal && !rule.condition_text.empty())
            fail(at, "only temporal correlations have a condition over rules");
        else if (!rule.condition_text.empty())
            parse_reference_condition(rule, diagnostics_);
    }

    const std::string& file_;
    base::Diagnostics& diagnostics_;
};

}  // namespace

CorrelationRule read_correlation(const Document& document, base::Diagnostics& diagnostics) {
    CorrelationRule rule;
    rule.head = std::make_shared<model::RuleHead>(read_head(document, diagnostics));
    rule.name = document.root.text_of("name");
    const YamlNode* node = document.root.find("correlation");
    if (!node || !node->is_mapping()) {
        diagnostics.error({document.file, document.root.line, 1}, "'correlation' is a mapping");
        return rule;
    }
    CorrelationReader(document, diagnostics).read(*node, rule);
    rule.generate = rule.generate || document.root.text_of("generate") == "true";
    return rule;
}

}  // namespace ward::detect::sigma
