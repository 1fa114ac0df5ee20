// SPDX-License-Identifier: Apache-2.0
// Unescape: copies the runs between backslashes and writes what the escapes stand for. The result
// is never longer than what it was made from, so one allocation is enough.
#include "base/unescape.h"

#include <cstdint>
#include <cstring>

#include "base/text.h"

namespace ward::base {

namespace {

constexpr uint32_t replacement = 0xFFFD;

// Four hex digits at `at`, or nothing.
std::optional<uint32_t> hex_unit(const char* at, const char* end) {
    if (end - at < 4) return {};
    uint32_t value = 0;
    for (int i = 0; i < 4; ++i) {
        const int digit = hex_digit(at[i]);
        if (digit < 0) return {};
        value = value << 4 | static_cast<uint32_t>(digit);
    }
    return value;
}

bool is_high(uint32_t unit) {
    return unit >= 0xD800 && unit < 0xDC00;
}
bool is_low(uint32_t unit) {
    return unit >= 0xDC00 && unit < 0xE000;
}

// The code point of "\uXXXX" (and its second half) whose digits begin at `at`; moves behind it.
std::optional<uint32_t> code_point(const char*& at, const char* end) {
    const auto unit = hex_unit(at, end);
    if (!unit) return {};
    at += 4;
    if (is_low(*unit)) return replacement;
    if (!is_high(*unit)) return unit;
    if (end - at < 2 || at[0] != '\\' || at[1] != 'u') return replacement;
    const auto second = hex_unit(at + 2, end);
    if (!second) return {};
    if (!is_low(*second)) return replacement;
    at += 6;
    return 0x10000 + ((*unit - 0xD800) << 10) + (*second - 0xDC00);
}

// What a one-letter escape stands for; 0 for none.
char simple_escape(char letter) {
    switch (letter) {
        case '"':
        case '\\':
        case '/':
            return letter;
        case 'b':
            return '\b';
        case 'f':
            return '\f';
        case 'n':
            return '\n';
        case 'r':
            return '\r';
        case 't':
            return '\t';
        default:
            return 0;
    }
}

}  // namespace

std::optional<std::string_view> unescape(std::string_view escaped, Arena& arena) {
    char* const begin = arena.allocate(escaped.size());
    char* out = begin;
    const char* at = escaped.data();
    const char* const end = at + escaped.size();
    while (at < end) {
        if (*at != '\\') {
            *out++ = *at++;
            continue;
        }
        if (++at == end) return {};
        const char letter = *at++;
        if (const char plain = simple_escape(letter)) {
            *out++ = plain;
            continue;
        }
        if (letter != 'u') return {};
        const auto code = code_point(at, end);
        if (!code) return {};
        out += put_utf8(out, *code);
    }
    const auto used = static_cast<size_t>(out - begin);
    arena.shrink(begin, used);
    return std::string_view{begin, used};
}

std::string_view repair_utf8(std::string_view text, Arena& arena) {
    constexpr size_t growth_max = 3;  // one bad byte becomes three
    char* const begin = arena.allocate(text.size() * growth_max);
    char* out = begin;
    const char* at = text.data();
    for (const char* const end = at + text.size(); at < end;) {
        const size_t length = utf8_length({at, static_cast<size_t>(end - at)});
        if (length == 0) {
            out += put_utf8(out, replacement), ++at;
        } else {
            std::memcpy(out, at, length), out += length, at += length;
        }
    }
    const auto used = static_cast<size_t>(out - begin);
    arena.shrink(begin, used);
    return {begin, used};
}

}  // namespace ward::base
