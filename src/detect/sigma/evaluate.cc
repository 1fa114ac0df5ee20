// SPDX-License-Identifier: Apache-2.0
// The slow literal evaluator. Two-valued logic: an absent field makes a test false, so its negation
// is true. Written to be obviously right; nothing here is fast.
#include "detect/sigma/evaluate.h"

#include <algorithm>

#include "base/check.h"
#include "detect/sigma/address.h"
#include "detect/sigma/date.h"
#include "detect/sigma/fold.h"
#include "detect/sigma/pattern.h"

namespace ward::detect::sigma {

namespace {

bool compare(Operator op, double a, double b) {
    switch (op) {
        case Operator::less:
            return a < b;
        case Operator::less_equal:
            return a <= b;
        case Operator::greater:
            return a > b;
        case Operator::greater_equal:
            return a >= b;
        default:
            return false;
    }
}

bool meets_reference(const Test& test, std::string_view value, std::string_view other) {
    const std::string a = test.cased ? std::string(value) : fold(value);
    const std::string b = test.cased ? std::string(other) : fold(other);
    if (test.other_anchored_start && test.other_anchored_end) return a == b;
    if (test.other_anchored_start) return a.starts_with(b);
    if (test.other_anchored_end) return a.ends_with(b);
    return a.find(b) != std::string::npos;
}

bool is_null(const model::Field& value) {
    return value.kind == model::ValueKind::null;
}

bool holds_with(const Test& test, const Regex* regex, const model::Batch& batch,
                const model::Event& event, const Aliases& aliases) {
    const auto values = test.field.empty()
                            ? batch.fields(event)
                            : values_of(batch, event, native_name(aliases, test.field));
    if (test.op == Operator::exists) return values.empty() != test.exists_wanted;
    if (test.op == Operator::is_null) return values.empty() || std::ranges::any_of(values, is_null);
    std::span<const model::Field> other;
    if (test.op == Operator::field_pattern)
        other = values_of(batch, event, native_name(aliases, test.text));
    return std::ranges::any_of(
        values, [&](const auto& value) { return value_meets(test, value, regex, other); });
}

template <typename Holds>
bool is_true(const Node& node, const Holds& holds) {
    const auto truth = [&](const Node& child) { return is_true(child, holds); };
    switch (node.kind) {
        case Node::Kind::all:
            return std::ranges::all_of(node.children, truth);
        case Node::Kind::any:
            return std::ranges::any_of(node.children, truth);
        case Node::Kind::negate:
            return !truth(node.children.front());
        case Node::Kind::test:
            return holds(node.test);
        case Node::Kind::constant:
            return node.value;
    }
    return false;
}

}  // namespace

std::string_view native_name(const Aliases& aliases, std::string_view field) {
    for (const auto& [from, to] : aliases)
        if (from == field) return to;
    return field;
}

std::span<const model::Field> values_of(const model::Batch& batch, const model::Event& event,
                                        model::FieldId field) {
    const model::Field* first = batch.find(event, field);
    if (!first) return {};
    const auto all = batch.fields(event);
    const model::Field* last = first;
    while (last != all.data() + all.size() && last->id == field) last++;
    return {first, last};
}

std::span<const model::Field> values_of(const model::Batch& batch, const model::Event& event,
                                        std::string_view name) {
    const auto id = batch.names().find(name);
    return id ? values_of(batch, event, *id) : std::span<const model::Field>{};
}

std::optional<double> number_for(const Test& test, const model::Field& value) {
    if (test.time_part == TimePart::none) return model::number_of(value);
    return part_of_date(value.text(), test.time_part);
}

bool value_meets(const Test& test, const model::Field& value, const Regex* regex,
                 std::span<const model::Field> other) {
    if (is_null(value)) return false;
    switch (test.op) {
        case Operator::pattern:
            return matches(test.pattern, value.text(), test.cased);
        case Operator::regex:
            CHECK(regex != nullptr);
            return regex->found_in(value.text());
        case Operator::cidr:
            return in_network(value.text(), test.text);
        case Operator::less:
        case Operator::less_equal:
        case Operator::greater:
        case Operator::greater_equal: {
            const auto number = number_for(test, value);
            return number && compare(test.op, *number, test.number);
        }
        case Operator::field_pattern:
            return std::ranges::any_of(other, [&](const auto& o) {
                return !is_null(o) && meets_reference(test, value.text(), o.text());
            });
        case Operator::exists:
        case Operator::is_null:
            break;  // not about one value
    }
    return false;
}

bool holds(const Test& test, const model::Batch& batch, const model::Event& event,
           const Aliases& aliases) {
    std::string error;
    const auto regex = test.op == Operator::regex ? Regex::compile(test.text, error) : nullptr;
    if (test.op == Operator::regex && !regex) return false;
    return holds_with(test, regex.get(), batch, event, aliases);
}

Evaluator::Evaluator(const Rule& rule) : rule_(rule), regexes_(rule.tests.size()) {
    std::string error;
    for (size_t i = 0; i < rule.tests.size(); i++) {
        if (rule.tests[i].op != Operator::regex) continue;
        regexes_[i] = Regex::compile(rule.tests[i].text, error);
        CHECK(regexes_[i] != nullptr);  // the loader has tried it
    }
}

bool Evaluator::holds(uint32_t test, const model::Batch& batch, const model::Event& event,
                      const Aliases& aliases) const {
    return holds_with(rule_.tests[test], regexes_[test].get(), batch, event, aliases);
}

bool Evaluator::matches(const model::Batch& batch, const model::Event& event,
                        const Aliases& aliases) const {
    return is_true(rule_.condition,
                   [&](uint32_t test) { return holds(test, batch, event, aliases); });
}

bool matches(const Rule& rule, const model::Batch& batch, const model::Event& event,
             const Aliases& aliases) {
    return Evaluator(rule).matches(batch, event, aliases);
}

}  // namespace ward::detect::sigma
