// SPDX-License-Identifier: Apache-2.0
// The search box: what people type becomes KQL over Events, which is shown to them.
//
//   failed ssh                      both words, in any field
//   "access denied"                 the phrase
//   user:alice OR user:bob          a field; columns by name, else native fields
//   host:web-* NOT status:ok        wildcards; NOT or a minus
//   port:[1 TO 1024]  bytes:>5000   ranges
//   /evil[0-9]+/   file:/\.iso$/    regular expressions
#pragma once

#include <string>
#include <string_view>

#include "base/diagnostics.h"

namespace ward::query {

constexpr size_t search_bytes_max = 8 * 1024;  // what one types, not a program

/// KQL of the search; an empty search asks for everything. What is wrong goes to `diagnostics`.
std::string search_to_kql(std::string_view search, base::Diagnostics& diagnostics);

/// A field's value added to a search (the value menu): user:"alice", or its exclusion.
std::string search_with(std::string_view search, std::string_view field, std::string_view value,
                        bool excludes);

}  // namespace ward::query
