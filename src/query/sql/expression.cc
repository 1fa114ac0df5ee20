// SPDX-License-Identifier: Apache-2.0
// Expressions become SQL with a type. Texts are quoted here and nowhere else; a name that is not
// known is refused with the nearest one.
#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "query/function/list.h"
#include "query/sql/lower.h"
#include "query/syntax/lexer.h"

namespace ward::query {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 14> conversions = {{
    {"tostring", "string"},
    {"toint", "long"},
    {"tolong", "long"},
    {"toreal", "real"},
    {"todouble", "real"},
    {"tobool", "bool"},
    {"toboolean", "bool"},
    {"int", "long"},
    {"long", "long"},
    {"real", "real"},
    {"double", "real"},
    {"string", "string"},
    {"boolean", "bool"},
    {"bool", "bool"},
}};

std::string type_of_letter(char letter) {
    switch (letter) {
        case 's':
            return "string";
        case 'l':
            return "long";
        case 'r':
            return "real";
        case 'b':
            return "bool";
        case 'd':
            return "datetime";
        case 't':
            return "timespan";
        case 'j':
            return "dynamic";
        default:
            return "";
    }
}

std::optional<int64_t> ticks_of_unit(const std::string& unit) {
    if (unit == "d" || unit.starts_with("day")) return 864'000'000'000;
    if (unit.starts_with("h")) return 36'000'000'000;
    if (unit == "m" || unit.starts_with("min")) return 600'000'000;
    if (unit == "s" || unit.starts_with("sec")) return 10'000'000;
    if (unit == "ms" || unit.starts_with("milli")) return 10'000;
    if (unit.starts_with("micro")) return 10;
    if (unit.starts_with("tick")) return 1;
    return std::nullopt;
}

bool is_number(const std::string& type) {
    return type == "long" || type == "real";
}

}  // namespace

std::string quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\0') continue;  // SQL text ends at NUL; no stored text holds one
        if (c == '\'') out += '\'';
        out += c;
    }
    return out + '\'';
}

std::string convert(const Typed& value, std::string_view type) {
    const std::string& sql = value.sql;
    if (value.type == type || type.empty()) return sql;
    const std::string inner =
        value.type == "dynamic" ? "json_extract_string(" + sql + ", '$')" : sql;
    if (type == "string") return "coalesce(CAST(" + inner + " AS VARCHAR), '')";
    if (type == "long" && value.type == "real") return "CAST(trunc(" + sql + ") AS BIGINT)";
    if (type == "long") return "TRY_CAST(" + inner + " AS BIGINT)";
    if (type == "real") return "TRY_CAST(" + inner + " AS DOUBLE)";
    if (type == "bool") return "TRY_CAST(" + inner + " AS BOOLEAN)";
    if (type == "dynamic") return "CAST(to_json(" + sql + ") AS VARCHAR)";
    return sql;
}

Typed Lowering::fail(size_t at, std::string text, std::string hint) {
    diagnostics_.error(place_of(text_, at), std::move(text), std::move(hint));
    return {"NULL", "long"};
}

Typed Lowering::expression(const Expression& value, const Relation& in) {
    if (diagnostics_.has_errors()) return {"NULL", "long"};
    Typed out = std::visit([&](const auto& one) { return node(one, value, in); }, value.node);
    if (out.sql.size() > sql_bytes_max) return fail(value.begin, "the query grows too large");
    return out;
}

Typed Lowering::node(const Literal& v, const Expression& at, const Relation&) {
    if (v.text == "null" && v.unit == "typed") return {"NULL", v.type == "int" ? "long" : v.type};
    if (v.type == "string") return {quoted(v.text), "string", &v.text};
    if (v.type == "dynamic") return {quoted(v.text), "dynamic"};
    if (v.type == "bool" || v.type == "boolean")
        return {v.text == "true" || v.text == "1" ? "TRUE" : "FALSE", "bool"};
    if (v.type == "timespan" || v.type == "time") {
        const auto number = base::parse_real(v.text);
        const auto unit =
            v.unit == "typed" ? std::optional<int64_t>(864'000'000'000) : ticks_of_unit(v.unit);
        if (!number || !unit) return fail(at.begin, "cannot read the timespan '" + v.text + "'");
        return {std::to_string(static_cast<int64_t>(*number * static_cast<double>(*unit))),
                "timespan"};
    }
    if (v.type == "datetime" || v.type == "date") {
        for (const std::string_view more : {"", "T00:00:00", ":00", "-01T00:00:00"})
            if (const auto ns = base::parse_rfc3339(v.text + std::string(more)))
                return {std::to_string(*ns / 100), "datetime"};
        return fail(at.begin, "cannot read the datetime '" + v.text + "'");
    }
    if (v.type == "long" || v.type == "int") {
        if (const auto number = base::parse_integer(v.text))
            return {"CAST(" + std::to_string(*number) + " AS BIGINT)", "long"};
        return fail(at.begin, "cannot read the number '" + v.text + "'");
    }
    if (v.type == "real" || v.type == "double" || v.type == "decimal") {
        const auto number = base::parse_real(v.text);
        if (number) return {"CAST(" + quoted(v.text) + " AS DOUBLE)", "real"};
        return fail(at.begin, "cannot read the number '" + v.text + "'");
    }
    return fail(at.begin, "literals of type '" + v.type + "' cannot run yet");
}

Typed Lowering::node(const Name& v, const Expression& at, const Relation& in) {
    const auto found = std::ranges::find(in.columns, v.text, &ColumnPlan::name);
    if (found != in.columns.end()) return {found->id, found->type};
    if (const auto let = lets_.find(v.text);
        let != lets_.end() && let->second->source && let->second->operators.empty()) {
        if (++depth_ > 50) return fail(at.begin, "'" + v.text + "' is defined by itself");
        const Typed value = expression(*let->second->source, in);
        --depth_;
        return value;
    }
    std::vector<std::string_view> known;
    for (const auto& column : in.columns) known.push_back(column.name);
    const std::string near = base::nearest(v.text, known);
    return fail(at.begin, "there is no column '" + v.text + "'",
                near.empty() ? "" : "did you mean '" + near + "'?");
}

Typed Lowering::node(const Member& v, const Expression& at, const Relation& in) {
    const Typed root = expression(*v.base, in);
    if (root.type != "dynamic") return fail(at.begin, "only dynamic values have members");
    const auto* key = std::get_if<Literal>(&v.key->node);
    if (!key) return fail(v.key->begin, "a computed member cannot run yet");
    if (key->type == "long")
        return {"json_extract(" + root.sql + ", " + quoted("$[" + key->text + "]") + ")",
                "dynamic"};
    std::string pointer = "/";
    for (const char c : key->text) pointer += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    std::string sql = "json_extract(" + root.sql + ", " + quoted(pointer) + ")";
    // Native names are flat: Native.a.b is first the field "a.b".
    const auto* outer = std::get_if<Member>(&v.base->node);
    const auto* outer_key = outer ? std::get_if<Literal>(&outer->key->node) : nullptr;
    if (outer_key && outer_key->type == "string" &&
        std::holds_alternative<Name>(outer->base->node)) {
        const std::string flat = "/" + outer_key->text + "." + key->text;
        sql = "coalesce(json_extract(" + expression(*outer->base, in).sql + ", " + quoted(flat) +
              "), " + sql + ")";
    }
    return {sql, "dynamic"};
}

Typed Lowering::node(const Unary& v, const Expression&, const Relation& in) {
    const Typed operand = expression(*v.operand, in);
    return {"(" + v.operation + operand.sql + ")", operand.type};
}

Typed Lowering::node(const Binary& v, const Expression& at, const Relation& in) {
    const Typed left = expression(*v.left, in), right = expression(*v.right, in);
    const std::string& op = v.operation;
    if (op == "and" || op == "or")
        return {"(" + convert(left, "bool") + (op == "and" ? " AND " : " OR ") +
                    convert(right, "bool") + ")",
                "bool"};
    static constexpr std::string_view arithmetic = "+-*/%";
    if (op.size() == 1 && arithmetic.find(op) != std::string_view::npos) {
        Typed l = left, r = right;
        if (l.type == "dynamic") l = {convert(l, "real"), "real"};
        if (r.type == "dynamic") r = {convert(r, "real"), "real"};
        const auto is_time = [](const Typed& t) {
            return t.type == "datetime" || t.type == "timespan";
        };
        if ((!is_number(l.type) && !is_time(l)) || (!is_number(r.type) && !is_time(r)))
            return fail(at.begin, "cannot compute " + l.type + " " + op + " " + r.type);
        std::string type = l.type == "real" || r.type == "real" ? "real" : "long";
        if (is_time(l) || is_time(r)) {
            const bool both = l.type == r.type;
            type = both && op == "/"               ? "real"
                   : l.type == "datetime" && !both ? "datetime"
                   : r.type == "datetime" && !both ? "datetime"
                                                   : "timespan";
        }
        const std::string sign = op == "/" && type != "real" ? "//" : op;
        const std::string zero = op == "/" || op == "%" ? "nullif(" + r.sql + ", 0)" : r.sql;
        std::string sql = "(" + l.sql + " " + sign + " " + zero + ")";
        if (type == "timespan" || type == "datetime") sql = "CAST(" + sql + " AS BIGINT)";
        return {sql, type};
    }
    return compare(op, left, right, at.begin);
}

Typed Lowering::compare(const std::string& op, Typed left, Typed right, size_t at) {
    static constexpr std::string_view orders = " == != <> < > <= >= ";
    if (orders.find(" " + op + " ") == std::string_view::npos)
        return text_test(op, left, right, at);
    if (left.type != right.type) {
        if (left.type == "dynamic")
            left = {convert(left, right.type), right.type};
        else if (right.type == "dynamic")
            right = {convert(right, left.type), left.type};
        else if (!(is_number(left.type) && is_number(right.type)) && left.sql != "NULL" &&
                 right.sql != "NULL")
            return fail(at, "cannot compare " + left.type + " with " + right.type);
    }
    const std::string sign = op == "==" ? "=" : op == "<>" ? "!=" : op;
    return {"coalesce(" + left.sql + " " + sign + " " + right.sql +
                (op == "!=" ? ", TRUE)" : ", FALSE)"),
            "bool"};
}

Typed Lowering::text_test(std::string op, const Typed& left, const Typed& right, size_t at) {
    const std::string l = convert(left, "string"), r = convert(right, "string");
    if (op == "matches regex") return {"regexp_matches(" + l + ", " + r + ")", "bool"};
    const bool negated = op.starts_with("!");
    if (negated) op.erase(0, 1);
    const bool exact = op.ends_with("_cs");
    if (exact) op.resize(op.size() - 3);
    const std::string a = exact ? l : "lower(" + l + ")", b = exact ? r : "lower(" + r + ")";
    std::string sql;
    if (op == "~")
        sql = a + " = " + b;
    else if (op == "=~")
        sql = a + " = " + b;
    else if (op == "contains")
        sql = "contains(" + a + ", " + b + ")";
    else if (op == "startswith")
        sql = "starts_with(" + a + ", " + b + ")";
    else if (op == "endswith")
        sql = "suffix(" + a + ", " + b + ")";
    else if (op == "has" || op == "hasprefix" || op == "hassuffix") {
        // A term ends where letters and digits do.
        const std::string before = op == "hassuffix" ? "" : "(^|[^0-9A-Za-z])";
        const std::string after = op == "hasprefix" ? "" : "($|[^0-9A-Za-z])";
        sql = "regexp_matches(" + l + ", " + quoted((exact ? "(?s)" : "(?is)") + before) +
              " || regexp_escape(" + r + ") || " + quoted(after) + ")";
    } else
        return fail(at, "the operator '" + op + "' cannot run yet");
    return {(negated ? "(NOT (" : "((") + sql + "))", "bool"};
}

Typed Lowering::node(const ListTest& v, const Expression& at, const Relation& in) {
    const Typed left = expression(*v.left, in);
    std::string op = v.operation;
    const bool negated = op.starts_with("!");
    if (negated) op.erase(0, 1);
    std::string sql;
    if (op == "between") {
        const Typed low = expression(*v.items[0], in);
        Typed high = expression(*v.items[1], in);
        if (left.type == "datetime" && high.type == "timespan")
            high = {"(" + low.sql + " + " + high.sql + ")", "datetime"};
        sql = compare(">=", left, low, at.begin).sql + " AND " +
              compare("<=", left, high, at.begin).sql;
    } else {
        const std::string each = op == "in" ? "==" : op == "in~" ? "=~" : "has";
        for (const auto& item : v.items) {
            if (!sql.empty()) sql += op == "has_all" ? " AND " : " OR ";
            sql += compare(each, left, expression(*item, in), item->begin).sql;
        }
        if (sql.empty()) sql = op == "has_all" ? "TRUE" : "FALSE";
    }
    return {(negated ? "(NOT (" : "((") + sql + "))", "bool"};
}

Typed Lowering::node(const Assign& v, const Expression&, const Relation& in) {
    return expression(*v.value, in);
}
Typed Lowering::node(const Subquery&, const Expression& at, const Relation&) {
    return fail(at.begin, "a query as a value cannot run yet");
}
Typed Lowering::node(const Datatable&, const Expression& at, const Relation&) {
    return fail(at.begin, "a table cannot stand here");
}

Typed Lowering::node(const Declaration&, const Expression& at, const Relation&) {
    return fail(at.begin, "a declaration cannot stand here");
}
Typed Lowering::node(const GraphPart&, const Expression& at, const Relation&) {
    return fail(at.begin, "a graph pattern cannot stand here");
}

Typed Lowering::node(const Call& v, const Expression& at, const Relation& in) {
    std::vector<Typed> a;
    for (const auto& one : v.arguments) a.push_back(expression(*one, in));
    if (diagnostics_.has_errors()) return {"NULL", "long"};
    const std::string& f = v.function;
    const auto* conversion =
        std::ranges::find(conversions, f, &std::pair<std::string_view, std::string_view>::first);
    if (conversion != conversions.end() && a.size() == 1)
        return {convert(a[0], conversion->second), std::string(conversion->second)};
    if (f == "now" && a.empty()) return {std::to_string(now_ticks_), "datetime"};
    if (f == "ago" && a.size() == 1 && a[0].type == "timespan")
        return {"(" + std::to_string(now_ticks_) + " - " + a[0].sql + ")", "datetime"};
    if ((f == "iff" || f == "iif") && a.size() == 3)
        return {"(CASE WHEN " + convert(a[0], "bool") + " THEN " + a[1].sql + " ELSE " +
                    convert(a[2], a[1].type) + " END)",
                a[1].type};
    if ((f == "case" && a.size() >= 3 && a.size() % 2 == 1)) {
        std::string sql = "(CASE";
        for (size_t i = 0; i + 1 < a.size(); i += 2)
            sql += " WHEN " + convert(a[i], "bool") + " THEN " + convert(a[i + 1], a[1].type);
        return {sql + " ELSE " + convert(a.back(), a[1].type) + " END)", a[1].type};
    }
    if (f == "strcat" && !a.empty()) {
        std::string sql = "concat(";
        for (size_t i = 0; i < a.size(); ++i) sql += (i > 0 ? ", " : "") + convert(a[i], "string");
        return {sql + ")", "string"};
    }
    if (f == "coalesce" && !a.empty()) {
        std::string sql = "coalesce(";
        for (size_t i = 0; i < a.size(); ++i) {
            const std::string one = convert(a[i], a[0].type);
            sql += (i > 0 ? ", " : "") + (a[0].type == "string" ? "nullif(" + one + ", '')" : one);
        }
        return {sql + (a[0].type == "string" ? ", '')" : ")"), a[0].type};
    }
    if ((f == "bin" || f == "floor") && a.size() == 2) {
        const bool real = a[0].type == "real" || a[1].type == "real";
        const std::string x = a[0].sql, n = "nullif(" + a[1].sql + ", 0)";
        if (real) return {"(floor(" + x + " / " + n + ") * " + n + ")", "real"};
        return {"(" + x + " - ((" + x + " % " + n + ") + " + n + ") % " + n + ")", a[0].type};
    }
    if (f == "pack_array") {
        std::string sql = "CAST(json_array(";
        for (size_t i = 0; i < a.size(); ++i)
            sql += (i > 0 ? ", " : "") +
                   (a[i].type == "dynamic" ? "CAST(" + a[i].sql + " AS JSON)" : a[i].sql);
        return {sql + ") AS VARCHAR)", "dynamic"};
    }
    bool is_known = false;
    for (const Function& one : functions()) {
        if (one.name != f) continue;
        is_known = true;
        if (one.parameters.size() != a.size()) continue;
        std::string sql;
        for (size_t i = 0; i < one.sql.size(); ++i) {
            if (one.sql[i] == '$' && i + 1 < one.sql.size() && base::is_digit(one.sql[i + 1])) {
                const auto n = static_cast<size_t>(one.sql[++i] - '1');
                sql += convert(a[n], type_of_letter(one.parameters[n]));
            } else
                sql += one.sql[i];
        }
        return {sql, one.result == "1" ? a[0].type : std::string(one.result)};
    }
    if (is_known)
        return fail(at.begin,
                    "'" + f + "' does not take " + std::to_string(a.size()) + " arguments");
    std::vector<std::string_view> known;
    for (const Function& one : functions()) known.push_back(one.name);
    const std::string near = base::nearest(f, known);
    return fail(at.begin, "the function '" + f + "' is unknown or cannot run yet",
                near.empty() ? "" : "did you mean '" + near + "'?");
}

}  // namespace ward::query
