// SPDX-License-Identifier: Apache-2.0
// Functions with regular expressions (RE2, so that time is linear). A wrong expression is null.
#include <re2/re2.h>

#include <algorithm>

#include "query/function/list.h"
#include "query/function/value.h"

namespace ward::query {

namespace {

constexpr int captures_max = 64;

std::vector<re2::StringPiece> captures(const re2::RE2& regex, std::string_view text, size_t from) {
    const int groups = std::min(regex.NumberOfCapturingGroups() + 1, captures_max);
    std::vector<re2::StringPiece> out(static_cast<size_t>(groups));
    if (!regex.Match({text.data(), text.size()}, from, text.size(), re2::RE2::UNANCHORED,
                     out.data(), groups))
        out.clear();
    return out;
}

std::string text_of(const re2::StringPiece& piece) {
    return piece.data() == nullptr ? std::string() : std::string(piece.data(), piece.size());
}

// extract(regex, group, text): the group, or an empty text.
Result extract(Given a) {
    const auto* regex = regex_of(text_at(a, 0));
    const auto group = long_at(a, 1).value_or(0);
    if (!regex) return std::string();
    const auto found = captures(*regex, text_at(a, 2), 0);
    if (group < 0 || static_cast<size_t>(group) >= found.size()) return std::string();
    return text_of(found[static_cast<size_t>(group)]);
}

size_t group_number(const re2::RE2& regex, const Json& group) {
    if (group.is_integer())
        return static_cast<size_t>(std::clamp<int64_t>(group.integer(), 0, captures_max));
    const auto& names = regex.NamedCapturingGroups();
    const auto found = names.find(std::string(group.text()));
    return found == names.end() ? captures_max : static_cast<size_t>(found->second);
}

// extract_all(regex, [groups,] text)
Result extract_all(Given a) {
    const auto* regex = regex_of(text_at(a, 0));
    if (!regex) return {};
    const std::string_view text = text_at(a, a.size() - 1);
    std::vector<size_t> wanted;
    if (a.size() == 3) {
        const auto groups = json_at(a, 1);
        if (!groups) return {};
        for (const Json& one : groups->array()) wanted.push_back(group_number(*regex, one));
    } else {
        const int groups = regex->NumberOfCapturingGroups();
        for (int i = std::min(groups, 1); i <= groups; ++i)
            wanted.push_back(static_cast<size_t>(i));
    }
    Json out{Json::Array{}};
    for (size_t at = 0; at <= text.size();) {
        const auto found = captures(*regex, text, at);
        if (found.empty()) break;
        Json row{Json::Array{}};
        for (const size_t group : wanted)
            row.push(Json(group < found.size() ? text_of(found[group]) : std::string()));
        out.push(wanted.size() == 1 ? row.array()[0] : row);
        const auto end = static_cast<size_t>(found[0].data() - text.data()) + found[0].size();
        at =
            end > at || !found[0].empty() ? std::max(end, at) + (found[0].empty() ? 1 : 0) : at + 1;
    }
    if (out.array().empty()) return {};
    return kusto_json(out);
}

Result replace_regex(Given a) {
    const auto* regex = regex_of(text_at(a, 1));
    std::string out(text_at(a, 0));
    if (regex) re2::RE2::GlobalReplace(&out, *regex, std::string(text_at(a, 2)));
    return out;
}

// replace(regex, rewrite, text): the old order.
Result replace_old(Given a) {
    const auto* regex = regex_of(text_at(a, 0));
    std::string out(text_at(a, 2));
    if (regex) re2::RE2::GlobalReplace(&out, *regex, std::string(text_at(a, 1)));
    return out;
}

template <bool front, bool back>
Result trim(Given a) {
    std::string out(text_at(a, 1));
    const std::string inner = "(?:" + std::string(text_at(a, 0)) + ")";
    if (const auto* regex = regex_of("^" + inner); front && regex)
        re2::RE2::Replace(&out, *regex, "");
    if (const auto* regex = regex_of(inner + "$"); back && regex)
        re2::RE2::Replace(&out, *regex, "");
    return out;
}

Result matches_regex(Given a) {
    const auto* regex = regex_of(text_at(a, 1));
    const std::string_view text = text_at(a, 0);
    return regex && re2::RE2::PartialMatch({text.data(), text.size()}, *regex);
}

Result quote(Given a) {
    std::string out;
    for (const char c : text_at(a, 0)) {
        if (std::string_view("\\.+*?()|[]{}^$#& -~").find(c) != std::string_view::npos &&
            c != '&' && c != '~' && c != '-' && c != ' ' && c != '#')
            out += '\\';
        out += c;
    }
    return out;
}

int64_t points(std::string_view text) {
    return std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; });
}

// indexof_regex(text, regex [, from [, length [, occurrence]]])
Result indexof_regex(Given a) {
    const auto* regex = regex_of(text_at(a, 1));
    std::string_view text = text_at(a, 0);
    if (!regex) return int64_t{-1};
    const auto size = static_cast<int64_t>(text.size());
    int64_t from = a.size() > 2 ? long_at(a, 2).value_or(0) : 0;
    if (from < 0) from = std::max<int64_t>(0, size + from);
    const int64_t length = a.size() > 3 ? long_at(a, 3).value_or(-1) : -1;
    int64_t occurrence = a.size() > 4 ? long_at(a, 4).value_or(1) : 1;
    if (from > size) return int64_t{-1};
    if (length >= 0 && from + length < size)
        text = text.substr(0, static_cast<size_t>(from + length));
    for (auto at = static_cast<size_t>(from); at <= text.size();) {
        const auto found = captures(*regex, text, at);
        if (found.empty()) break;
        const auto begin = static_cast<size_t>(found[0].data() - text.data());
        if (--occurrence == 0) return points(text.substr(0, begin));
        at = begin + std::max<size_t>(found[0].size(), 1);
    }
    return int64_t{-1};
}

Result countof_regex(Given a) {
    const auto* regex = regex_of(text_at(a, 1));
    const std::string_view text = text_at(a, 0);
    int64_t count = 0;
    for (size_t at = 0; regex && at <= text.size();) {
        const auto found = captures(*regex, text, at);
        if (found.empty()) break;
        ++count;
        at = static_cast<size_t>(found[0].data() - text.data()) +
             std::max<size_t>(found[0].size(), 1);
    }
    return count;
}

constexpr Function all[] = {
    {"_extract", "string", "sls", {}, extract},
    {"extract_all", "dynamic", "ss", {}, extract_all},
    {"extract_all", "dynamic", "sjs", {}, extract_all},
    {"extractall", "dynamic", "ss", {}, extract_all},
    {"extractall", "dynamic", "sjs", {}, extract_all},
    {"replace_regex", "string", "sss", {}, replace_regex},
    {"replace", "string", "sss", {}, replace_old},
    {"trim", "string", "ss", {}, trim<true, true>},
    {"trim_start", "string", "ss", {}, trim<true, false>},
    {"trim_end", "string", "ss", {}, trim<false, true>},
    {"regex_quote", "string", "s", {}, quote},
    {"indexof_regex", "long", "ss?lll", {}, indexof_regex},
    {"_countof_regex", "long", "ss", {}, countof_regex},
};

}  // namespace

std::span<const Function> regex_functions() {
    return all;
}

std::span<const Function> regex_operators() {
    static constexpr Function operators[] = {{"matches_regex", "bool", "ss", {}, matches_regex}};
    return operators;
}

}  // namespace ward::query
