// SPDX-License-Identifier: Apache-2.0
// For those who write queries: what may stand at the cursor, and what is wrong before it runs.
// Neither reads a stored event; both answer in a few milliseconds.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "query/query.h"

namespace ward::query {

struct Completion {
    std::string text;    // what is put in
    std::string kind;    // table, column, function, aggregate, operator, word, name
    std::string detail;  // a column's type, a function's parameters
};
constexpr size_t completions_max = 200;

/// What may stand at byte `offset` of `kql`, those that begin with the word before it, best first.
std::vector<Completion> complete(std::string_view kql, size_t offset,
                                 const Surroundings& surroundings = {});

/// All that can be found wrong without running it: syntax, names, types.
void lint(std::string_view kql, base::TimeNs now_ns, base::Diagnostics& diagnostics,
          const Surroundings& surroundings = {});

/// What of KQL runs here, as a Markdown page: operators, functions, aggregates, plugins, and the
/// names of Kusto that are refused.
std::string coverage();

}  // namespace ward::query
