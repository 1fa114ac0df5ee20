// SPDX-License-Identifier: Apache-2.0
// What functions that are called on values share: arguments as they want them, JSON as Kusto
// writes it, regular expressions compiled once.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "store/scalar_function.h"

namespace re2 {
class RE2;
}

namespace ward::query {

using Given = std::span<const store::Argument>;
using Result = store::CallResult;
using Json = base::Json;

constexpr size_t text_bytes_max = size_t{16} << 20;  // one made text: a row must fit in memory
constexpr size_t array_items_max = 1'048'576;        // Kusto's own limit of make_list and range

bool is_null(Given a, size_t i);
std::string_view text_at(Given a, size_t i);  // empty where it is no text
std::optional<int64_t> long_at(Given a, size_t i);
std::optional<double> real_at(Given a, size_t i);
bool bool_at(Given a, size_t i, bool otherwise = false);
std::optional<Json> json_at(Given a, size_t i);

/// JSON as Kusto writes it: compact, reals with a point.
std::string kusto_json(const Json& value);
void append_json(std::string& out, const Json& value);
/// A JSON value as tostring() gives it.
std::string json_text(const Json& value);
std::optional<double> json_real(const Json& value);
bool json_equal(const Json& a, const Json& b);
/// -1, 0, 1 as arrays are sorted: numbers, then texts; null last.
int json_order(const Json& a, const Json& b);

/// The expression compiled, or null if it is wrong. Each thread keeps the last ones.
const re2::RE2* regex_of(std::string_view pattern);

}  // namespace ward::query
