// SPDX-License-Identifier: Apache-2.0
// Modifiers that make several values of one: windash (five dashes), base64offset (three places),
// expand (placeholders from the configuration). Works on rule text only.
#include "detect/sigma/expand.h"

#include <fmt/format.h>

#include "base/text.h"
#include "detect/sigma/encode.h"
#include "detect/sigma/load.h"

namespace ward::detect::sigma {

namespace {

using Kind = Value::Kind;

bool fail(ModifierContext& context, std::string text, std::string hint = {}) {
    context.diagnostics.error(context.place, std::move(text), std::move(hint));
    return false;
}

bool is_word(char c) {
    return base::is_alpha(c) || base::is_digit(c) || c == '_' || static_cast<signed char>(c) < 0;
}

// A dash that begins a parameter: \B[-/]\b within one literal.
bool begins_parameter(std::string_view text, size_t at) {
    if (text[at] != '-' && text[at] != '/') return false;
    if (at > 0 && is_word(text[at - 1])) return false;
    return at + 1 < text.size() && is_word(text[at + 1]);
}

bool windash(const Value& value, std::vector<Value>& out) {
    static constexpr std::string_view dashes[] = {"-", "/", "\u2013", "\u2014", "\u2015"};
    std::vector<Text> variants(1);
    for (const auto& token : value.text) {
        std::vector<std::string> pieces(1);
        for (size_t i = 0; i < token.text.size(); i++) {
            if (!begins_parameter(token.text, i)) {
                for (auto& piece : pieces) piece += token.text[i];
                continue;
            }
            if (pieces.size() * std::size(dashes) > value_variants_max) return false;
            std::vector<std::string> next;
            for (const auto& piece : pieces)
                for (const auto dash : dashes) next.push_back(piece + std::string(dash));
            pieces = std::move(next);
        }
        if (variants.size() * pieces.size() > value_variants_max) return false;
        std::vector<Text> grown;
        for (const auto& variant : variants) {
            for (const auto& piece : pieces) {
                grown.push_back(variant);
                grown.back().push_back({token.kind, piece});
            }
        }
        variants = std::move(grown);
    }
    for (auto& variant : variants) {
        out.push_back(value);
        out.back().text = std::move(variant);
    }
    return true;
}

bool base64_offset(const Value& value, std::vector<Value>& out, ModifierContext& context) {
    if (has_wildcards(value.text))
        return fail(context, "modifier 'base64offset' cannot encode a wildcard",
                    "put it before 'contains' and escape '*' and '?' with a backslash");
    for (const auto& encoded : base64_offsets(literal_of(value.text))) {
        if (encoded.empty())
            return fail(context, "text is too short for 'base64offset'",
                        "three characters and more have a fixed part at every place");
        out.push_back(value);
        out.back().text = literal_text(encoded);
    }
    return true;
}

const std::vector<std::string>* placeholder(std::string_view name, const LoadOptions& options) {
    for (const auto& [known, values] : options.placeholders)
        if (known == name) return &values;
    return nullptr;
}

bool is_name(std::string_view text) {
    for (const char c : text)
        if (!base::is_alpha(c) && !base::is_digit(c) && c != '_' && c != '-' && c != '.')
            return false;
    return !text.empty();
}

// The value with its first placeholder replaced by each of its values; without one: itself.
bool expand_placeholders(const Value& value, std::vector<Value>& out, ModifierContext& context) {
    std::vector<std::string> done, open{value.raw};
    while (!open.empty()) {
        const std::string text = std::move(open.back());
        open.pop_back();
        const size_t begin = text.find('%');
        const size_t end = begin == std::string::npos ? begin : text.find('%', begin + 1);
        const std::string name =
            end == std::string::npos ? "" : text.substr(begin + 1, end - begin - 1);
        if (!is_name(name)) {
            done.push_back(text);
        } else {
            const auto* values = placeholder(name, context.options);
            if (!values)
                return fail(context, fmt::format("placeholder '%{}%' has no values", name),
                            fmt::format("set '{}' under placeholders in the configuration", name));
            // Values may not hold placeholders of their own: '%' would never come to an end.
            for (auto it = values->rbegin(); it != values->rend(); ++it) {
                const bool last = it->find('%') != std::string::npos;
                (last ? done : open).push_back(text.substr(0, begin) + *it + text.substr(end + 1));
            }
        }
        if (done.size() + open.size() > list_values_max)
            return fail(context,
                        fmt::format("placeholders give more than {} values", list_values_max));
    }
    for (const auto& text : done) {
        out.push_back(value);
        out.back().raw = text;
        if (value.kind == Kind::text) out.back().text = parse_text(text);
    }
    return true;
}

}  // namespace

bool expand(std::string_view modifier, std::vector<Value>& values, ModifierContext& context) {
    std::vector<Value> out;
    for (const auto& value : values) {
        if (value.kind != Kind::text && value.kind != Kind::number)
            return fail(context, fmt::format("modifier '{}' wants text", modifier),
                        "check the order of the modifiers");
        if (modifier == "expand") {
            if (!expand_placeholders(value, out, context)) return false;
        } else if (modifier == "base64offset") {
            if (!base64_offset(value, out, context)) return false;
        } else if (!windash(value, out)) {
            return fail(context,
                        fmt::format("'windash' gives more than {} variants", value_variants_max),
                        "write the dashes that you mean as a list");
        }
    }
    values = std::move(out);
    return true;
}

}  // namespace ward::detect::sigma
