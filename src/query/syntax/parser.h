// SPDX-License-Identifier: Apache-2.0
// Parser of KQL: text in, tree out. Names stay unresolved. After an error it goes on at the next
// statement, so that one text shows several errors.
#pragma once

#include <string_view>

#include "base/diagnostics.h"
#include "query/syntax/tree.h"

namespace ward::query {

/// Deeper nesting is refused: it bounds the stack of all that walks the tree.
constexpr int nesting_max = 120;
/// So long may one chain (a and b and ...) be.
constexpr int chain_max = 1500;

Query parse(std::string_view text, base::Diagnostics& diagnostics);

}  // namespace ward::query
