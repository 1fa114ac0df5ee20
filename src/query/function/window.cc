// SPDX-License-Identifier: Apache-2.0
// Functions that look at other rows: prev, next, row_number, row_cumsum, row_rank, sessions. They
// need an order: after sort or serialize. Each becomes a hidden column beside the others.
#include "query/function/list.h"

namespace ward::query {

namespace {

// How often the condition has been true up to this row: rows between two restarts share it.
std::string part_of(Lowering& l, const Expression& restart, Relation& in) {
    const Typed condition = l.expression(restart, in);
    const std::string sql =
        "sum(CASE WHEN " + l.convert(condition, "bool") + " THEN 1 ELSE 0 END) ";
    return l.hoist(in, sql + l.window(in), "long").sql;
}

// The number of rows must exist before its window names it.
Typed over(Lowering& l, Relation& in, const std::string& function, const std::string& type,
           const std::string& part = {}) {
    const std::string window = l.window(in, part);
    return l.hoist(in, function + " " + window, type);
}

Typed shifted(Lowering& l, const Call& call, const Expression& at, Relation& in) {
    if (call.arguments.empty() || call.arguments.size() > 3)
        return l.fail(at.begin, "'" + call.function + "' wants a column, an offset, a default");
    const Typed value = l.expression(*call.arguments[0], in);
    const std::string by =
        call.arguments.size() > 1 ? l.convert(l.expression(*call.arguments[1], in), "long") : "1";
    std::string otherwise = value.type == "string" ? "''" : "NULL";
    if (call.arguments.size() > 2)
        otherwise = l.convert(l.expression(*call.arguments[2], in), value.type);
    const std::string name = call.function == "prev" ? "lag(" : "lead(";
    return over(l, in, name + value.sql + ", " + by + ", " + otherwise + ")", value.type);
}

Typed row_number(Lowering& l, const Call& call, const Expression&, Relation& in) {
    std::string first = "1", part;
    if (!call.arguments.empty()) first = l.convert(l.expression(*call.arguments[0], in), "long");
    if (call.arguments.size() > 1) part = part_of(l, *call.arguments[1], in);
    const Typed number = over(l, in, "row_number()", "long", part);
    return {"(" + number.sql + " - 1 + " + first + ")", "long"};
}

Typed row_cumsum(Lowering& l, const Call& call, const Expression& at, Relation& in) {
    if (call.arguments.empty() || call.arguments.size() > 2)
        return l.fail(at.begin, "'row_cumsum' wants a column and a condition");
    const Typed value = l.expression(*call.arguments[0], in);
    std::string part;
    if (call.arguments.size() > 1) part = part_of(l, *call.arguments[1], in);
    const Typed sum = over(l, in, "sum(" + value.sql + ")", value.type, part);
    return {"CAST(" + sum.sql + " AS " + std::string(sql_type(value.type)) + ")", value.type};
}

// row_rank_dense(x [, restart]): changes counted; row_rank_min: the first place of equal ones.
Typed row_rank(Lowering& l, const Call& call, const Expression& at, Relation& in) {
    if (call.arguments.empty() || call.arguments.size() > 2)
        return l.fail(at.begin, "'" + call.function + "' wants a column and a condition");
    const Typed value = l.expression(*call.arguments[0], in);
    std::string part;
    if (call.arguments.size() > 1) part = part_of(l, *call.arguments[1], in);
    const Typed before = over(l, in, "lag(" + value.sql + ")", value.type, part);
    const Typed place = over(l, in, "row_number()", "long", part);
    const std::string changes =
        "(" + place.sql + " = 1 OR " + before.sql + " IS DISTINCT FROM " + value.sql + ")";
    if (call.function == "row_rank_min")
        return over(l, in, "max(CASE WHEN " + changes + " THEN " + place.sql + " END)", "long",
                    part);
    const Typed rank =
        over(l, in, "sum(CASE WHEN " + changes + " THEN 1 ELSE 0 END)", "long", part);
    return {"CAST(" + rank.sql + " AS BIGINT)", "long"};
}

// row_window_session(time, most from the first, most between, restart): the session's first time.
Typed session(Lowering& l, const Call& call, const Expression& at, Relation& in) {
    if (call.arguments.size() < 3 || call.arguments.size() > 4)
        return l.fail(at.begin, "'row_window_session' wants a time, two spans and a condition");
    const Typed time = l.expression(*call.arguments[0], in);
    const Typed most = l.expression(*call.arguments[1], in),
                gap = l.expression(*call.arguments[2], in);
    std::string part;
    if (call.arguments.size() > 3) part = part_of(l, *call.arguments[3], in);
    const Typed before = over(l, in, "lag(" + time.sql + ")", time.type, part);
    const std::string breaks =
        "(" + before.sql + " IS NULL OR " + time.sql + " - " + before.sql + " > " + gap.sql + ")";
    const Typed run = over(l, in, "sum(CASE WHEN " + breaks + " THEN 1 ELSE 0 END)", "long", part);
    const std::string within = part.empty() ? run.sql : part + ", " + run.sql;
    const Typed first = over(l, in, "first_value(" + time.sql + ")", time.type, within);
    return {"(" + first.sql + " + ((" + time.sql + " - " + first.sql + ") // (" + most.sql +
                " + 1)) * (" + most.sql + " + 1))",
            time.type};
}

constexpr Special all[] = {
    {"prev", shifted},          {"next", shifted},
    {"row_number", row_number}, {"row_cumsum", row_cumsum},
    {"row_rank", row_rank},     {"row_rank_dense", row_rank},
    {"row_rank_min", row_rank}, {"row_window_session", session},
};

}  // namespace

std::span<const Special> window_functions() {
    return all;
}

}  // namespace ward::query
