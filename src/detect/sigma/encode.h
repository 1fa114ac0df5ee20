// SPDX-License-Identifier: Apache-2.0
// Encodings that modifiers apply to rule text: UTF-16 and Base64.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace ward::detect::sigma {

enum class Utf16 { little_endian, big_endian, marked };  // marked: byte order mark, little-endian

/// UTF-16 bytes of UTF-8 text; bytes that are not UTF-8 become U+FFFD.
std::string to_utf16(std::string_view text, Utf16 kind);
std::string to_base64(std::string_view bytes);

/// The parts of Base64 text that are the same whatever stands before and after `bytes`, for the
/// three places that `bytes` can have in a group.
std::array<std::string, 3> base64_offsets(std::string_view bytes);

}  // namespace ward::detect::sigma
