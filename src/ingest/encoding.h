// SPDX-License-Identifier: Apache-2.0
// Encodings of text files: byte order marks and UTF-16. Everything behind this is UTF-8 or taken
// as it is.
#pragma once

#include <string>
#include <string_view>

namespace ward::ingest {

enum class Encoding { plain, utf8_marked, utf16_little, utf16_big };

/// Told from the byte order mark that `head` begins with.
Encoding encoding_of(std::string_view head);

/// Appends `bytes` (UTF-16, a whole number of units; a mark at its front is skipped) to `out` as
/// UTF-8. Halves of pairs become U+FFFD. Returns how many bytes were used: a pair that is cut at
/// the end is left for the next call unless `is_last`.
size_t append_utf16(std::string& out, std::string_view bytes, bool big, bool is_last);

}  // namespace ward::ingest
