// SPDX-License-Identifier: Apache-2.0
#include "serve/http/target.h"

#include <algorithm>

#include "base/text.h"
#include "serve/http/router.h"

namespace ward::serve {

namespace {

int hex_digit(char c) {
    if (base::is_digit(c)) return c - '0';
    const char l = base::lower(c);
    return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

bool is_clean(std::string_view text) {
    const bool has_control = std::ranges::any_of(
        text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
    return !has_control && base::is_valid_utf8(text);
}

bool read_segments(std::string_view path, Target& out) {
    path.remove_prefix(1);  // the leading slash
    if (path.empty()) return true;
    if (path.ends_with('/')) path.remove_suffix(1);
    for (const auto part : base::split(path, '/')) {
        auto segment = percent_decode(part);
        if (!segment || segment->empty() || !is_clean(*segment)) return false;
        if (*segment == "." || *segment == ".." || out.segments.size() == path_segments_max)
            return false;
        out.segments.push_back(std::move(*segment));
    }
    return true;
}

bool read_query(std::string_view query, Target& out) {
    while (!query.empty()) {
        std::string_view value = base::take_until(query, '&');
        if (value.empty()) continue;
        const std::string_view raw_name = base::take_until(value, '=');
        auto name = percent_decode(raw_name, true), text = percent_decode(value, true);
        if (!name || !text || !base::is_valid_utf8(*name) || !base::is_valid_utf8(*text))
            return false;
        if (out.query.size() == query_parameters_max) return false;
        out.query.try_emplace(std::move(*name), std::move(*text));
    }
    return true;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_blank) {
    std::string out;
    out.reserve(text.size());
    for (size_t i = 0; i < text.size(); i++) {
        if (text[i] == '+' && plus_is_blank) {
            out += ' ';
        } else if (text[i] != '%') {
            out += text[i];
        } else {
            const int high = i + 1 < text.size() ? hex_digit(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
            if (high < 0 || low < 0) return std::nullopt;
            out += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    return out;
}

std::string percent_encode(std::string_view text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        if (base::is_alpha(c) || base::is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~')
            out += c;
        else
            out.append({'%', digits[static_cast<unsigned char>(c) >> 4], digits[c & 15]});
    }
    return out;
}

std::optional<Target> parse_target(std::string_view target) {
    if (!target.starts_with('/')) return std::nullopt;
    const std::string_view path = base::take_until(target, '?');
    Target out;
    if (!read_segments(path, out) || !read_query(target, out)) return std::nullopt;
    for (const auto& segment : out.segments) out.path += "/" + segment;
    if (out.path.empty()) out.path.push_back('/');
    return out;
}

}  // namespace ward::serve
