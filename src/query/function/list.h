// SPDX-License-Identifier: Apache-2.0
// The scalar functions of KQL that the store's SQL can express: name, types, SQL. A list as data;
// what is not in it is refused by name.
#pragma once

#include <span>
#include <string_view>

namespace ward::query {

struct Function {
    std::string_view name;
    std::string_view result;      // a type; "1": that of the first argument
    std::string_view parameters;  // s l r b d(atetime) t(imespan) j(dynamic) a(ny)
    std::string_view sql;         // $1 is the first argument
};
std::span<const Function> functions();

}  // namespace ward::query
