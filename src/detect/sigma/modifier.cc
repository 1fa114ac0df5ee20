// SPDX-License-Identifier: Apache-2.0
// The family of Sigma modifiers: one small function a kind, applied in the order in which the rule
// names them. Works on rule text only, never on events.
#include "detect/sigma/modifier.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "detect/sigma/address.h"
#include "detect/sigma/encode.h"
#include "detect/sigma/expand.h"

namespace ward::detect::sigma {

namespace {

using Values = std::vector<Value>;
using Apply = bool (*)(Value& value, std::string_view name, ModifierContext& context);
using Kind = Value::Kind;

bool fail(ModifierContext& context, std::string text, std::string hint = {}) {
    context.diagnostics.error(context.place, std::move(text), std::move(hint));
    return false;
}

bool wants_text(const Value& value, std::string_view name, ModifierContext& context) {
    if (value.kind == Kind::text || value.kind == Kind::number || value.kind == Kind::boolean)
        return true;
    return fail(context, fmt::format("modifier '{}' wants text", name),
                "check the order of the modifiers");
}

bool place(Value& value, std::string_view name, ModifierContext& context) {
    const bool before = name != "startswith", after = name != "endswith";
    if (value.kind == Kind::reference) {
        value.any_before |= before;
        value.any_after |= after;
        return true;
    }
    if (value.kind == Kind::regex) {
        value.anchor_start |= !before;
        value.anchor_end |= !after;
        return true;
    }
    if (!wants_text(value, name, context)) return false;
    const Token star{Token::Kind::star, {}};
    Text& text = value.text;
    if (before && (text.empty() || text.front().kind != Token::Kind::star))
        text.insert(text.begin(), star);
    if (after && (text.empty() || text.back().kind != Token::Kind::star)) text.push_back(star);
    return true;
}

bool regex(Value& value, std::string_view, ModifierContext& context) {
    if (value.kind != Kind::text && value.kind != Kind::number)
        return fail(context, "modifier 're' wants text");
    value.kind = Kind::regex;
    return true;
}

bool regex_flag(Value& value, std::string_view name, ModifierContext& context) {
    if (value.kind != Kind::regex)
        return fail(context, fmt::format("modifier '{}' goes with 're'", name),
                    fmt::format("write 're|{}'", name));
    value.flags += name == "ignorecase"  ? 'i'
                   : name == "multiline" ? 'm'
                   : name == "dotall"    ? 's'
                                         : name.front();
    return true;
}

bool cidr(Value& value, std::string_view, ModifierContext& context) {
    std::string error, hint;
    if (value.kind != Kind::text) return fail(context, "modifier 'cidr' wants a network");
    if (!parse_network(value.raw, error, hint)) return fail(context, error, hint);
    value.kind = Kind::cidr;
    return true;
}

bool compare(Value& value, std::string_view name, ModifierContext& context) {
    const bool part = value.kind == Kind::compare && value.op == Operator::pattern;
    const auto number = base::parse_real(value.raw);
    if (!part && (!number || (value.kind != Kind::number && value.kind != Kind::text)))
        return fail(context,
                    fmt::format("modifier '{}' wants a number, not '{}'", name, value.raw));
    value.kind = Kind::compare;
    value.number = *number;
    value.op = name == "lt"    ? Operator::less
               : name == "lte" ? Operator::less_equal
               : name == "gt"  ? Operator::greater
                               : Operator::greater_equal;
    return true;
}

bool time_part(Value& value, std::string_view name, ModifierContext& context) {
    static constexpr std::pair<std::string_view, TimePart> parts[] = {
        {"minute", TimePart::minute}, {"hour", TimePart::hour},   {"day", TimePart::day},
        {"week", TimePart::week},     {"month", TimePart::month}, {"year", TimePart::year}};
    const auto number = base::parse_integer(value.raw);
    if (value.kind != Kind::number || !number)
        return fail(context, fmt::format("modifier '{}' wants a whole number", name));
    value.kind = Kind::compare;
    value.number = static_cast<double>(*number);
    value.op = Operator::pattern;  // equal, unless a comparison follows
    for (const auto& [word, part] : parts)
        if (word == name) value.time_part = part;
    return true;
}

bool exists(Value& value, std::string_view, ModifierContext& context) {
    if (value.kind != Kind::boolean) return fail(context, "modifier 'exists' wants true or false");
    value.wanted = base::equals_ignore_case(value.raw, "true");
    value.kind = Kind::exists;
    return true;
}

bool reference(Value& value, std::string_view, ModifierContext& context) {
    if (value.kind != Kind::text) return fail(context, "modifier 'fieldref' wants a field's name");
    const Text& text = value.text;
    value.any_before = !text.empty() && text.front().kind == Token::Kind::star;
    value.any_after = !text.empty() && text.back().kind == Token::Kind::star;
    value.kind = Kind::reference;
    if (literal_of(text).empty()) return fail(context, "modifier 'fieldref' wants a field's name");
    return true;
}

bool utf16(Value& value, std::string_view name, ModifierContext& context) {
    if (!wants_text(value, name, context)) return false;
    const Utf16 kind = name == "utf16be" ? Utf16::big_endian
                       : name == "utf16" ? Utf16::marked
                                         : Utf16::little_endian;
    for (auto& token : value.text)
        if (token.kind == Token::Kind::literal) token.text = to_utf16(token.text, kind);
    return true;
}

bool base64(Value& value, std::string_view name, ModifierContext& context) {
    if (!wants_text(value, name, context)) return false;
    if (has_wildcards(value.text))
        return fail(context, fmt::format("modifier '{}' cannot encode a wildcard", name),
                    "put it before 'contains' and escape '*' and '?' with a backslash");
    value.text = literal_text(to_base64(literal_of(value.text)));
    return true;
}

struct Modifier {
    std::string_view name;
    Apply apply;  // null: makes variants (expand.h) or belongs to the whole list
};

constexpr Modifier modifiers[] = {
    {"contains", place},
    {"startswith", place},
    {"endswith", place},
    {"re", regex},
    {"i", regex_flag},
    {"ignorecase", regex_flag},
    {"m", regex_flag},
    {"multiline", regex_flag},
    {"s", regex_flag},
    {"dotall", regex_flag},
    {"cidr", cidr},
    {"lt", compare},
    {"lte", compare},
    {"gt", compare},
    {"gte", compare},
    {"minute", time_part},
    {"hour", time_part},
    {"day", time_part},
    {"week", time_part},
    {"month", time_part},
    {"year", time_part},
    {"exists", exists},
    {"fieldref", reference},
    {"wide", utf16},
    {"utf16", utf16},
    {"utf16le", utf16},
    {"utf16be", utf16},
    {"base64", base64},
    {"base64offset", nullptr},
    {"windash", nullptr},
    {"expand", nullptr},
    {"all", nullptr},
    {"cased", nullptr},
    {"neq", nullptr},
};

const Modifier* find_modifier(std::string_view name) {
    for (const auto& modifier : modifiers)
        if (modifier.name == name) return &modifier;
    return nullptr;
}

bool unknown(std::string_view name, ModifierContext& context) {
    std::vector<std::string_view> names;
    for (const auto& modifier : modifiers) names.push_back(modifier.name);
    const std::string near = base::nearest(name, names);
    return fail(context, fmt::format("unknown modifier '{}'", name),
                near.empty() ? "" : fmt::format("did you mean '{}'?", near));
}

}  // namespace

bool Chain::has(std::string_view name) const {
    return std::ranges::find(names, name) != names.end();
}

Chain parse_chain(const std::vector<std::string_view>& names, ModifierContext& context) {
    Chain chain;
    for (const std::string_view name : names) {
        if (name == "all")
            chain.all = true;
        else if (name == "cased")
            chain.cased = true;
        else if (name == "neq")
            chain.negate = true;
        else if (find_modifier(name))
            chain.names.emplace_back(name);
        else
            unknown(name, context);
    }
    // Placeholders are replaced in the text as written, before anything looks at it.
    std::ranges::stable_partition(chain.names, [](const auto& n) { return n == "expand"; });
    const auto re = std::ranges::find(chain.names, "re");
    const auto stray = std::ranges::find_if(chain.names.begin(), re,
                                            [](const auto& name) { return name != "expand"; });
    if (re != chain.names.end() && stray != re)
        fail(context, fmt::format("modifier 're' cannot follow '{}'", *stray),
             "a regular expression is taken as it is written");
    return chain;
}

Value read_value(const base::YamlNode& node) {
    Value value;
    if (node.is_null()) {
        value.kind = Kind::null;
        return value;
    }
    value.raw = node.text;
    if (node.is_boolean()) {
        value.kind = Kind::boolean;
        value.text = literal_text(base::to_lower(node.text));
    } else if (node.is_real()) {
        value.kind = Kind::number;
        value.text = literal_text(node.text);
    } else {
        value.text = parse_text(node.text);
    }
    return value;
}

std::vector<Value> apply(const Chain& chain, Value value, ModifierContext& context) {
    Values values;
    values.push_back(std::move(value));
    for (const auto& name : chain.names) {
        const Modifier* modifier = find_modifier(name);
        bool good = true;
        if (!modifier->apply) {
            good = expand(name, values, context);
        } else {
            for (auto& variant : values) good = good && modifier->apply(variant, name, context);
        }
        if (!good) return {};
    }
    return values;
}

}  // namespace ward::detect::sigma
