// SPDX-License-Identifier: Apache-2.0
// Case: how rule text and event text are compared without it. Unicode simple folding, one code
// point to one, so that folding a part gives the part of the folded whole. Bytes that are not UTF-8
// stay as they are. The fast engine must fold with the same function.
#pragma once

#include <string>
#include <string_view>

namespace ward::detect::sigma {

char32_t fold(char32_t code_point);
std::string fold(std::string_view text);
/// Appends the folded text; for callers that reuse a buffer.
void append_folded(std::string& out, std::string_view text);
bool is_ascii(std::string_view text);

/// Bytes of the UTF-8 character at the begin of `text` (1 for a byte that is none); text not empty.
size_t character_bytes(std::string_view text);

}  // namespace ward::detect::sigma
