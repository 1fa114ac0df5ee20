// SPDX-License-Identifier: Apache-2.0
// Functions on IP addresses and their ranges.
#include "query/function/ip.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "query/function/list.h"
#include "query/function/value.h"

namespace ward::query {

namespace {

int least_prefix(Given a, size_t i, int otherwise) {
    return a.size() > i ? static_cast<int>(
                              std::clamp<int64_t>(long_at(a, i).value_or(otherwise), 0, otherwise))
                        : otherwise;
}

Result compare_four(Given a) {
    const auto x = parse_ip_four(text_at(a, 0)), y = parse_ip_four(text_at(a, 1));
    if (!x || !y) return {};
    const int length = std::min({x->prefix, y->prefix, least_prefix(a, 2, 32)});
    const uint32_t l = x->masked(length), r = y->masked(length);
    return int64_t{l < r ? -1 : l > r ? 1 : 0};
}

Result match_four(Given a) {
    const Result order = compare_four(a);
    const auto* value = std::get_if<int64_t>(&order);
    return value ? Result(*value == 0) : Result();
}

Result compare_six(Given a) {
    const auto x = parse_ip_six(text_at(a, 0)), y = parse_ip_six(text_at(a, 1));
    if (!x || !y) return {};
    const int length = std::min({x->prefix, y->prefix, least_prefix(a, 2, 128)});
    const IpSix l = masked(*x, length), r = masked(*y, length);
    return int64_t{l.bytes < r.bytes ? -1 : l.bytes > r.bytes ? 1 : 0};
}

Result match_six(Given a) {
    const Result order = compare_six(a);
    const auto* value = std::get_if<int64_t>(&order);
    return value ? Result(*value == 0) : Result();
}

bool within(const IpFour& ip, const IpFour& range) {
    return ip.masked(range.prefix) == range.masked(range.prefix);
}

Result in_range_four(Given a) {
    const auto ip = parse_ip_four(text_at(a, 0)), range = parse_ip_four(text_at(a, 1));
    return ip && range ? Result(within(*ip, *range)) : Result();
}

Result in_range_six(Given a) {
    const auto ip = parse_ip_six(text_at(a, 0)), range = parse_ip_six(text_at(a, 1));
    if (!ip || !range) return {};
    return masked(*ip, range->prefix).bytes == masked(*range, range->prefix).bytes;
}

// Ranges as texts, or one dynamic array of them (all arguments come as JSON).
template <typename Test>
Result in_any(Given a, Test test) {
    bool known = false;
    for (size_t i = 1; i < a.size(); ++i) {
        const auto list = json_at(a, i);
        if (!list) continue;
        for (const Json& one : list->is_array() ? list->array() : Json::Array{*list}) {
            const std::optional<bool> found = test(one.text());
            known |= found.has_value();
            if (found.value_or(false)) return true;
        }
    }
    return known ? Result(false) : Result();
}

Result in_any_four(Given a) {
    const auto text = json_at(a, 0);
    const auto ip = text ? parse_ip_four(text->text()) : std::nullopt;
    if (!ip) return {};
    return in_any(a, [&](std::string_view one) -> std::optional<bool> {
        const auto range = parse_ip_four(one);
        return range ? std::optional(within(*ip, *range)) : std::nullopt;
    });
}

Result in_any_six(Given a) {
    const auto text = json_at(a, 0);
    const auto ip = text ? parse_ip_six(text->text()) : std::nullopt;
    if (!ip) return {};
    return in_any(a, [&](std::string_view one) -> std::optional<bool> {
        const auto range = parse_ip_six(one);
        if (!range) return std::nullopt;
        return masked(*ip, range->prefix).bytes == masked(*range, range->prefix).bytes;
    });
}

Result is_private(Given a) {
    const auto ip = parse_ip_four(text_at(a, 0));
    if (!ip) return {};
    for (const std::string_view one : {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"}) {
        const auto range = parse_ip_four(one);
        if (ip->prefix >= range->prefix && within(*ip, *range)) return true;
    }
    return false;
}

Result netmask_suffix(Given a) {
    const auto ip = parse_ip_four(text_at(a, 0));
    return ip ? Result(int64_t{ip->prefix}) : Result();
}

Result parse_four(Given a) {
    const auto ip = parse_ip_four(text_at(a, 0));
    return ip ? Result(int64_t{ip->masked(ip->prefix)}) : Result();
}

Result parse_four_mask(Given a) {
    const auto ip = parse_ip_four(text_at(a, 0));
    return ip ? Result(int64_t{ip->masked(least_prefix(a, 1, 32))}) : Result();
}

Result parse_six(Given a) {
    const auto ip = parse_ip_six(text_at(a, 0));
    return ip ? text_of_ip(masked(*ip, ip->prefix)) : std::string();
}

Result parse_six_mask(Given a) {
    const auto ip = parse_ip_six(text_at(a, 0));
    if (!ip) return std::string();
    return text_of_ip(masked(*ip, std::min(ip->prefix, least_prefix(a, 1, 128))));
}

// A text or a number, with a prefix or without.
std::optional<IpFour> any_four(Given a) {
    if (const auto number = a.empty() ? std::nullopt : long_at(a, 0))
        return *number >= 0 && *number <= UINT32_MAX
                   ? std::optional(IpFour{static_cast<uint32_t>(*number), 32})
                   : std::nullopt;
    return parse_ip_four(text_at(a, 0));
}

Result format_four(Given a) {
    const auto ip = any_four(a);
    if (!ip || (a.size() > 1 && (long_at(a, 1).value_or(-1) < 0 || *long_at(a, 1) > 32)))
        return std::string();
    return text_of_ip(ip->masked(std::min(ip->prefix, least_prefix(a, 1, 32))));
}

Result format_four_mask(Given a) {
    const auto ip = any_four(a);
    if (!ip || (a.size() > 1 && (long_at(a, 1).value_or(-1) < 0 || *long_at(a, 1) > 32)))
        return std::string();
    const int length = std::min(ip->prefix, least_prefix(a, 1, 32));
    return text_of_ip(ip->masked(length)) + "/" + std::to_string(length);
}

bool is_ip_byte(char c) {
    return base::is_digit(c) || c == '.';
}

// Addresses in a text: runs of digits and points that letters and digits do not touch.
template <typename Test>
bool any_address(std::string_view text, Test test) {
    for (size_t at = 0; at < text.size();) {
        if (!base::is_digit(text[at])) {
            ++at;
            continue;
        }
        size_t end = at;
        while (end < text.size() && is_ip_byte(text[end])) ++end;
        const bool touches = (at > 0 && (base::is_alpha(text[at - 1]) || text[at - 1] == '.')) ||
                             (end < text.size() && base::is_alpha(text[end]));
        std::string_view word = text.substr(at, end - at);
        while (word.ends_with('.')) word.remove_suffix(1);
        if (!touches && parse_ip_four(word) && test(word)) return true;
        at = end;
    }
    return false;
}

template <bool prefix>
Result has_address(Given a) {
    const auto text = json_at(a, 0);
    for (size_t i = 1; text && i < a.size(); ++i) {
        const auto list = json_at(a, i);
        if (!list) continue;
        for (const Json& one : list->is_array() ? list->array() : Json::Array{*list}) {
            const std::string_view sought = one.text();
            if (any_address(text->text(), [&](std::string_view word) {
                    if (!prefix) return word == sought;
                    return word == sought || (word.starts_with(sought) && sought.ends_with('.'));
                }))
                return true;
        }
    }
    return false;
}

Result range_to_list(Given a) {
    const auto from = parse_ip_four(text_at(a, 0)), to = parse_ip_four(text_at(a, 1));
    if (!from || !to || from->address > to->address) return {};
    Json out{Json::Array{}};
    for (uint64_t at = from->address; at <= to->address;) {
        int length = 32;
        while (length > 0 && at % (uint64_t{1} << (33 - length)) == 0 &&
               at + (uint64_t{1} << (33 - length)) - 1 <= to->address)
            --length;
        out.push(Json(text_of_ip(static_cast<uint32_t>(at)) + "/" + std::to_string(length)));
        at += uint64_t{1} << (32 - length);
    }
    return kusto_json(out);
}

constexpr Function all[] = {
    {"ipv4_compare", "long", "ss?l", {}, compare_four},
    {"ipv4_is_match", "bool", "ss?l", {}, match_four},
    {"ipv6_compare", "long", "ss?l", {}, compare_six},
    {"ipv6_is_match", "bool", "ss?l", {}, match_six},
    {"ipv4_is_in_range", "bool", "ss", {}, in_range_four},
    {"ipv6_is_in_range", "bool", "ss", {}, in_range_six},
    {"ipv4_is_in_any_range", "bool", "xx*", {}, in_any_four},
    {"ipv6_is_in_any_range", "bool", "xx*", {}, in_any_six},
    {"ipv4_is_private", "bool", "s", {}, is_private},
    {"ipv4_netmask_suffix", "long", "s", {}, netmask_suffix},
    {"parse_ipv4", "long", "s", {}, parse_four},
    {"parse_ipv4_mask", "long", "sl", {}, parse_four_mask},
    {"parse_ipv6", "string", "s", {}, parse_six},
    {"parse_ipv6_mask", "string", "sl", {}, parse_six_mask},
    {"format_ipv4", "string", "a?l", {}, format_four},
    {"format_ipv4_mask", "string", "a?l", {}, format_four_mask},
    {"has_ipv4", "bool", "xx", {}, has_address<false>},
    {"has_ipv4_prefix", "bool", "xx", {}, has_address<true>},
    {"has_any_ipv4", "bool", "xx*", {}, has_address<false>},
    {"has_any_ipv4_prefix", "bool", "xx*", {}, has_address<true>},
    {"ipv4_range_to_cidr_list", "dynamic", "ss", {}, range_to_list},
};

}  // namespace

std::span<const Function> ip_functions() {
    return all;
}

}  // namespace ward::query
