// SPDX-License-Identifier: Apache-2.0
// What lowering makes: typed SQL values and relations. Datetimes and timespans are BIGINT ticks of
// 100 ns inside the SQL (datetimes since 1970); dynamic values are JSON text; a string is never
// NULL. Each column has its own name inside the SQL, because Kusto's names know case and SQL's do
// not.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ward::query {

struct Typed {
    std::string sql, type;
    std::optional<std::string> text = {};                  // of a constant: its value
    std::string string_sql = {};                           // of a dynamic member: its text, or NULL
    std::vector<std::pair<std::string, Typed>> more = {};  // of a function that makes columns
};
struct ColumnPlan {
    std::string name, id, type;  // id: the name inside the SQL
    /// The column of the store that it is, where that is dear to read: the newest rows are found
    /// without it (order.cc).
    std::string_view late = {};
    bool is_made() const { return late == "ocsf" || late == "sentence"; }  // of other columns
};
struct Relation {
    std::string sql;
    std::vector<ColumnPlan> columns;
    std::vector<std::string> groups = {};  // ids: operators act within each group of rows
    std::string row = {};                  // id of the row number, where rows have an order
    bool is_ordered = false;
    std::string name = {};  // how union calls it
    std::string time = {};  // id of the store's event time, where the rows still are events
    size_t reading = 0;     // which reading of the store they come from
    std::string record = {}, index = {};  // ids of what names an event in the store
    std::string order = {};               // the ORDER BY that its SQL ends with
};

constexpr std::string_view two_to_64 = "18446744073709551616::HUGEINT";

std::string quoted(std::string_view text);
std::string columns_of(const Relation& in);
/// ", id ..." of what is carried along but is no column.
std::string hidden_of(const Relation& in);
/// One text of all columns of text but those that are made of others, each on a line of its own (so
/// that no term reaches from one into the next); empty if there is none.
std::string all_texts(const Relation& in);
/// Kusto's spelling of a type, or empty.
std::string kusto_type(std::string_view type);
/// BIGINT, DOUBLE, BOOLEAN or VARCHAR.
std::string_view sql_type(std::string_view type);
bool is_number(std::string_view type);
bool is_integer(std::string_view type);
/// name matches a pattern with '*'.
bool matches(std::string_view pattern, std::string_view name);

}  // namespace ward::query
