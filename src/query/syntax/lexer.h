// SPDX-License-Identifier: Apache-2.0
// Lexer of KQL: text in, tokens out. First step of a query. Never looks at what a name means.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostics.h"

namespace ward::query {

constexpr size_t query_bytes_max = 128 * 1024;  // published queries stay under 64 KiB
constexpr size_t query_tokens_max = 40'000;

enum class TokenKind { name, string, integer, real, timespan, typed, symbol, end };

struct Token {
    TokenKind kind = TokenKind::end;
    std::string text;  // of a string: its value; of a typed literal: what stands in the parentheses
    std::string type;  // typed literal: "datetime", "guid", ...
    size_t begin = 0, end = 0;  // bytes of the query
};

/// Place of a byte of `text`, counted from 1.
base::Place place_of(std::string_view text, size_t offset);

/// Tokens of `text`, closed by one of kind end. What is no token is an error and is passed over.
std::vector<Token> lex(std::string_view text, base::Diagnostics& diagnostics);

}  // namespace ward::query
