// SPDX-License-Identifier: Apache-2.0
// Comparisons: order and equality over types, terms and parts of texts, lists. Kusto's nulls: an
// equality with one null is false, an inequality true.
#include <algorithm>

#include "query/sql/lower.h"

namespace ward::query {

namespace {

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= 0; });
}

bool is_term(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c < 0;
    });
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                           (c >= 'A' && c <= 'Z') || c == '_' || c < 0;
        if (!plain) out += '\\';
        out += c;
    }
    return out;
}

constexpr std::string_view orders = " == != <> < > <= >= ";

}  // namespace

Typed Lowering::compare(const std::string& op, Typed left, Typed right, size_t at) {
    if (orders.find(" " + op + " ") == std::string_view::npos)
        return text_test(op, left, right, at);
    const auto as = [&](Typed& value, const std::string& type) {
        value = {convert(value, type), type, value.text};
    };
    if (left.type != right.type && left.sql != "NULL" && right.sql != "NULL") {
        if (left.type == "dynamic")
            as(left, right.type);
        else if (right.type == "dynamic")
            as(right, left.type);
        else if (left.type == "guid" || right.type == "guid")
            as(left, "guid"), as(right, "guid");
        else if (left.type == "bool" && is_number(right.type))
            as(left, right.type);
        else if (right.type == "bool" && is_number(left.type))
            as(right, left.type);
        else if (right.type == "string")  // RemotePort == "445", ResultType == 0
            as(right, left.type);
        else if (left.type == "string")
            as(left, right.type);
        else if (!(is_number(left.type) && is_number(right.type)))
            return fail(at, "cannot compare " + left.type + " with " + right.type,
                        "convert one: tostring(), tolong(), todatetime() ...");
    } else if (left.type == "dynamic" && right.type == "dynamic") {
        as(left, "string"), as(right, "string");
    }
    const std::string sign = op == "==" ? "=" : op == "<>" ? "!=" : op;
    std::string sql = "(" + left.sql + " " + sign + " " + right.sql + ")";
    if (left.type == "string" && right.type == "string") return {sql, "bool"};
    if (op == "==") sql = "coalesce(" + sql + ", FALSE)";
    if (op == "!=" || op == "<>") sql = "coalesce(" + sql + ", TRUE)";
    return {sql, "bool"};
}

// What `has` and its kin mean: a term ends where letters and digits do.
Typed Lowering::text_test(std::string op, const Typed& left, const Typed& right, size_t at) {
    const std::string l = convert(left, "string"), r = convert(right, "string");
    if (op == "matches regex") return {native("matches_regex", l + ", " + r), "bool"};
    bool negated = op.starts_with("!");
    if (negated) op.erase(0, 1);
    if (op.starts_with("not")) negated = true, op.erase(0, 3);
    if (op == "likecs" || op == "containscs") op.insert(op.size() - 2, "_");
    const bool exact = op.ends_with("_cs");
    if (exact) op.resize(op.size() - 3);
    const std::string a = exact ? l : "lower(" + l + ")", b = exact ? r : "lower(" + r + ")";
    std::string sql;
    if (op == "~" || op == "=~") {
        sql = a + " = " + b;
    } else if (op == "contains" && !exact && right.text && is_ascii(*right.text)) {
        sql = right.text->empty()
                  ? "TRUE"
                  : "regexp_matches(" + l + ", " + quoted("(?is)" + escaped(*right.text)) + ")";
    } else if (op == "contains") {
        sql = "contains(" + a + ", " + b + ")";
    } else if (op == "startswith") {
        sql = "starts_with(" + a + ", " + b + ")";
    } else if (op == "endswith") {
        sql = "suffix(" + a + ", " + b + ")";
    } else if (op == "like") {
        sql = native(exact ? "like_cs" : "like", l + ", " + r);
    } else if (op == "has" || op == "hasprefix" || op == "hassuffix") {
        // A term's edge is asked for only where the text sought begins or ends with a term's byte.
        const std::string edge = "[^0-9A-Za-z\\x{80}-\\x{10FFFF}])";
        const std::string text = right.text.value_or("");
        const bool front = op != "hassuffix" && (text.empty() || is_term(text.substr(0, 1)));
        const bool back =
            op != "hasprefix" && (text.empty() || is_term(text.substr(text.size() - 1)));
        const std::string before = front ? "(?:^|" + edge : "";
        const std::string after = back ? "(?:$|" + edge : "";
        if (right.text && (is_term(*right.text) || op == "has"))
            sql = right.text->empty() ? "TRUE"
                                      : "regexp_matches(" + l + ", " +
                                            quoted((exact ? "(?s)" : "(?is)") + before +
                                                   escaped(*right.text) + after) +
                                            ")";
        else
            sql = native(exact ? op + "_cs" : op, l + ", " + r);
    } else {
        return fail(at, "the operator '" + op + "' cannot run yet");
    }
    return {(negated ? "(NOT (" : "((") + sql + "))", "bool"};
}

// `* has "x"`: some column of text does.
Typed Lowering::any_column(const Binary& v, const Expression& at, Relation& in) {
    std::string sql;
    const Typed right = expression(*v.right, in);
    constexpr std::string_view part_of[] = {"has",         "has_cs",      "contains",
                                            "contains_cs", "hasprefix",   "hasprefix_cs",
                                            "hassuffix",   "hassuffix_cs"};
    if (const std::string all = all_texts(in);
        !all.empty() && std::ranges::find(part_of, v.operation) != std::end(part_of))
        return compare(v.operation, {all, "string"}, right, at.begin);
    for (const auto& column : in.columns) {
        if (column.type != "string" && column.type != "dynamic" && column.type != right.type)
            continue;
        if (!sql.empty()) sql += " OR ";
        sql += compare(v.operation, {column.id, column.type}, right, at.begin).sql;
    }
    return {sql.empty() ? "FALSE" : "(" + sql + ")", "bool"};
}

Typed Lowering::node(const ListTest& v, const Expression& at, Relation& in) {
    std::string op = v.operation;
    const bool negated = op.starts_with("!");
    if (negated) op.erase(0, 1);
    const auto* star = std::get_if<Name>(&v.left->node);
    std::string sql;
    if (star != nullptr && star->text == "*") {
        for (const auto& column : in.columns)
            if (column.type == "string")
                sql +=
                    (sql.empty() ? "" : " OR ") + in_list(op, {column.id, column.type}, v, in).sql;
        return {"(" + (sql.empty() ? "FALSE" : sql) + ")", "bool"};
    }
    const Typed left = expression(*v.left, in);
    if (op == "between") {
        Typed low = expression(*v.items[0], in), high = expression(*v.items[1], in);
        if (left.type == "datetime" && high.type == "timespan")
            high = {"(" + low.sql + " + " + high.sql + ")", "datetime"};
        sql = compare(">=", left, low, at.begin).sql + " AND " +
              compare("<=", left, high, at.begin).sql;
    } else {
        sql = in_list(op, left, v, in).sql;
    }
    return {(negated ? "(NOT coalesce((" : "(((") + sql + (negated ? "), FALSE))" : ")))"), "bool"};
}

Typed Lowering::in_list(const std::string& op, const Typed& left, const ListTest& v, Relation& in) {
    std::string plain, sql;
    const bool exact = op == "in";
    for (const auto& item : v.items) {
        const auto* literal = std::get_if<Literal>(&item->node);
        if (exact && literal && literal->type != "dynamic" && !is_table(*item)) {
            // IN (...) of constants: one hash look-up however long the list.
            const Typed value = expression(*item, in);
            const std::string type = left.type == "dynamic" ? value.type : left.type;
            if (type == value.type || (is_number(type) && is_number(value.type))) {
                if (left.type != "dynamic" || value.type == "string") {
                    plain += (plain.empty() ? "" : ", ") + value.sql;
                    continue;
                }
            }
        }
        sql += (sql.empty()       ? ""
                : op == "has_all" ? " AND "
                                  : " OR ") +
               one_in(op, left, *item, in);
    }
    if (!plain.empty()) {
        const std::string value = left.type == "dynamic" ? convert(left, "string") : left.sql;
        sql += (sql.empty() ? "" : " OR ") + value + " IN (" + plain + ")";
    }
    if (sql.empty()) sql = op == "has_all" ? "TRUE" : "FALSE";
    return {"(" + sql + ")", "bool"};
}

std::string Lowering::one_in(const std::string& op, const Typed& left, const Expression& item,
                             Relation& in) {
    const bool folds = op == "in~";
    const std::string each = op == "in" ? "==" : folds ? "=~" : "has";
    if (is_table(item)) {
        const Relation table = source(item);
        if (failed() || table.columns.empty()) return "FALSE";
        const auto& column = table.columns.front();
        if (op == "in" || folds) {
            std::string l = left.sql;
            std::string r =
                convert({column.id, column.type}, left.type == "dynamic" ? "string" : left.type);
            if (left.type == "dynamic") l = convert(left, "string");
            if (folds) l = "lower(" + l + ")", r = "lower(" + r + ")";
            return l + " IN (SELECT " + r + " FROM (" + table.sql + "))";
        }
        const std::string list = "(SELECT '[' || string_agg(" + packed({column.id, column.type}) +
                                 ", ',') || ']' FROM (" + table.sql + "))";
        return native(op, convert(left, "string") + ", " + list);
    }
    const Typed value = expression(item, in);
    if (value.type == "dynamic") {
        if (op != "in" && !folds) return native(op, convert(left, "string") + ", " + value.sql);
        return "coalesce(" +
               native(folds ? "in_array_fold" : "in_array", packed(left) + ", " + value.sql) +
               ", FALSE)";
    }
    return compare(each, left, value, item.begin).sql;
}

}  // namespace ward::query
