// SPDX-License-Identifier: Apache-2.0
// UTF-16LE, as Windows writes its text, to UTF-8. Nearly all of it is ASCII, and that goes sixteen
// characters at a time.
#pragma once

#include <string_view>

#include "base/arena.h"

namespace ward::ingest::windows {

/// The UTF-8 bytes that `units` UTF-16 units can need, with room for whole vectors.
constexpr size_t utf8_bytes_max(size_t units) {
    return 3 * units + 16;
}

/// Writes `units` units at `from` to `out`, which has room for utf8_bytes_max; returns how many
/// bytes it wrote. Halves of surrogate pairs become U+FFFD.
size_t to_utf8(const char* from, size_t units, char* out);

/// The same, kept in the arena. An odd last byte is left out.
std::string_view keep_utf8(std::string_view utf16, base::Arena& arena);

}  // namespace ward::ingest::windows
