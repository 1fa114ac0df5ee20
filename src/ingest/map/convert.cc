// SPDX-License-Identifier: Apache-2.0
#include "ingest/map/convert.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/text.h"
#include "ingest/parse/json/classify.h"
#include "model/selector.h"

namespace ward::ingest::map {

namespace {

using model::ValueKind;

void set(model::Field& out, std::string_view text, ValueKind kind) {
    out.kind = kind;
    out.text_bytes = static_cast<uint32_t>(text.size()), out.text_data = text.data();
}

bool is_plain_integer(std::string_view text) {
    constexpr size_t digits_max = 18;  // always fits 64 bits
    const bool negative = text.starts_with('-');
    const std::string_view digits = text.substr(negative ? 1 : 0);
    if (digits.empty() || digits.size() > digits_max) return false;
    if (digits.front() == '0' && digits.size() > 1) return false;
    return std::all_of(digits.begin(), digits.end(), base::is_digit);
}

// "12", "-0.5": what JSON takes as it is.
bool is_decimal(std::string_view text) {
    const size_t dot = text.find('.');
    if (dot == std::string_view::npos) return is_plain_integer(text);
    const auto fraction = text.substr(dot + 1);
    const auto whole = text.substr(0, dot);
    return (is_plain_integer(whole) || whole == "-0") && !fraction.empty() &&
           std::all_of(fraction.begin(), fraction.end(), base::is_digit);
}

// "0x1a4", "+7", "007" and numbers of 19 digits.
std::optional<int64_t> odd_integer(std::string_view text) {
    if (text.starts_with("0x") || text.starts_with("0X")) {
        uint64_t value = 0;
        const char* const end = text.data() + text.size();
        const auto read = std::from_chars(text.data() + 2, end, value, 16);
        if (read.ec != std::errc() || read.ptr != end || value > INT64_MAX) return {};
        return static_cast<int64_t>(value);
    }
    return base::parse_integer(text);
}

bool to_integer(std::string_view text, base::Arena& arena, model::Field& out) {
    if (is_plain_integer(text)) return set(out, text, ValueKind::integer), true;
    const auto value = odd_integer(text);
    if (value) set(out, write_integer(*value, arena), ValueKind::integer);
    return value.has_value();
}

bool to_port(std::string_view text, base::Arena& arena, model::Field& out) {
    constexpr size_t digits_max = 5;
    constexpr int64_t port_max = 65535;
    if (!to_integer(text, arena, out) || out.text_bytes > digits_max) return false;
    const auto value = base::parse_integer(out.text());
    return value && *value >= 0 && *value <= port_max;
}

bool to_boolean(std::string_view text, model::Field& out) {
    for (const auto word : {"true", "yes", "1", "t"})
        if (base::equals_ignore_case(text, word)) return set(out, "true", ValueKind::boolean), true;
    for (const auto word : {"false", "no", "0", "f"})
        if (base::equals_ignore_case(text, word))
            return set(out, "false", ValueKind::boolean), true;
    return false;
}

bool to_timestamp(std::string_view text, base::Arena& arena, model::Field& out) {
    constexpr int64_t ns_per_ms = 1'000'000;
    const auto time = json::event_time(text);
    if (time) set(out, write_integer(*time / ns_per_ms, arena), ValueKind::integer);
    return time.has_value();
}

bool is_mac(std::string_view text) {
    constexpr size_t mac_bytes = 17;
    if (text.size() != mac_bytes) return false;
    for (size_t i = 0; i < mac_bytes; ++i) {
        const char c = base::lower(text[i]);
        const bool hex = base::is_digit(c) || (c >= 'a' && c <= 'f');
        if (i % 3 == 2 ? c != ':' && c != '-' : !hex) return false;
    }
    return true;
}

// "Ann <ann@example.com>": what stands in the brackets.
std::string_view inside_brackets(std::string_view text) {
    const size_t open = text.rfind('<'), close = text.rfind('>');
    const bool is_in = open != std::string_view::npos && close != std::string_view::npos;
    return is_in && open < close ? text.substr(open + 1, close - open - 1) : text;
}

// As OCSF's expression for e-mail addresses: local part, '@', a domain with a dot.
bool is_email(std::string_view text) {
    constexpr std::string_view marks = "!#$%&'*+,-./=?^_`{|}~";
    const size_t at = text.rfind('@');
    if (at == std::string_view::npos || at == 0) return false;
    const auto local = text.substr(0, at), domain = text.substr(at + 1);
    const size_t dot = domain.find('.');
    if (dot == std::string_view::npos || dot == 0 || dot + 1 == domain.size()) return false;
    const auto is_word = [](char c) { return base::is_alpha(c) || base::is_digit(c); };
    return std::all_of(local.begin(), local.end(),
                       [&](char c) { return is_word(c) || marks.find(c) != marks.npos; }) &&
           std::all_of(domain.begin(), domain.end(),
                       [&](char c) { return is_word(c) || c == '-' || c == '.'; });
}

bool is_uuid(std::string_view text) {
    constexpr size_t uuid_bytes = 36;
    if (text.size() != uuid_bytes) return false;
    for (size_t i = 0; i < uuid_bytes; ++i) {
        const char c = base::lower(text[i]);
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? c != '-' : !(base::is_digit(c) || (c >= 'a' && c <= 'f'))) return false;
    }
    return true;
}

bool is_four(std::string_view text) {
    int parts = 0;
    while (true) {
        const std::string_view part = base::take_until(text, '.');
        if (part.empty() || part.size() > 3 || (part.size() > 1 && part.front() == '0'))
            return false;
        if (!std::all_of(part.begin(), part.end(), base::is_digit)) return false;
        if (part.size() == 3 && part > "255") return false;
        ++parts;
        if (text.empty()) break;
    }
    return parts == 4;
}

}  // namespace

std::string_view write_integer(int64_t value, base::Arena& arena) {
    constexpr size_t digits_max = 20;
    char* out = arena.allocate(digits_max);
    const auto end = std::to_chars(out, out + digits_max, value).ptr;
    arena.shrink(out, static_cast<size_t>(end - out));
    return {out, static_cast<size_t>(end - out)};
}

bool is_address(std::string_view text) {
    constexpr size_t address_bytes_max = 40;
    if (text.size() > address_bytes_max || text.size() < 2) return false;
    if (text.find(':') == std::string_view::npos) return !text.ends_with('.') && is_four(text);
    const size_t zone = text.find('%');
    if (zone != std::string_view::npos && zone + 1 == text.size()) return false;
    char copy[address_bytes_max + 1] = {};
    std::memcpy(copy, text.data(), std::min(zone, text.size()));
    in6_addr address;
    return inet_pton(AF_INET6, copy, &address) == 1;
}

bool convert(Type type, std::string_view text, base::Arena& arena, model::Field& out) {
    text = base::trim(text);
    if (model::is_nothing(text)) return false;
    set(out, text, ValueKind::text);
    switch (type) {
        case Type::text:
            return true;
        case Type::integer:
            return to_integer(text, arena, out);
        case Type::real:
            out.kind = ValueKind::real;
            return is_decimal(text);
        case Type::boolean:
            return to_boolean(text, out);
        case Type::port:
            return to_port(text, arena, out);
        case Type::timestamp:
            return to_timestamp(text, arena, out);
        case Type::datetime:
            return base::parse_rfc3339(text).has_value();
        case Type::address:
            return is_address(text);
        case Type::mac:
            return is_mac(text);
        case Type::email:
            text = inside_brackets(text);
            set(out, text, ValueKind::text);
            return is_email(text);
        case Type::uuid:
            return is_uuid(text);
        case Type::object:
        case Type::other:
            return false;
    }
    return false;
}

}  // namespace ward::ingest::map
