// SPDX-License-Identifier: Apache-2.0
// The functions of KQL: scalar ones as rows of families (each a file that list.cc names), those
// whose shape is their own as code, and aggregates. What is not here is refused by name.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "query/sql/lower.h"

namespace ward::query {

/// A scalar function: its SQL, or its call on values.
struct Function {
    std::string_view name;
    std::string_view result;      // a type; "1": that of the first argument; "n": the widest number
    std::string_view parameters;  // s l r b d(atetime) t(imespan) j(dynamic) g(uid) a(s it is)
                                  // x(any, as JSON) h(ashed); '?': what follows may be absent; '*':
                                  // the last may repeat
    std::string_view sql = {};  // $1 is the first argument
    store::CallResult (*call)(std::span<const store::Argument>) = nullptr;
    bool is_volatile = false;
    bool takes(size_t count) const;
};

/// A function that is no template: it looks at its arguments' texts, the relation or the scope.
struct Special {
    std::string_view name;
    Typed (*lower)(Lowering& lowering, const Call& call, const Expression& at, Relation& in);
};

std::vector<const Function*> functions_named(std::string_view name);
const Special* special_function(std::string_view name);
const std::vector<std::string_view>& function_names();
Typed call_of(Lowering& lowering, const Function& function, const std::vector<Typed>& arguments);
/// What the store calls; also those that only lowering names. Null if there is none.
const store::ScalarFunction* native_function(std::string_view name);

/// An aggregate as SQL. `$1` is the first argument, `$F` the filter of the ...if form.
struct Aggregate {
    std::string_view name, result, parameters, sql;
    std::string_view prefix;  // of the column's name
};
bool is_aggregate(std::string_view name);
const std::vector<std::string_view>& aggregate_names();
const Special* special_aggregate(std::string_view name);
Typed plain_aggregate(Lowering& lowering, const Call& call, const Expression& at, Relation& in);
Typed over_aggregates(Lowering& lowering, const Expression& value, Relation& in);
/// The name of an aggregate's column where the query gives none.
std::string aggregate_name(Lowering& lowering, const Expression& value);

// The families.
std::span<const Function> array_functions();
std::span<const Function> bag_functions();
std::span<const Function> bit_functions();
std::span<const Function> code_functions();
std::span<const Function> convert_functions();
std::span<const Function> geo_functions();
std::span<const Function> internal_functions();
std::span<const Function> ip_functions();
std::span<const Function> math_functions();
std::span<const Function> parse_functions();
std::span<const Function> regex_functions();
std::span<const Function> series_functions();
std::span<const Function> series_fit_functions();
std::span<const Function> string_functions();
std::span<const Function> term_functions();
std::span<const Function> time_functions();
std::span<const Function> unit_functions();
std::span<const Special> special_functions();
std::span<const Special> window_functions();
std::span<const Special> special_aggregates();

}  // namespace ward::query
