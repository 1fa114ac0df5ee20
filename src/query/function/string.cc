// SPDX-License-Identifier: Apache-2.0
// Functions on texts. Positions and lengths count code points.
#include <algorithm>

#include "base/text.h"
#include "query/function/list.h"
#include "query/function/value.h"

namespace ward::query {

namespace {

std::vector<uint32_t> code_points(std::string_view text) {
    std::vector<uint32_t> out;
    for (size_t i = 0; i < text.size();) {
        const auto c = static_cast<unsigned char>(text[i]);
        const size_t n = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
        uint32_t point = n == 1 ? c : c & (0xFFU >> (n + 1));
        for (size_t k = 1; k < n && i + k < text.size(); ++k)
            point = point << 6 | (static_cast<unsigned char>(text[i + k]) & 0x3F);
        out.push_back(point);
        i += n;
    }
    return out;
}

int64_t points_before(std::string_view text, size_t bytes) {
    return std::count_if(text.begin(), text.begin() + static_cast<ptrdiff_t>(bytes),
                         [](char c) { return (c & 0xC0) != 0x80; });
}

size_t byte_of(std::string_view text, int64_t point) {
    size_t i = 0;
    for (; i < text.size(); ++i)
        if ((text[i] & 0xC0) != 0x80 && point-- == 0) return i;
    return text.size();
}

Result substring(Given a) {
    const std::string_view text = text_at(a, 0);
    const int64_t size = points_before(text, text.size());
    int64_t from = long_at(a, 1).value_or(0);
    if (from < 0) from = std::max<int64_t>(0, size + from);
    const int64_t length = a.size() > 2 ? long_at(a, 2).value_or(0) : size;
    if (from >= size || length <= 0) return std::string();
    const size_t begin = byte_of(text, from);
    const size_t end = length >= size - from ? text.size() : byte_of(text, from + length);
    return std::string(text.substr(begin, end - begin));
}

// indexof(text, part [, from [, length [, occurrence]]])
Result indexof(Given a) {
    const std::string_view text = text_at(a, 0), part = text_at(a, 1);
    const int64_t size = points_before(text, text.size());
    int64_t from = a.size() > 2 ? long_at(a, 2).value_or(0) : 0;
    if (from < 0) from = std::max<int64_t>(0, size + from);
    const int64_t length = a.size() > 3 ? long_at(a, 3).value_or(-1) : -1;
    int64_t occurrence = a.size() > 4 ? long_at(a, 4).value_or(1) : 1;
    if (from > size || occurrence < 1) return int64_t{-1};
    const size_t end =
        length < 0 || length > size - from ? text.size() : byte_of(text, from + length);
    size_t at = byte_of(text, from);
    while (true) {
        at = text.substr(0, end).find(part, at);
        if (at == std::string_view::npos) return int64_t{-1};
        if (--occurrence == 0) return points_before(text, at);
        at += std::max<size_t>(part.size(), 1);
    }
}

Result countof(Given a) {
    const std::string_view text = text_at(a, 0), part = text_at(a, 1);
    int64_t count = 0;
    if (part.empty()) return count;
    for (size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1))
        ++count;  // they may overlap
    return count;
}

Result split(Given a) {
    const std::string_view text = text_at(a, 0), mark = text_at(a, 1);
    Json out{Json::Array{}};
    const int64_t wanted = a.size() > 2 ? long_at(a, 2).value_or(-1) : -1;
    int64_t n = 0;
    const auto put = [&](std::string_view part) {
        if (wanted < 0 || n == wanted) out.push(Json(part));
        ++n;
    };
    if (mark.empty()) return put(text), kusto_json(out);
    size_t at = 0;
    for (size_t next = text.find(mark); next != std::string_view::npos;
         next = text.find(mark, at)) {
        put(text.substr(at, next - at));
        at = next + mark.size();
    }
    put(text.substr(at));
    return kusto_json(out);
}

Result strrep(Given a) {
    const std::string_view text = text_at(a, 0), mark = text_at(a, 2);
    const int64_t times = std::clamp<int64_t>(long_at(a, 1).value_or(0), 0, 1024);
    std::string out;
    for (int64_t i = 0; i < times && out.size() < text_bytes_max; ++i) {
        if (i > 0) out += mark;
        out += text;
    }
    return out;
}

Result strcat_delim(Given a) {
    std::string out;
    for (size_t i = 1; i < a.size(); ++i) {
        if (i > 1) out += text_at(a, 0);
        out += text_at(a, i);
    }
    return out;
}

Result strcat_array(Given a) {
    const auto list = json_at(a, 0);
    std::string out;
    if (!list) return out;
    bool first = true;
    for (const Json& one : list->array()) {
        if (!std::exchange(first, false)) out += text_at(a, 1);
        out += json_text(one);
    }
    return out;
}

Result reverse(Given a) {
    std::string out;
    auto points = code_points(text_at(a, 0));
    for (auto point = points.rbegin(); point != points.rend(); ++point)
        base::append_utf8(out, *point);
    return out;
}

Result translate(Given a) {
    const auto from = code_points(text_at(a, 0)), to = code_points(text_at(a, 1));
    std::string out;
    if (to.empty()) return std::string(text_at(a, 2));
    for (const uint32_t point : code_points(text_at(a, 2))) {
        const auto found = std::ranges::find(from, point);
        const auto n = static_cast<size_t>(found - from.begin());
        base::append_utf8(out, found == from.end() ? point : to[std::min(n, to.size() - 1)]);
    }
    return out;
}

Result from_code_points(Given a) {
    std::string out;
    const auto put = [&](const Json& one) {
        const int64_t point = one.integer(-1);
        if (point >= 0 && point <= 0x10FFFF) base::append_utf8(out, static_cast<uint32_t>(point));
    };
    for (size_t i = 0; i < a.size(); ++i) {
        const auto value = json_at(a, i);
        if (!value) continue;
        if (!value->is_array()) put(*value);
        for (const Json& one : value->array()) put(one);
    }
    return out;
}

Result to_code_points(Given a) {
    Json out{Json::Array{}};
    for (const uint32_t point : code_points(text_at(a, 0))) out.push(Json(int64_t{point}));
    return kusto_json(out);
}

Result replace_strings(Given a) {
    const auto from = json_at(a, 1), to = json_at(a, 2);
    const std::string_view text = text_at(a, 0);
    if (!from || !to) return std::string(text);
    std::string out;
    for (size_t at = 0; at < text.size();) {
        bool found = false;
        for (size_t i = 0; i < from->array().size() && !found; ++i) {
            const std::string_view part = from->array()[i].text();
            found = !part.empty() && text.substr(at).starts_with(part);
            if (!found) continue;
            out += to->is_array() ? json_text(to->array()[std::min(i, to->array().size() - 1)])
                                  : json_text(*to);
            at += part.size();
        }
        if (!found) out += text[at++];
    }
    return out;
}

Result strcmp_of(Given a) {
    const int order = text_at(a, 0).compare(text_at(a, 1));
    return int64_t{order < 0 ? -1 : order > 0 ? 1 : 0};
}

Result isascii_of(Given a) {
    return std::ranges::all_of(text_at(a, 0), [](char c) { return c >= 0; });
}

constexpr Function all[] = {
    {"tolower", "string", "s", "lower($1)"},
    {"toupper", "string", "s", "upper($1)"},
    {"strlen", "long", "s", "length($1)"},
    {"string_size", "long", "s", "strlen($1)"},
    {"reverse", "string", "s", {}, reverse},
    {"substring", "string", "sl?l", {}, substring},
    {"indexof", "long", "ss?lll", {}, indexof},
    {"replace_string", "string", "sss", "replace($1, $2, $3)"},
    {"replace_strings", "string", "sjj", {}, replace_strings},
    {"_countof", "long", "ss", {}, countof},
    {"split", "dynamic", "ss?l", {}, split},
    {"strrep", "string", "sl?s", {}, strrep},
    {"strcat_delim", "string", "ss*", {}, strcat_delim},
    {"strcat_array", "string", "js", {}, strcat_array},
    {"array_strcat", "string", "js", {}, strcat_array},
    {"strcmp", "long", "ss", {}, strcmp_of},
    {"translate", "string", "sss", {}, translate},
    {"make_string", "string", "x*", {}, from_code_points},
    {"unicode_codepoints_to_string", "string", "x*", {}, from_code_points},
    {"unicode_codepoints_from_string", "dynamic", "s", {}, to_code_points},
    {"to_utf8", "dynamic", "s", {}, to_code_points},
    {"isascii", "bool", "s", {}, isascii_of},
    {"isutf8", "bool", "s", "($1 IS NOT NULL)"},
    {"isempty", "bool", "s", "($1 = '')"},
    {"isnotempty", "bool", "s", "($1 <> '')"},
    {"notempty", "bool", "s", "($1 <> '')"},
};

}  // namespace

std::span<const Function> string_functions() {
    return all;
}

}  // namespace ward::query
