// SPDX-License-Identifier: Apache-2.0
// sort, top, take, sample, serialize: the order of rows, and some of them. Within groups, an order
// is the number of a row.
#include "query/pipe/list.h"
#include "query/pipe/pipes.h"

namespace ward::query {

namespace {

std::string groups_of(const Relation& in) {
    std::string out;
    for (const auto& id : in.groups) out += (out.empty() ? "PARTITION BY " : ", ") + id;
    return out.empty() ? out : out + " ";
}

void limit(Lowering& l, Relation& in, const std::string& n) {
    if (in.groups.empty()) return l.wrap(in, " LIMIT " + n);
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
