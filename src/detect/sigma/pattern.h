// SPDX-License-Identifier: Apache-2.0
// Sigma text: literals and wildcards. parse_text() resolves the escapes once; modifiers work on the
// tokens; to_pattern() gives what rules keep.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "detect/sigma/rule.h"

namespace ward::detect::sigma {

struct Token {
    enum class Kind { literal, star, question };
    Kind kind = Kind::literal;
    std::string text;  // literal only, never empty
};
using Text = std::vector<Token>;

/// "\*", "\?" and "\\" stand for the character; any other backslash is itself; '*' and '?' are
/// wildcards.
Text parse_text(std::string_view value);
/// The text without wildcards, as one literal.
Text literal_text(std::string_view value);
bool has_wildcards(const Text& text);
/// The literals joined; wildcards left out.
std::string literal_of(const Text& text);

Pattern to_pattern(const Text& text);
/// Compares the whole of `text`; without `cased` both sides are folded.
bool matches(const Pattern& pattern, std::string_view text, bool cased);
/// For people: "*\cmd.exe".
std::string describe(const Pattern& pattern);

}  // namespace ward::detect::sigma
