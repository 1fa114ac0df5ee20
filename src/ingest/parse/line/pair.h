// SPDX-License-Identifier: Apache-2.0
// Pairs: text of names and values ("src=192.0.2.1 act=deny", "Severity: High, Rule: x"), whatever
// stands between them. The dialect is told from the text; then the text is cut once, from the left.
#pragma once

#include <optional>
#include <string_view>

#include "model/batch.h"

namespace ward::ingest::line {

/// How a text writes its pairs.
struct PairDialect {
    char separator = ' ';  // ' ', ',', ';', '|' or tab
    char assign = '=';     // or ':'
    size_t first = 0;      // where the first name begins
    size_t count = 0;      // pairs seen in the first 2 KiB
};

/// The dialect that most of the text's front speaks; nothing below two pairs.
std::optional<PairDialect> pair_dialect(std::string_view text);

struct Pair {
    std::string_view name, value;
    bool is_quoted = false;
    bool is_escaped = false;  // the value holds backslashes before quotes
};

/// The pairs of a text, one after another. A value without quotes goes up to the next separator
/// that a name and an assign follow, so it may hold separators.
class Pairs {
public:
    Pairs(std::string_view text, const PairDialect& dialect)
        : text_(text), dialect_(dialect), at_(dialect.first) {}
    std::optional<Pair> next();

private:
    std::string_view text_;
    PairDialect dialect_;
    size_t at_;
};

/// The value without the backslashes before quotes, kept in the arena if there were any.
std::string_view plain_value(const Pair& pair, model::Batch& out);

/// Adds the text's pairs to the open event (no empty ones); returns how many there were.
size_t add_pairs(std::string_view text, const PairDialect& dialect, model::Batch& out);

}  // namespace ward::ingest::line
