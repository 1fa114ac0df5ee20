// SPDX-License-Identifier: Apache-2.0
// The operators that run: one file each (or one per close family), named in list.cc.
#pragma once

#include <string_view>
#include <vector>

#include "query/sql/lower.h"

namespace ward::query {

/// What stands after a '|'. Must leave `in` a relation whose columns and SQL agree.
struct Pipe {
    std::string_view keyword;
    void (*apply)(Lowering& lowering, const Operator& one, Relation& in);
};
/// What may begin a query.
struct LeadingPipe {
    std::string_view keyword;
    Relation (*lead)(Lowering& lowering, const Operator& one);
};
const Pipe* pipe_of(std::string_view keyword);
const LeadingPipe* leading_pipe(std::string_view keyword);
std::vector<std::string_view> pipe_names();

/// What follows `word` in an operator, or null.
const Clause* clause_of(const Operator& one, std::string_view word);
/// The option's value as text, or empty.
std::string option_of(const Operator& one, std::string_view name);

}  // namespace ward::query
