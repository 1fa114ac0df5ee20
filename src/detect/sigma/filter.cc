// SPDX-License-Identifier: Apache-2.0
// Sigma filters: tuning that is put beside many rules. The rule then means: its own condition AND
// the filter's, as pySigma reads it, so a filter that shall suppress says 'not selection'.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "detect/sigma/document.h"

namespace ward::detect::sigma {

namespace {

using base::YamlNode;

// Each part that both state must be equal.
bool covers(const LogSourceWanted& a, const LogSourceWanted& b) {
    const auto part = [](const std::string& x, const std::string& y) {
        return x.empty() || y.empty() || x == y;
    };
    return part(a.product, b.product) && part(a.category, b.category) && part(a.service, b.service);
}

void move_tests(Node& node, uint32_t by) {
    node.test += by;
    for (auto& child : node.children) move_tests(child, by);
}

bool has_negation(const Node& node) {
    return node.kind == Node::Kind::negate || std::ranges::any_of(node.children, has_negation);
}

std::vector<std::string> read_targets(const YamlNode& filter, const Document& document,
                                      base::Diagnostics& diagnostics) {
    std::vector<std::string> out;
    const YamlNode* rules = filter.find("rules");
    if (rules && rules->is_scalar() && base::equals_ignore_case(rules->text, "any")) return out;
    if (rules && rules->is_scalar()) out.push_back(rules->text);
    if (rules)
        for (const auto& item : rules->items) out.push_back(item.text);
    if (out.empty())
        diagnostics.error({document.file, filter.line, filter.column}, "the filter names no rules",
                          "list their ids, or write 'rules: any'");
    return out;
}

}  // namespace

Filter read_filter(const Document& document, const LoadOptions& options,
                   base::Diagnostics& diagnostics) {
    Filter out;
    out.text = document.text;
    out.title = document.root.text_of("title");
    out.log_source = read_log_source(document, diagnostics);
    const YamlNode* filter = document.root.find("filter");
    if (!filter || !filter->is_mapping()) {
        diagnostics.error({document.file, document.root.line, 1}, "'filter' is a mapping");
        return out;
    }
    out.rules = read_targets(*filter, document, diagnostics);
    YamlNode detection = *filter;
    std::erase_if(detection.members, [](const auto& m) { return m.first.text == "rules"; });
    read_detection(detection, document.file, options, out.detection, diagnostics);
    if (!diagnostics.has_errors() && !has_negation(out.detection.condition))
        diagnostics.warning({document.file, filter->line, filter->column},
                            "rules now match only what this filter selects",
                            "to suppress what it selects, write 'condition: not selection'");
    return out;
}

bool apply_filter(const Filter& filter, Rule& rule) {
    const auto named = [&](const std::string& name) {
        return name == rule.head->id || (!rule.name.empty() && name == rule.name);
    };
    if (!filter.rules.empty() && std::ranges::none_of(filter.rules, named)) return false;
    if (!covers(filter.log_source, rule.log_source)) return false;
    Node added = filter.detection.condition;
    move_tests(added, static_cast<uint32_t>(rule.tests.size()));
    rule.tests.insert(rule.tests.end(), filter.detection.tests.begin(),
                      filter.detection.tests.end());
    Node both;
    both.kind = Node::Kind::all;
    both.children.push_back(std::move(rule.condition));
    both.children.push_back(std::move(added));
    rule.condition = std::move(both);
    rule.condition_text =
        fmt::format("({}) and ({})", rule.condition_text, filter.detection.condition_text);
    // The rule as it was, the filter included, so that it can be explained later.
    auto head = std::make_shared<model::RuleHead>(*rule.head);
    head->text += "\n---\n" + filter.text;
    rule.head = std::move(head);
    return true;
}

}  // namespace ward::detect::sigma
