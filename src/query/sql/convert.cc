// SPDX-License-Identifier: Apache-2.0
// Values of one type as another, as Kusto's to...() functions do; and any value as JSON.
#include "query/function/list.h"
#include "query/sql/lower.h"

namespace ward::query {

namespace {

constexpr std::string_view year_one = "621355968000000000";  // ticks from 0001-01-01 to 1970-01-01

std::string guarded(const std::string& sql, const std::string& text) {
    return "(CASE WHEN " + sql + " IS NULL THEN NULL ELSE " + text + " END)";
}

}  // namespace

std::string Lowering::native(std::string_view name, const std::string& arguments) {
    const store::ScalarFunction* function = native_function(name);
    if (function == nullptr) {
        fail(0, "the function '" + std::string(name) + "' cannot run yet");
        return "NULL";
    }
    functions_.insert(function);
    return std::string(function->name) + "(" + arguments + ")";
}

// Its text, NULL where it is null.
std::string Lowering::to_string_sql(const Typed& value) {
    if (!value.string_sql.empty()) return value.string_sql;
    const std::string& sql = value.sql;
    if (value.type == "dynamic") return "json_extract_string(" + sql + ", '$')";
    if (value.type == "real" || value.type == "decimal") return native("real_text", sql);
    if (value.type == "datetime") return native("datetime_text", sql);
    if (value.type == "timespan") return native("timespan_text", sql);
    if (value.type == "string" || value.type == "guid") return sql;
    return "CAST(" + sql + " AS VARCHAR)";
}

std::string Lowering::convert(const Typed& value, std::string_view type) {
    const std::string& sql = value.sql;
    const std::string& from = value.type;
    if (from == type || type.empty()) return sql;
    if (type == "string") return "coalesce(" + to_string_sql(value) + ", '')";
    if (type == "dynamic") return packed(value);
    if (from == "dynamic" && is_integer(type)) {
        const std::string out = native("dynamic_long", sql);
        return type == "int" ? native("int_range", out) : out;
    }
    if (from == "dynamic") return convert({to_string_sql(value), "string"}, type);
    const bool is_text = from == "string" || from == "guid";
    if (is_integer(type)) {
        std::string out = sql;
        if (is_text)
            out = native("text_long", sql);
        else if (from == "real" || from == "decimal")
            out = "TRY_CAST(trunc(" + sql + ") AS BIGINT)";
        else if (from == "bool")
            out = "CAST(" + sql + " AS BIGINT)";
        else if (from == "datetime")
            out = "(" + sql + " + " + std::string(year_one) + ")";
        if (type == "int" && from != "bool" && from != "long") out = native("int_range", out);
        return out;
    }
    if (type == "real" || type == "decimal") {
        if (is_text) return native("text_real", sql);
        return "CAST(" + sql + " AS DOUBLE)";
    }
    if (type == "bool") {
        if (is_text) return native("text_bool", sql);
        return "(" + sql + " <> 0)";
    }
    if (type == "datetime") {
        if (is_text) return native("text_datetime", sql);
        if (is_integer(from)) return "(" + sql + " - " + std::string(year_one) + ")";
        return "CAST(NULL AS BIGINT)";
    }
    if (type == "timespan") {
        if (is_text) return native("text_timespan", sql);
        if (is_integer(from)) return sql;
        if (from == "real") return "CAST(" + sql + " * 864000000000 AS BIGINT)";
        return "CAST(NULL AS BIGINT)";
    }
    if (type == "guid") return is_text ? native("text_guid", sql) : "CAST(NULL AS VARCHAR)";
    return sql;
}

std::string Lowering::packed(const Typed& value) {
    const std::string& sql = value.sql;
    if (value.type == "dynamic" || sql == "NULL") return sql;
    if (value.type == "string" || value.type == "guid")
        return "CAST(to_json(" + sql + ") AS VARCHAR)";
    if (value.type == "real" || value.type == "decimal") return native("real_json", sql);
    if (value.type == "datetime" || value.type == "timespan")
        return guarded(sql, "'\"' || " + to_string_sql(value) + " || '\"'");
    return "CAST(" + sql + " AS VARCHAR)";
}

}  // namespace ward::query
