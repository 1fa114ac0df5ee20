// SPDX-License-Identifier: Apache-2.0
// Text: the small operations on bytes that everyone needs, spelled once. Nothing here knows a
// locale.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ward::base {

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
constexpr bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}
constexpr bool is_alpha(char c) {
    return lower(c) >= 'a' && lower(c) <= 'z';
}

std::string to_lower(std::string_view text);                                   // ASCII only
bool equals_ignore_case(std::string_view a, std::string_view b);               // ASCII only
bool starts_with_ignore_case(std::string_view text, std::string_view prefix);  // ASCII only
std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);

/// The part of `rest` before `separator`; `rest` becomes what follows. Without a separator: all of
/// it, and `rest` becomes empty.
std::string_view take_until(std::string_view& rest, char separator);

std::optional<int64_t> parse_integer(std::string_view text);  // whole text, sign allowed, in range
std::optional<double> parse_real(std::string_view text);      // whole text, C locale

/// 0 to 15 of a hex digit in either case; -1 for another byte.
int hex_digit(char c);
/// Lower-case hex digits of bytes, and back (nothing if odd or not hex).
std::string to_hex(std::string_view bytes);
std::optional<std::string> from_hex(std::string_view text);

/// Bytes appended as UTF-8 of the code point; invalid ones as U+FFFD.
void append_utf8(std::string& out, uint32_t code_point);
/// The same into `out`, which has room for utf8_bytes_max; returns the bytes written.
constexpr size_t utf8_bytes_max = 4;
size_t put_utf8(char* out, uint32_t code_point);
/// Bytes of the valid UTF-8 sequence at the start of `text` (not empty); 0 if there is none.
size_t utf8_length(std::string_view text);

bool is_valid_utf8(std::string_view text);

/// For terminals: control bytes and invalid UTF-8 shown as \xNN, so that no log line can steer the
/// terminal.
std::string printable(std::string_view text);

}  // namespace ward::base
