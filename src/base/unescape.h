// SPDX-License-Identifier: Apache-2.0
// The escapes of JSON strings (RFC 8259, section 7) undone.
#pragma once

#include <optional>
#include <string_view>

#include "base/arena.h"

namespace ward::base {

/// The text that `escaped` (between the quotes, valid UTF-8) stands for, kept in `arena`. A lone
/// surrogate becomes U+FFFD. Nothing if an escape is none.
std::optional<std::string_view> unescape(std::string_view escaped, Arena& arena);

/// `text` with each invalid UTF-8 byte replaced by U+FFFD, kept in `arena`.
std::string_view repair_utf8(std::string_view text, Arena& arena);

}  // namespace ward::base
