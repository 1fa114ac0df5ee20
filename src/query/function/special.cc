// SPDX-License-Identifier: Apache-2.0
// Functions whose shape is their own: they choose by type, know the relation's columns, or hold a
// query.
#include <algorithm>

#include "base/text.h"
#include "query/function/list.h"
#include "query/function/time_text.h"

namespace ward::query {

namespace {

std::vector<Typed> arguments(Lowering& l, const Call& call, Relation& in) {
    std::vector<Typed> out;
    for (const auto& one : call.arguments) out.push_back(l.expression(*one, in));
    return out;
}

bool counts(Lowering& l, const Call& call, const Expression& at, size_t least, size_t most) {
    const size_t n = call.arguments.size();
    if (n >= least && n <= most) return true;
    l.fail(at.begin, "'" + call.function + "' does not take " + std::to_string(n) + " arguments");
    return false;
}

// The one type that all of them become.
std::string common_type(const std::vector<Typed>& values, size_t first = 0, size_t step = 1) {
    std::string out;
    for (size_t i = first; i < values.size(); i += step) {
        const std::string& type = values[i].type;
        if (values[i].sql == "NULL") continue;
        if (out.empty() || out == type)
            out = type;
        else if (is_number(out) && is_number(type)) {
            const bool decimal = out == "decimal" || type == "decimal";
            out = decimal ? "decimal" : out == "real" || type == "real" ? "real" : "long";
        } else if (out == "dynamic" || type == "dynamic")
            out = "dynamic";
        else if ((out == "string") != (type == "string"))
            out = "string";
    }
    return out.empty() ? "long" : out;
}

Typed choose(Lowering& l, const Call& call, const Expression& at, Relation& in) {
    if (!counts(l, call, at, 3, 3)) return {"NULL", "long"};
    const auto a = arguments(l, call, in);
    const std::string type = common_type({a[1], a[2]});
    return {"(CASE WHEN " + l.convert(a[0], "bool") + " THEN " + l.convert(a[1], type) + " ELSE " +
                l.convert(a[2], type) + " END)",
            type};
}

Typed choose_case(Lowering& l, const Call& call, const Expression& at, Relation& in) {
    const auto a = arguments(l, call, in);
    if (a.size() < 3 || a.size() % 2 == 0)
        return l.fail(at.begin, "'case' wants conditions with values, and one value for the rest");
    std::vector<Typed> values;
    for (size_t i = 1; i < a.size(); i += 2) values.push_back(a[i]);
    values.push_back(a.back());
    const std::string type = common_type(values);
    std::string sql = "(CASE";
    for (size_t i = 0; i + 1 < a.size(); i += 2)
        sql += " WHEN " + l.convert(a[i], "bool") + " THEN " + l.convert(a[i + 1], type);
    return {sql + " ELSE " + l.convert(a.back(), type) + " END)", type};
}

Typed coalesce(Lowering& l, const Call& call, const Expression& at, Relation& in) {
    const auto a = arguments(l, call, in);
    if (a.empty()) return l.fail(at.begin, "'coalesce' wants an argument");
    const std::string type = common_type(a);
    std::string sql = "coalesce(";
    for (size_t i = 0; i < a.size(); ++i) {
        const std::string one = l.convert(a[i], type);
        sql += (i > 0 ? ", " : "") + (type == "string" ? "nullif(" + one + ", '')" : one);
    }
    return {sql + (type == "string" ? ", '')" : ")"), type};
}

Typed extreme(Lowering& l, const Call& call, const Expression& at, Relation& in) {
    const auto a = arguments(l, call, in);
    if (a.empty()) return l.fail(at.begin, "'" + call.function + "' wants an argument");
    const std::string type = common_type(a);
    std::string sql = call.function == "max_of" ? "greatest(" : "least(";
    for (size_t i = 0; i < a.size(); ++i) sql += (i > 0 ? ", " : "") + l.convert(a[i], type);
    return {sql + ")", type};
}

Typed strcat(Lowering& l, const Call& call, const Expression&, Relation& in) {
    const auto a = arguments(l, call, in);
    std::string sql = "(''", text;
    bool constant = true;
    for (const auto& one : a) {
        sql += " || " + l.convert(one, "string");
        constant &= one.type == "string" && one.text.has_value();
        if (constant) text += *one.text;
    }
    Typed out{sql + ")", "string"};
    if (constant) out.text = text;
    return out;
}

Typed pack_array(Lowering& l, const Call& call, const Expression&, Relation& in) {
    std::vector<Typed> a;
    for (const auto& one : call.arguments) {
        const auto* name = std::get_if<Name>(&one->node);
        if (name && name->text == "*")
            for (const auto& column : in.columns) a.push_back({column.id, column.type});
        else
            a.push_back(l.expression(*one, in));
    }
    std::string sql = "('['";
    for (size_t i = 0; i < a.size(); ++i)
        sql += std::string(i > 0 ? " || ','" : "") + " || coalesce(" + l.packed(a[i]) + ", 'null')";
    return {sql + " || ']')", "dynamic"};
}

// pack_all([ignore nulls]), bag_pack_columns(a, b)
Typed pack_columns(Lowering& l, const Call& call, const Expression&, Relation& in) {
    std::vector<std::pair<std::string, Typed>> a;
    const bool all = call.function == "pack_all";
    if (all)
        for (const auto& column : in.columns)
            a.emplace_back(column.name, Typed{column.id, column.type});
    else
        for (const auto& one : call.arguments)
            a.emplace_back(l.name_of(*one), l.expression(*one, in));
    bool ignores = false;
    if (all && !call.arguments.empty()) ignores = l.constant(*call.arguments[0]).sql == "TRUE";
    std::string list;
    for (const auto& [name, value] : a) {
        const std::string key = l.packed({quoted(name), "string"});
        std::string one = key + " || ':' || coalesce(" + l.packed(value) + ", 'null')";
        if (ignores) {
            const std::string absent =
                value.type == "string" ? value.sql + " = ''" : value.sql + " IS NULL";
            one = "CASE WHEN " + absent + " THEN NULL ELSE " + one + " END";
        }
        list += (list.empty() ? "" : ", ") + one;
    }
    return {"('{' || concat_ws(','" + (list.empty() ? "" : ", " + list) + ") || '}')", "dynamic"};
}

Typed bin(Lowering& l, const Call& call, const Expression& at, Relation& in) {
    const bool at_point = call.function == "bin_at";
    if (call.function == "floor" && call.arguments.size() == 1) {
        const Typed x = l.expression(*call.arguments[0], in);
        return {"CAST(floor(" + l.convert(x, "real") + ") AS BIGINT)", "long"};
    }
    if (!counts(l, call, at, at_point ? 3 : 2, at_point ? 3 : 2)) return {"NULL", "long"};
    auto a = arguments(l, call, in);
    if (l.failed()) return {"NULL", "long"};
    if (a[0].type == "dynamic")
        a[0] = {l.convert(a[0], is_number(a[1].type) ? "real" : "datetime"),
                is_number(a[1].type) ? "real" : "datetime"};
    const bool times = a[0].type == "datetime" || a[0].type == "timespan";
    if ((!times && !is_number(a[0].type)) ||
        (times ? a[1].type != "timespan" : !is_number(a[1].type)))
        return l.fail(at.begin, "cannot bin a " + a[0].type + " by a " + a[1].type);
    const bool real = a[0].type == "real" || a[0].type == "decimal" || a[1].type == "real";
    const std::string type = real                                       ? "real"
                             : a[0].type == "int" && a[1].type != "int" ? "long"
                                                                        : a[0].type;
    std::string zero;
    if (a[0].type == "datetime" && !at_point) zero = std::to_string(ticks_year_one);
    if (at_point) zero = l.convert(a[2], a[0].type);
    const std::string x = zero.empty() ? a[0].sql : "(" + a[0].sql + " - (" + zero + "))";
    const std::string n = "nullif(" + a[1].sql + ", 0)";
    std::string sql = real ? "(floor(" + x + " / " + n + ") * " + n + ")"
                           : "(" + x + " - ((" + x + " % " + n + ") + " + n + ") % " + n + ")";
    if (!zero.empty()) sql = "(" + sql + " + (" + zero + "))";
    return {real ? sql : "CAST(" + sql + " AS BIGINT)", type};
}

Typed now(Lowering& l, const Call& call, const Expression&, Relation& in) {
    const std::string ticks = "CAST(" + std::to_string(l.now_ticks()) + " AS BIGINT)";
    if (call.arguments.empty()) return {ticks, "datetime"};
    return {"(" + ticks + " + " + l.convert(l.expression(*call.arguments[0], in), "timespan") + ")",
            "datetime"};
}

Typed ago(Lowering& l, const Call& call, const Expression& at, Relation& in) {
    if (!counts(l, call, at, 1, 1)) return {"NULL", "datetime"};
    const Typed span = l.expression(*call.arguments[0], in);
    if (span.text && span.type == "timespan") {
        const int64_t ticks = l.now_ticks() - parse_long(*span.text).value_or(0);
        return {"CAST(" + std::to_string(ticks) + " AS BIGINT)", "datetime", std::to_string(ticks)};
    }
    return {"(CAST(" + std::to_string(l.now_ticks()) + " AS BIGINT) - " +
                l.convert(span, "timespan") + ")",
            "datetime"};
}

// toscalar(T): the first column of the first row.
Typed toscalar(Lowering& l, const Call& call, const Expression& at, Relation& in) {
    if (!counts(l, call, at, 1, 1)) return {"NULL", "long"};
    const Expression& value = *call.arguments[0];
    if (!l.is_table(value)) return l.expression(value, in);
    const Relation table = l.source(value);
    if (l.failed() || table.columns.empty()) return {"NULL", "long"};
    const std::string& type = table.columns[0].type;
    const std::string sql = "(SELECT " + table.columns[0].id + " FROM (" + table.sql + ") LIMIT 1)";
    return {type == "string" ? "coalesce(" + sql + ", '')" : sql, type};
}

Typed gettype(Lowering& l, const Call& call, const Expression& at, Relation& in) {
    if (!counts(l, call, at, 1, 1)) return {"''", "string"};
    const Typed a = l.expression(*call.arguments[0], in);
    if (a.type != "dynamic") return {quoted(a.type), "string", a.type};
    return {
        "coalesce((CASE json_type(" + a.sql +
            ") WHEN 'VARCHAR' THEN 'string' WHEN 'ARRAY' THEN 'array' WHEN 'OBJECT' THEN "
            "'dictionary' WHEN 'BOOLEAN' THEN 'bool' WHEN 'DOUBLE' THEN 'double' WHEN 'NULL' THEN "
            "'null' ELSE 'long' END), 'null')",
        "string"};
}

Typed column_if_exists(Lowering& l, const Call& call, const Expression& at, Relation& in) {
    if (!counts(l, call, at, 2, 2)) return {"NULL", "long"};
    const Typed name = l.constant(*call.arguments[0]);
    for (const auto& column : in.columns)
        if (name.text && column.name == *name.text) return {column.id, column.type};
    return l.expression(*call.arguments[1], in);
}

Typed is_column(Lowering& l, const Call& call, const Expression& at, Relation& in) {
    if (!counts(l, call, at, 1, 1)) return {"FALSE", "bool"};
    const Typed name = l.constant(*call.arguments[0]);
    const bool yes = name.text && std::ranges::find(in.columns, *name.text, &ColumnPlan::name) !=
                                      in.columns.end();
    return {yes ? "TRUE" : "FALSE", "bool"};
}

Typed column_names(Lowering& l, const Call& call, const Expression& at, Relation&) {
    if (!counts(l, call, at, 1, 1)) return {"NULL", "dynamic"};
    const Relation table = l.source(*call.arguments[0]);
    std::string sql = "'['";
    for (size_t i = 0; i < table.columns.size(); ++i)
        sql += std::string(i > 0 ? " || ','" : "") + " || " +
               l.packed({quoted(table.columns[i].name), "string"});
    return {"(" + sql + " || ']')", "dynamic"};
}

std::string type_argument(const Expression& value) {
    const auto* call = std::get_if<Call>(&value.node);
    if (!call || call->function != "typeof" || call->arguments.size() != 1) return "";
    const auto* name = std::get_if<Name>(&call->arguments[0]->node);
    return name ? kusto_type(name->text) : "";
}

// extract(regex, group, text [, typeof(t)]), extract_json(path, text [, typeof(t)])
Typed extract(Lowering& l, const Call& call, const Expression& at, Relation& in) {
    const bool json = call.function != "extract";
    const size_t n = json ? 2 : 3;
    if (!counts(l, call, at, n, n + 1)) return {"''", "string"};
    std::string list;
    for (size_t i = 0; i < n; ++i)
        list += (i > 0 ? ", " : "") + l.convert(l.expression(*call.arguments[i], in),
                                                !json && i == 1 ? "long" : "string");
    const Typed text{l.native(json ? "_extract_json" : "_extract", list), "string"};
    if (call.arguments.size() == n) return text;
    const std::string type = type_argument(*call.arguments[n]);
    if (type.empty()) return l.fail(call.arguments[n]->begin, "expected typeof(...)");
    return {l.convert(text, type), type};
}

Typed countof(Lowering& l, const Call& call, const Expression& at, Relation& in) {
    if (!counts(l, call, at, 2, 3)) return {"NULL", "long"};
    const auto a = arguments(l, call, in);
    const bool regex = a.size() > 2 && a[2].text && *a[2].text == "regex";
    return {l.native(regex ? "_countof_regex" : "_countof",
                     l.convert(a[0], "string") + ", " + l.convert(a[1], "string")),
            "long"};
}

Typed range(Lowering& l, const Call& call, const Expression& at, Relation& in) {
    if (!counts(l, call, at, 2, 3)) return {"NULL", "dynamic"};
    const auto a = arguments(l, call, in);
    std::string name = "_range", list;
    if (a[0].type == "datetime") name = "_range_datetime";
    if (a[0].type == "timespan") name = "_range_timespan";
    const std::string type = name != "_range" ? a[0].type : common_type(a);
    for (size_t i = 0; i < a.size(); ++i)
        list +=
            (i > 0 ? ", " : "") + l.convert(a[i], name != "_range" && i == 2 ? "timespan" : type);
    if (name != "_range" && a.size() == 2)
        list += name == "_range_datetime" ? ", 864000000000" : ", 36000000000";
    return {l.native(name, list), "dynamic"};
}

// Several arrays sort alike: one column each.
Typed array_sort(Lowering& l, const Call& call, const Expression&, Relation& in) {
    const auto a = arguments(l, call, in);
    std::string list;
    size_t arrays = 0;
    for (const auto& one : a) {
        if (one.type != "bool") ++arrays;
        list +=
            (list.empty() ? "" : ", ") + (one.type == "bool" ? one.sql : l.convert(one, "dynamic"));
    }
    const Typed all = l.hoist(in, l.native("_" + call.function, list), "dynamic");
    Typed out{"", "dynamic"};
    for (size_t i = 0; i < arrays; ++i) {
        const Typed one{"nullif(CAST(json_extract(" + all.sql + ", '$[" + std::to_string(i) +
                            "]') AS VARCHAR), 'null')",
                        "dynamic"};
        if (i == 0) out = one;
        if (arrays > 1) out.more.emplace_back("", one);
    }
    return out;
}

struct Made {
    std::string_view name, type;
};
struct ManyColumns {
    std::string_view function, native;
    std::vector<Made> columns;
};
const std::vector<ManyColumns>& many_columns() {
    static const std::vector<ManyColumns> all = {
        {"series_stats",
         "series_stats_dynamic",
         {{"min", "real"},
          {"min_idx", "long"},
          {"max", "real"},
          {"max_idx", "long"},
          {"avg", "real"},
          {"stdev", "real"},
          {"variance", "real"}}},
        {"series_fit_line",
         "series_fit_line_dynamic",
         {{"rsquare", "real"},
          {"slope", "real"},
          {"variance", "real"},
          {"rvariance", "real"},
          {"interception", "real"},
          {"line_fit", "dynamic"}}},
        {"series_fit_2lines",
         "series_fit_2lines_dynamic",
         {{"rsquare", "real"},
          {"split_idx", "long"},
          {"variance", "real"},
          {"rvariance", "real"},
          {"line_fit", "dynamic"},
          {"right_rsquare", "real"},
          {"right_slope", "real"},
          {"right_interception", "real"},
          {"right_variance", "real"},
          {"right_rvariance", "real"},
          {"left_rsquare", "real"},
          {"left_slope", "real"},
          {"left_interception", "real"},
          {"left_variance", "real"},
          {"left_rvariance", "real"}}},
        {"series_fit_poly",
         "_series_fit_poly",
         {{"rsquare", "real"},
          {"coefficients", "dynamic"},
          {"variance", "real"},
          {"rvariance", "real"},
          {"poly_fit", "dynamic"}}},
        {"series_periods_validate",
         "_series_periods_validate",
         {{"periods", "dynamic"}, {"scores", "dynamic"}}},
        {"series_fft", "_series_fft", {{"real", "dynamic"}, {"imag", "dynamic"}}},
        {"series_ifft", "_series_ifft", {{"real", "dynamic"}, {"imag", "dynamic"}}},
    };
    return all;
}

Typed many(Lowering& l, const Call& call, const Expression& at, Relation& in) {
    if (!counts(l, call, at, 1, 20)) return {"NULL", "real"};
    const auto& known = *std::ranges::find(many_columns(), call.function, &ManyColumns::function);
    const auto a = arguments(l, call, in);
    std::string list;
    for (size_t i = 0; i < a.size(); ++i)
        list += (i > 0 ? ", " : "") + (a[i].type == "dynamic" || !is_number(a[i].type)
                                           ? a[i].sql
                                           : l.convert(a[i], a[i].type));
    const Typed bag = l.hoist(in, l.native(known.native, list), "dynamic");
    Typed out;
    for (const auto& [name, type] : known.columns) {
        const Typed value{l.convert(l.member(bag, std::string(name)), type), std::string(type)};
        if (out.sql.empty()) out = value;
        out.more.emplace_back(name, value);
    }
    return out;
}

Typed make_datetime(Lowering& l, const Call& call, const Expression& at, Relation& in) {
    if (!counts(l, call, at, 1, 6)) return {"NULL", "datetime"};
    const auto a = arguments(l, call, in);
    if (a.size() == 1) return {l.convert(a[0], "datetime"), "datetime"};
    std::string list;
    for (size_t i = 0; i < a.size(); ++i)
        list += (i > 0 ? ", " : "") + l.convert(a[i], i == 5 ? "real" : "long");
    return {l.native("_make_datetime", list), "datetime"};
}

Typed around(Lowering& l, const Call& call, const Expression& at, Relation& in) {
    if (!counts(l, call, at, 3, 3)) return {"FALSE", "bool"};
    const auto a = arguments(l, call, in);
    return {"coalesce(" + a[0].sql + " BETWEEN " + a[1].sql + " - " + a[2].sql + " AND " +
                a[1].sql + " + " + a[2].sql + ", FALSE)",
            "bool"};
}

// assert(condition, message): the condition must be a constant.
Typed assertion(Lowering& l, const Call& call, const Expression& at, Relation&) {
    if (!counts(l, call, at, 2, 2)) return {"FALSE", "bool"};
    const Typed condition = l.constant(*call.arguments[0]);
    if (condition.sql == "FALSE")
        l.fail(at.begin, l.constant(*call.arguments[1]).text.value_or("the assertion fails"));
    return {"TRUE", "bool"};
}

Typed fixed_text(Lowering&, const Call& call, const Expression&, Relation&) {
    const std::string text =
        call.function == "current_database"                                      ? "ward"
        : call.function == "cursor_current" || call.function == "current_cursor" ? ""
                                                                                 : "ward";
    return {quoted(text), "string", text};
}

Typed ingestion_time(Lowering&, const Call&, const Expression&, Relation& in) {
    for (const auto& column : in.columns)
        if (column.name == "ReceivedTime") return {column.id, "datetime"};
    return {"CAST(NULL AS BIGINT)", "datetime"};
}

Typed data_size(Lowering& l, const Call& call, const Expression&, Relation& in) {
    std::string sql = "CAST(0 AS BIGINT)";
    for (const auto& one : call.arguments) {
        const auto* name = std::get_if<Name>(&one->node);
        if (name && name->text == "*") {
            for (const auto& column : in.columns)
                sql += " + strlen(" + l.convert({column.id, column.type}, "string") + ")";
            continue;
        }
        sql += " + strlen(" + l.convert(l.expression(*one, in), "string") + ")";
    }
    return {"(" + sql + ")", "long"};
}

constexpr Special all[] = {
    {"iff", choose},
    {"iif", choose},
    {"case", choose_case},
    {"coalesce", coalesce},
    {"max_of", extreme},
    {"min_of", extreme},
    {"strcat", strcat},
    {"pack_array", pack_array},
    {"pack_all", pack_columns},
    {"bag_pack_columns", pack_columns},
    {"bin", bin},
    {"floor", bin},
    {"bin_at", bin},
    {"now", now},
    {"ago", ago},
    {"toscalar", toscalar},
    {"gettype", gettype},
    {"column_ifexists", column_if_exists},
    {"columnifexists", column_if_exists},
    {"iscolumnexists", is_column},
    {"column_names_of", column_names},
    {"extract", extract},
    {"extract_json", extract},
    {"extractjson", extract},
    {"countof", countof},
    {"range", range},
    {"array_sort_asc", array_sort},
    {"array_sort_desc", array_sort},
    {"series_stats", many},
    {"series_fit_line", many},
    {"series_fit_2lines", many},
    {"series_fit_poly", many},
    {"series_periods_validate", many},
    {"series_fft", many},
    {"series_ifft", many},
    {"make_datetime", make_datetime},
    {"around", around},
    {"current_database", fixed_text},
    {"current_cluster_endpoint", fixed_text},
    {"cursor_current", fixed_text},
    {"current_cursor", fixed_text},
    {"assert", assertion},
    {"ingestion_time", ingestion_time},
    {"estimate_data_size", data_size},
};

}  // namespace

std::span<const Special> special_functions() {
    return all;
}

}  // namespace ward::query
