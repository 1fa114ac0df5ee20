// SPDX-License-Identifier: Apache-2.0
// The detection part of a rule: selections become nodes over tests, modifiers applied. Reads YAML,
// never events.
//
//   a mapping: all of its items   a list: any of its elements   a scalar: a keyword
#include <fmt/format.h>

#include "base/text.h"
#include "detect/sigma/condition.h"
#include "detect/sigma/document.h"
#include "detect/sigma/evaluate.h"
#include "detect/sigma/load.h"
#include "detect/sigma/modifier.h"

namespace ward::detect::sigma {

namespace {

using base::YamlNode;

constexpr size_t selection_depth_max = 8;  // lists of lists of maps: real ones have two

class DetectionReader {
public:
    DetectionReader(const std::string& file, const LoadOptions& options, Rule& rule,
                    base::Diagnostics& diagnostics)
        : file_(file), options_(options), rule_(rule), diagnostics_(diagnostics) {}

    Node selection(const YamlNode& node, const std::string& path, size_t depth = 0) {
        if (depth > selection_depth_max) return fail(node, "selections are nested too deep");
        if (node.is_mapping()) {
            if (node.members.empty()) return fail(node, fmt::format("'{}' is empty", path));
            std::vector<Node> items;
            for (const auto& [key, value] : node.members) items.push_back(item(key, value, path));
            return join(Node::Kind::all, std::move(items));
        }
        if (node.is_sequence()) return list(node, path, depth);
        if (node.is_null()) return fail(node, fmt::format("'{}' is empty", path));
        return values({}, {&node}, path, node);
    }

private:
    Node fail(const YamlNode& node, std::string text, std::string hint = {}) {
        diagnostics_.error({file_, node.line, node.column}, std::move(text), std::move(hint));
        return {};
    }

    static Node join(Node::Kind kind, std::vector<Node> children) {
        if (children.size() == 1) return std::move(children.front());
        Node node;
        node.kind = kind;
        node.children = std::move(children);
        return node;
    }

    Node list(const YamlNode& node, const std::string& path, size_t depth) {
        if (node.items.empty()) return fail(node, fmt::format("'{}' is empty", path));
        if (node.items.size() > list_values_max) return too_long(node);
        std::vector<Node> elements;
        for (size_t i = 0; i < node.items.size(); i++) {
            const YamlNode& element = node.items[i];
            const std::string name = element.is_scalar() ? path : fmt::format("{}[{}]", path, i);
            elements.push_back(selection(element, name, depth + 1));
        }
        return join(Node::Kind::any, std::move(elements));
    }

    Node too_long(const YamlNode& node) {
        return fail(node, fmt::format("a list of more than {} values", list_values_max));
    }

    Node item(const YamlNode& key, const YamlNode& value, const std::string& path) {
        if (!key.is_scalar() && !key.is_null()) return fail(key, "a field's name is wanted");
        std::vector<const YamlNode*> list;
        if (value.is_sequence()) {
            if (value.items.size() > list_values_max) return too_long(value);
            if (value.items.empty())
                return fail(key, fmt::format("'{}' has an empty list of values", key.text));
            for (const auto& one : value.items) list.push_back(&one);
        } else {
            list.push_back(&value);
        }
        return values(key.text, list, fmt::format("{}.{}", path, key.text), key);
    }

    // `key` is "Field|modifier|modifier"; without a field, values are looked for everywhere.
    Node values(std::string_view key, const std::vector<const YamlNode*>& list,
                const std::string& path, const YamlNode& at) {
        auto names = base::split(key, '|');
        const std::string field(names.empty() ? std::string_view{} : names.front());
        if (!names.empty()) names.erase(names.begin());
        ModifierContext context{options_, diagnostics_, {file_, at.line, at.column}};
        const Chain chain = parse_chain(names, context);
        std::vector<Node> nodes;
        for (const YamlNode* node : list) {
            if (!node->is_scalar() && !node->is_null()) {
                fail(*node, fmt::format("'{}' wants plain values", path));
                continue;
            }
            context.place = {file_, node->line, node->column};
            std::vector<Node> variants;
            for (const Value& value : variants_of(chain, *node, context))
                variants.push_back(test_of(field, chain, value, path, *node));
            if (!variants.empty()) nodes.push_back(join(Node::Kind::any, std::move(variants)));
        }
        if (nodes.empty()) return {};  // the fault is told
        Node node = join(chain.all ? Node::Kind::all : Node::Kind::any, std::move(nodes));
        return chain.negate ? negated(std::move(node)) : node;
    }

    static Node negated(Node node) {
        Node out;
        out.kind = Node::Kind::negate;
        out.children.push_back(std::move(node));
        return out;
    }

    std::vector<Value> variants_of(const Chain& chain, const YamlNode& node,
                                   ModifierContext& context) {
        Value value = read_value(node);
        if (value.kind == Value::Kind::null && !chain.names.empty()) {
            fail(node, fmt::format("null does not go with modifier '{}'", chain.names.front()));
            return {};
        }
        return apply(chain, std::move(value), context);
    }

    Node test_of(const std::string& field, const Chain& chain, const Value& value,
                 const std::string& path, const YamlNode& at) {
        Test test;
        test.field = field;
        test.cased = chain.cased;
        test.path = path;
        test.line = at.line;
        test.column = at.column;
        if (field.empty() && value.kind != Value::Kind::text && value.kind != Value::Kind::number &&
            value.kind != Value::Kind::boolean && value.kind != Value::Kind::regex &&
            value.kind != Value::Kind::cidr)
            return fail(at, "a keyword is text, a number or a regular expression",
                        "name a field before the '|'");
        if (!fill(test, chain, value, at)) return {};
        if (value.kind == Value::Kind::compare && value.op == Operator::pattern)
            return equal_number(std::move(test));
        return add(std::move(test), at);
    }

    Node add(Test test, const YamlNode& at) {
        if (rule_.tests.size() >= rule_tests_max) {
            if (rule_.tests.size() == rule_tests_max && !over_)
                fail(at, fmt::format("more than {} tests", rule_tests_max));
            over_ = true;
            return {};
        }
        Node node;
        node.test = static_cast<uint32_t>(rule_.tests.size());
        rule_.tests.push_back(std::move(test));
        return node;
    }

    // A number is equal if it is neither below nor above.
    Node equal_number(Test test) {
        YamlNode at;
        at.line = test.line;
        at.column = test.column;
        Test other = test;
        test.op = Operator::less_equal;
        other.op = Operator::greater_equal;
        std::vector<Node> both;
        both.push_back(add(std::move(test), at));
        both.push_back(add(std::move(other), at));
        return join(Node::Kind::all, std::move(both));
    }

    bool fill(Test& test, const Chain& chain, const Value& value, const YamlNode& at) {
        switch (value.kind) {
            case Value::Kind::text:
            case Value::Kind::number:
            case Value::Kind::boolean:
                test.pattern = to_pattern(value.text);
                if (test.field.empty()) free_ends(test.pattern, chain);
                return true;
            case Value::Kind::null:
                test.op = Operator::is_null;
                return true;
            case Value::Kind::exists:
                test.op = Operator::exists;
                test.exists_wanted = value.wanted;
                return true;
            case Value::Kind::regex:
                return fill_regex(test, value, at);
            case Value::Kind::cidr:
                test.op = Operator::cidr;
                test.text = value.raw;
                return true;
            case Value::Kind::compare:
                test.op = value.op;
                test.number = value.number;
                test.time_part = value.time_part;
                return true;
            case Value::Kind::reference:
                test.op = Operator::field_pattern;
                test.text = literal_of(value.text);
                test.other_anchored_start = !value.any_before;
                test.other_anchored_end = !value.any_after;
                return true;
        }
        return false;
    }

    // A keyword stands anywhere in a value, unless the rule says where.
    static void free_ends(Pattern& pattern, const Chain& chain) {
        if (chain.has("startswith") || chain.has("endswith")) return;
        pattern.anchored_start = pattern.anchored_end = false;
        std::erase(pattern.pieces, "");
    }

    bool fill_regex(Test& test, const Value& value, const YamlNode& at) {
        test.op = Operator::regex;
        test.text = value.raw;
        if (value.anchor_start) test.text = "^(?:" + test.text + ")";
        if (value.anchor_end) test.text = "(?:" + test.text + ")$";
        if (!value.flags.empty()) test.text = fmt::format("(?{}){}", value.flags, test.text);
        std::string error;
        if (Regex::compile(test.text, error)) return true;
        fail(at, fmt::format("cannot read regular expression: {}", error),
             "look-around and back-references are not supported; groups must be closed");
        return false;
    }

    const std::string& file_;
    const LoadOptions& options_;
    Rule& rule_;
    base::Diagnostics& diagnostics_;
    bool over_ = false;
};

base::Place place_of(const std::string& file, const YamlNode& node) {
    return {file, node.line, node.column};
}

// One condition, or a list of them, any of which is enough.
Node read_conditions(const YamlNode& node, const Selections& selections, const std::string& file,
                     Rule& rule, base::Diagnostics& diagnostics) {
    Node any;
    any.kind = Node::Kind::any;
    std::vector<const YamlNode*> texts;
    if (node.is_sequence())
        for (const auto& item : node.items) texts.push_back(&item);
    else
        texts.push_back(&node);
    for (const YamlNode* text : texts) {
        base::Place place = place_of(file, *text);
        if (text->quoted) place.column = 0;  // escapes move the columns
        any.children.push_back(
            parse_condition(text->text, selections, std::move(place), diagnostics));
        if (!rule.condition_text.empty()) rule.condition_text += " or ";
        rule.condition_text += texts.size() > 1 ? "(" + text->text + ")" : text->text;
    }
    if (texts.empty()) diagnostics.error(place_of(file, node), "the condition is empty");
    if (any.children.size() == 1) return std::move(any.children.front());
    return any;
}

}  // namespace

void read_detection(const base::YamlNode& detection, const std::string& file,
                    const LoadOptions& options, Rule& rule, base::Diagnostics& diagnostics) {
    if (!detection.is_mapping()) {
        diagnostics.error(place_of(file, detection), "'detection' is a mapping of selections");
        return;
    }
    DetectionReader reader(file, options, rule, diagnostics);
    Selections selections;
    const YamlNode* condition = nullptr;
    for (const auto& [key, value] : detection.members) {
        if (key.text == "condition") {
            condition = &value;
        } else if (key.text == "timeframe") {
            diagnostics.warning(place_of(file, key), "'timeframe' means nothing any more",
                                "write a correlation rule");
        } else {
            selections.emplace_back(key.text, reader.selection(value, key.text));
        }
    }
    if (!condition) {
        diagnostics.error(place_of(file, detection), "there is no condition",
                          "add 'condition: selection'");
        return;
    }
    rule.condition = read_conditions(*condition, selections, file, rule, diagnostics);
}

}  // namespace ward::detect::sigma
