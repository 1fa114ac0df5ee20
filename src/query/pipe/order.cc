// SPDX-License-Identifier: Apache-2.0
// sort, top, take, sample, serialize: the order of rows, and some of them. Within groups, an order
// is the number of a row.
#include <algorithm>

#include "query/pipe/list.h"
#include "query/pipe/pipes.h"

namespace ward::query {

namespace {

std::string groups_of(const Relation& in) {
    std::string out;
    for (const auto& id : in.groups) out += (out.empty() ? "PARTITION BY " : ", ") + id;
    return out.empty() ? out : out + " ";
}

// The first rows of events in an order: which ones they are is found without their dear columns,
// which are then read of those alone. (DuckDB does the same for one file, not for several.)
void read_late(Relation& in) {
    const auto has = [&in](const std::string& id) {
        return std::ranges::find(in.columns, id, &ColumnPlan::id) != in.columns.end();
    };
    const auto is_late = [](const ColumnPlan& column) { return !column.late.empty(); };
    if (!has(in.record) || !has(in.index) || std::ranges::none_of(in.columns, is_late)) return;
    std::string list;
    for (const auto& column : in.columns) {
        const std::string value(store::dear_sql(column.late));
        list += list.empty() ? "" : ", ";
        list += value.empty()             ? "k." + column.id
                : column.type == "string" ? "coalesce(" + value + ", '') AS " + column.id
                                          : value + " AS " + column.id;
    }
    const std::string record = "CAST(k." + in.record + " AS HUGEINT) + CASE WHEN k." + in.record +
                               " < 0 THEN " + std::string(two_to_64) + " ELSE 0 END";
    in.sql = "SELECT " + list + " FROM (" + in.sql + ") AS k JOIN kept ON kept.record = CAST(" +
             record + " AS UBIGINT) AND kept.idx = CAST(k." + in.index + " AS UINTEGER)" + in.order;
}

void limit(Lowering& l, Relation& in, const std::string& n) {
    if (in.groups.empty()) {
        const bool is_sorted = !in.order.empty() && in.sql.ends_with(in.order);
        l.wrap(in, " LIMIT " + n);
        if (is_sorted) read_late(in);
        return;
    }
    const std::string row = l.row_number(in);
    l.wrap(in, " QUALIFY row_number() OVER (" + groups_of(in) + "ORDER BY " + row + ") <= " + n);
}

std::string number(Lowering& l, const Operator& one) {
    if (one.clauses[0].items.empty()) return l.fail(one.begin, "expected a number of rows").sql;
    const Typed n = l.constant(*one.clauses[0].items[0].value);
    if (!is_number(n.type) && !l.failed())
        return l.fail(one.begin, "expected a number of rows").sql;
    return "greatest(" + l.convert(n, "long") + ", 0)";
}

}  // namespace

std::string order_of(Lowering& l, const std::vector<Item>& items, Relation& in) {
    std::string out;
    for (const Item& item : items) {
        const bool nulls_first = item.has_nulls ? item.nulls_first : item.ascending;
        Typed value = l.expression(*item.value, in);
        if (value.type == "dynamic") value = {l.convert(value, "string"), "string"};
        out += (out.empty() ? " ORDER BY " : ", ") + value.sql +
               (item.ascending ? " ASC" : " DESC") + (nulls_first ? " NULLS FIRST" : " NULLS LAST");
    }
    return out;
}

void sort(Lowering& l, const Operator& one, Relation& in) {
    const Clause* by = clause_of(one, "by");
    if (!by) return;
    const std::string order = order_of(l, by->items, in);
    if (in.groups.empty()) {
        l.wrap(in, order);
        in.row.clear();
        in.order = order;
    } else {
        in.row = l.hoist(in, "row_number() OVER (" + order.substr(1) + ")", "long").sql;
    }
    in.is_ordered = true;
}

void top(Lowering& l, const Operator& one, Relation& in) {
    const std::string n = number(l, one);
    if (l.failed()) return;
    sort(l, one, in);
    limit(l, in, n);
}

void take(Lowering& l, const Operator& one, Relation& in) {
    const std::string n = number(l, one);
    if (!l.failed()) limit(l, in, n);
}

void sample(Lowering& l, const Operator& one, Relation& in) {
    const std::string n = number(l, one);
    if (l.failed()) return;
    l.wrap(in, " ORDER BY random() LIMIT " + n);
    in.row.clear();
}

// sample-distinct n of x
void sample_distinct(Lowering& l, const Operator& one, Relation& in) {
    const std::string n = number(l, one);
    const Clause* of = clause_of(one, "of");
    if (!of || of->items.empty() || l.failed())
        return void(l.fail(one.begin, "expected: sample-distinct n of column"));
    aggregate_by(l, {}, of->items, in);
    l.wrap(in, " LIMIT " + n);
}

void serialize(Lowering& l, const Operator& one, Relation& in) {
    in.is_ordered = true;
    if (!one.clauses.empty() && !one.clauses[0].items.empty()) extend(l, one, in);
}

}  // namespace ward::query
