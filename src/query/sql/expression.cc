// SPDX-License-Identifier: Apache-2.0
// Expressions become SQL with a type. A name that is not known is refused with the nearest one.
#include <algorithm>

#include "base/text.h"
#include "query/function/list.h"
#include "query/function/time_text.h"
#include "query/sql/lower.h"

namespace ward::query {

Typed Lowering::expression(const Expression& value, Relation& in) {
    if (failed()) return {"NULL", "long"};
    const Nested nested(*this, value.begin);
    if (nested.is_too_deep) return {"NULL", "long"};
    Typed out = std::visit([&](const auto& one) { return node(one, value, in); }, value.node);
    if (out.sql.size() > sql_bytes_max) return fail(value.begin, "the query grows too large");
    return out;
}

Typed Lowering::constant(const Expression& value) {
    // What is hoisted beside nothing (a sorted array's copy) becomes a query of its own.
    const std::string one = "SELECT 1 AS c_one";
    Relation nothing{one, {}};
    Typed out = expression(value, nothing);
    if (nothing.sql == one) return out;
    const auto closed = [&](const std::string& sql) {
        return sql.empty() ? sql : "(SELECT " + sql + " FROM (" + nothing.sql + "))";
    };
    out.sql = closed(out.sql), out.string_sql = closed(out.string_sql);
    for (auto& [name, more] : out.more)
        more.sql = closed(more.sql), more.string_sql = closed(more.string_sql);
    return out;
}

std::string Lowering::condition(const Expression& value, Relation& in) {
    if (const auto* both = std::get_if<Binary>(&value.node)) {
        if (both->operation == "and" || both->operation == "or") {
            const Nested nested(*this, value.begin);
            if (nested.is_too_deep) return "FALSE";
            const std::string left = condition(*both->left, in);
            return "(" + left + (both->operation == "and" ? " AND " : " OR ") +
                   condition(*both->right, in) + ")";
        }
    }
    const Typed typed = expression(value, in);
    if (typed.type != "bool" && typed.type != "dynamic" && !failed() && !is_number(typed.type))
        fail(value.begin, "expected a condition, found a " + typed.type);
    // A filter passes what is true; that null is false there needs no saying, and without it the
    // store can skip blocks by their ranges.
    constexpr std::string_view before = "coalesce((", after = "), FALSE)";
    if (typed.sql.starts_with(before) && typed.sql.ends_with(after) &&
        typed.sql.find("coalesce(", 1) == std::string::npos)
        return typed.sql.substr(9, typed.sql.size() - 9 - 8);
    return convert(typed, "bool");
}

Typed Lowering::node(const Literal& v, const Expression& at, Relation&) {
    if (v.text == "null" && (v.unit == "typed" || v.type == "dynamic")) {
        const std::string type = kusto_type(v.type);
        if (type == "string") return {"''", "string", ""};
        return {"CAST(NULL AS " + std::string(sql_type(type)) + ")", type};
    }
    const std::string type = kusto_type(v.type);
    if (type == "string") return {quoted(v.text), "string", v.text};
    if (type == "dynamic") return {quoted(v.text), "dynamic", v.text};
    if (type == "bool") {
        const bool yes = base::equals_ignore_case(v.text, "true") || v.text == "1";
        return {yes ? "TRUE" : "FALSE", "bool", yes ? "true" : "false"};
    }
    if (type == "timespan") {
        const auto ticks = parse_timespan(v.unit == "typed" ? v.text : v.text + v.unit);
        if (!ticks) return fail(at.begin, "cannot read the timespan '" + v.text + "'");
        return {"CAST(" + std::to_string(*ticks) + " AS BIGINT)", type, std::to_string(*ticks)};
    }
    if (type == "datetime") {
        const auto ticks = v.text.empty() ? now_ticks_ : parse_datetime(v.text, now_ticks_);
        if (!ticks) return fail(at.begin, "cannot read the datetime '" + v.text + "'");
        return {"CAST(" + std::to_string(*ticks) + " AS BIGINT)", type, std::to_string(*ticks)};
    }
    if (is_integer(type)) {
        const auto number = parse_long(v.text);
        if (number)
            return {"CAST(" + std::to_string(*number) + " AS BIGINT)", type,
                    std::to_string(*number)};
        return fail(at.begin, "cannot read the number '" + v.text + "'");
    }
    if (type == "real" || type == "decimal") {
        const auto number = parse_number(v.text);
        if (number) return {"CAST(" + quoted(v.text) + " AS DOUBLE)", type, v.text};
        return fail(at.begin, "cannot read the number '" + v.text + "'");
    }
    const auto id = parse_guid(v.text);
    if (!id) return fail(at.begin, "cannot read the guid '" + v.text + "'");
    return {quoted(*id), "guid", *id};
}

Typed Lowering::node(const Name& v, const Expression& at, Relation& in) {
    const auto found = std::ranges::find(in.columns, v.text, &ColumnPlan::name);
    if (found != in.columns.end()) return {found->id, found->type};
    if (const Binding* binding = lookup(v.text)) {
        if (const auto* scalar = std::get_if<Typed>(&binding->value)) return *scalar;
        if (const auto* table = std::get_if<Relation>(&binding->value);
            table && table->columns.size() == 1)
            return {"(SELECT " + table->columns[0].id + " FROM (" + table->sql + ") LIMIT 1)",
                    table->columns[0].type};
    }
    std::vector<std::string_view> known;
    for (const auto& column : in.columns) known.push_back(column.name);
    const std::string near = base::nearest(v.text, known);
    return fail(at.begin, "there is no column '" + v.text + "'",
                near.empty() ? "" : "did you mean '" + near + "'?");
}

// The member of a dynamic value; its text is one look-up, not a JSON value and its text.
Typed Lowering::member(const Typed& root, const std::string& key) {
    std::string pointer = "/";
    for (const char c : key) pointer += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    const std::string path = "(" + root.sql + ", " + quoted(pointer) + ")";
    return {"nullif(CAST(json_extract" + path + " AS VARCHAR), 'null')",
            "dynamic",
            {},
            "json_extract_string" + path};
}

Typed Lowering::node(const Member& v, const Expression& at, Relation& in) {
    if (const auto* call = std::get_if<Call>(&v.key->node); call && !v.is_index)
        return fail(v.key->begin, "'" + call->function + "' cannot be called on a value");
    const auto* key = std::get_if<Literal>(&v.key->node);
    // Native names are flat: Native.a.b is first the field "a.b".
    const auto* outer = std::get_if<Member>(&v.base->node);
    const auto* outer_key = outer ? std::get_if<Literal>(&outer->key->node) : nullptr;
    const auto* base_name = outer ? std::get_if<Name>(&outer->base->node) : nullptr;
    const Typed root = expression(*v.base, in);
    if (failed()) return root;
    if (const auto which = key && is_integer(key->type) ? parse_long(key->text) : std::nullopt;
        which && !root.more.empty() && static_cast<size_t>(*which) < root.more.size())
        return root.more[static_cast<size_t>(*which)].second;  // array_sort_asc(a, b)[1]
    if (root.type != "dynamic")
        return fail(at.begin, "only dynamic values have members, this is a " + root.type);
    if (!key || (key->type != "string" && !is_integer(key->type))) {
        const Typed index = expression(*v.key, in);
        const std::string sql = native("member", root.sql + ", " + index.sql);
        return {sql, "dynamic"};
    }
    if (is_integer(key->type)) {
        const std::string path = "(" + root.sql + ", " + quoted("$[" + key->text + "]") + ")";
        return {"nullif(CAST(json_extract" + path + " AS VARCHAR), 'null')",
                "dynamic",
                {},
                "json_extract_string" + path};
    }
    Typed out = member(root, key->text);
    if (base_name && base_name->text == "Native" && outer_key && outer_key->type == "string") {
        const Typed flat = member(expression(*outer->base, in), outer_key->text + "." + key->text);
        out.sql = "coalesce(" + flat.sql + ", " + out.sql + ")";
        out.string_sql = "coalesce(" + flat.string_sql + ", " + out.string_sql + ")";
    }
    return out;
}

Typed Lowering::node(const Unary& v, const Expression& at, Relation& in) {
    Typed operand = expression(*v.operand, in);
    if (operand.type == "dynamic") operand = {convert(operand, "real"), "real"};
    if (!is_number(operand.type) && operand.type != "timespan" && !failed())
        return fail(at.begin, "cannot negate a " + operand.type);
    if (v.operation == "+") return operand;
    Typed out{"(-" + operand.sql + ")", operand.type};
    if (operand.text)
        out.text = operand.text->starts_with("-") ? operand.text->substr(1) : "-" + *operand.text;
    return out;
}

Typed Lowering::node(const Binary& v, const Expression& at, Relation& in) {
    const std::string& op = v.operation;
    if (const auto* name = std::get_if<Name>(&v.left->node); name && name->text == "*")
        return any_column(v, at, in);
    const Typed left = expression(*v.left, in), right = expression(*v.right, in);
    if (failed()) return {"NULL", "bool"};
    if (op == "and" || op == "or")
        return {"(" + convert(left, "bool") + (op == "and" ? " AND " : " OR ") +
                    convert(right, "bool") + ")",
                "bool"};
    if (op.size() == 1 && std::string_view("+-*/%").find(op) != std::string_view::npos)
        return arithmetic(op, left, right, at.begin);
    if (op == ":") return compare("has", left, right, at.begin);
    return compare(op, left, right, at.begin);
}

Typed Lowering::arithmetic(const std::string& op, Typed l, Typed r, size_t at) {
    const auto is_time = [](const Typed& t) {
        return t.type == "datetime" || t.type == "timespan";
    };
    if (l.type == "dynamic")
        l = {convert(l, is_time(r) && op != "*" ? r.type : "real"),
             is_time(r) && op != "*" ? r.type : "real"};
    if (r.type == "dynamic")
        r = {convert(r, is_time(l) && op != "*" ? "timespan" : "real"),
             is_time(l) && op != "*" ? "timespan" : "real"};
    if (l.type == "bool") l = {convert(l, "long"), "long"};
    if (r.type == "bool") r = {convert(r, "long"), "long"};
    const bool numbers = is_number(l.type) && is_number(r.type);
    const bool spans =
        (l.type == "timespan" || is_number(l.type)) && (r.type == "timespan" || is_number(r.type));
    const bool moments =
        is_time(l) && is_time(r) && !(r.type == "datetime" && (l.type == "timespan" && op == "-"));
    const bool fits = numbers || (spans && (op == "*" || op == "/" || op == "%")) ||
                      (moments && (op == "+" || op == "-" || op == "/" || op == "%"));
    if (!fits) return fail(at, "cannot compute " + l.type + " " + op + " " + r.type);
    std::string type = l.type == "decimal" || r.type == "decimal" ? "decimal"
                       : l.type == "real" || r.type == "real"     ? "real"
                       : l.type == "int" && r.type == "int"       ? "int"
                                                                  : "long";
    if (!numbers) {
        const bool both = l.type == r.type;
        type = both && op == "/"                              ? "real"
               : both && l.type == "datetime"                 ? "timespan"
               : l.type == "datetime" || r.type == "datetime" ? "datetime"
                                                              : "timespan";
    }
    const bool real = type == "real" || type == "decimal";
    if (op == "/" || op == "%") {
        if (real && numbers && op == "/")
            return {
                native("divide", "CAST(" + l.sql + " AS DOUBLE), CAST(" + r.sql + " AS DOUBLE)"),
                type};
        if (op == "%") {
            // The remainder is never negative in Kusto.
            const std::string n = "nullif(" + r.sql + ", 0)";
            const std::string sql =
                "(((" + l.sql + " % " + n + ") + abs(" + n + ")) % abs(" + n + "))";
            return {real ? sql : "CAST(" + sql + " AS BIGINT)", numbers ? type : "timespan"};
        }
        const std::string zero = "nullif(" + r.sql + ", 0)";
        if (type == "real") return {"(CAST(" + l.sql + " AS DOUBLE) / " + zero + ")", type};
        if (l.type == "real" || r.type == "real")
            return {"CAST(" + l.sql + " / " + zero + " AS BIGINT)", type};
        return {"CAST(" + l.sql + " // " + zero + " AS BIGINT)", type};
    }
    std::string sql = "(" + l.sql + " " + op + " " + r.sql + ")";
    if (!real && (l.type == "real" || r.type == "real"))
        sql = "CAST((" + l.sql + " " + op + " " + r.sql + ") AS BIGINT)";
    return {sql, type};
}

Typed Lowering::node(const Assign& v, const Expression&, Relation& in) {
    return expression(*v.value, in);
}
Typed Lowering::node(const Subquery& v, const Expression& at, Relation&) {
    const Relation table = pipeline(*v.pipeline);
    if (failed()) return {"NULL", "long"};
    if (table.columns.size() != 1) return fail(at.begin, "a table cannot stand here");
    return {"(SELECT " + table.columns[0].id + " FROM (" + table.sql + ") LIMIT 1)",
            table.columns[0].type};
}
Typed Lowering::node(const Datatable&, const Expression& at, Relation&) {
    return fail(at.begin, "a table cannot stand here");
}
Typed Lowering::node(const Declaration&, const Expression& at, Relation&) {
    return fail(at.begin, "a declaration cannot stand here");
}
Typed Lowering::node(const GraphPart&, const Expression& at, Relation&) {
    return fail(at.begin, "a graph pattern cannot stand here");
}

}  // namespace ward::query
