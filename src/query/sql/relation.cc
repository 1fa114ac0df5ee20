// SPDX-License-Identifier: Apache-2.0
// Small tools on relations and types. Texts are quoted here and nowhere else.
#include "query/sql/relation.h"

namespace ward::query {

std::string quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\0') continue;  // SQL text ends at NUL; no stored text holds one
        if (c == '\'') out += '\'';
        out += c;
    }
    return out + '\'';
}

std::string columns_of(const Relation& in) {
    std::string out;
    for (const auto& column : in.columns) out += (out.empty() ? "" : ", ") + column.id;
    return out;
}

std::string hidden_of(const Relation& in) {
    std::string out;
    for (const auto& id : in.groups) out += ", " + id;
    if (!in.row.empty()) out += ", " + in.row;
    return out;
}

std::string all_texts(const Relation& in) {
    std::string out;
    for (const auto& column : in.columns)
        if ((column.type == "string" || column.type == "dynamic") && !column.is_made())
            out += ", " + column.id;
    return out.empty() ? out : "concat_ws(chr(10)" + out + ")";
}

std::string kusto_type(std::string_view type) {
    constexpr std::string_view same[] = {"string",   "bool",     "long",    "int",  "real",
                                         "datetime", "timespan", "dynamic", "guid", "decimal"};
    for (const auto one : same)
        if (type == one) return std::string(type);
    if (type == "double") return "real";
    if (type == "date") return "datetime";
    if (type == "boolean") return "bool";
    if (type == "time") return "timespan";
    if (type == "uuid" || type == "uniqueid") return "guid";
    return "";
}

std::string_view sql_type(std::string_view type) {
    if (type == "bool") return "BOOLEAN";
    if (type == "real" || type == "decimal") return "DOUBLE";
    if (type == "string" || type == "dynamic" || type == "guid") return "VARCHAR";
    return "BIGINT";
}

bool is_integer(std::string_view type) {
    return type == "long" || type == "int";
}

bool is_number(std::string_view type) {
    return is_integer(type) || type == "real" || type == "decimal";
}

// Stars take whatever lies between the parts that must be there, the shortest first.
bool matches(std::string_view pattern, std::string_view name) {
    size_t p = 0, n = 0, star = std::string_view::npos, from = 0;
    while (n < name.size()) {
        if (p < pattern.size() && pattern[p] == '*')
            star = p++, from = n;
        else if (p < pattern.size() && pattern[p] == name[n])
            ++p, ++n;
        else if (star != std::string_view::npos)
            p = star + 1, n = ++from;
        else
            return false;
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

}  // namespace ward::query
