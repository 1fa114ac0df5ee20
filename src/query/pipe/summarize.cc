// SPDX-License-Identifier: Apache-2.0
// summarize, distinct, count, top-hitters: rows become groups.
#include <algorithm>

#include "query/function/list.h"
#include "query/pipe/list.h"
#include "query/pipe/pipes.h"

namespace ward::query {

namespace {

struct Grouping {
    std::string list, keys;
    std::vector<ColumnPlan> columns;
    size_t unnamed = 0;
};

void put(Lowering& l, Grouping& out, std::string name, const Typed& value) {
    if (name.empty()) name = "Column" + std::to_string(++out.unnamed);
    out.columns.push_back({l.unique(out.columns, name), l.fresh(), value.type});
    out.list += (out.list.empty() ? "" : ", ") + value.sql + " AS " + out.columns.back().id;
}

void put_groups(Lowering& l, Grouping& out, const std::vector<Item>& groups, Relation& in) {
    for (const Item& item : groups) {
        const auto* name = std::get_if<Name>(&item.value->node);
        std::vector<std::pair<std::string, Typed>> columns;
        if (name && name->text.find('*') != std::string::npos) {
            for (const auto& column : in.columns)
                if (matches(name->text, column.name))
                    columns.emplace_back(column.name, Typed{column.id, column.type});
        } else {
            columns.emplace_back(l.name_of(*item.value), l.expression(*item.value, in));
        }
        for (auto& [own, value] : columns) {
            value = l.hoist(in, value.sql, value.type);
            out.keys += (out.keys.empty() ? "" : ", ") + value.sql;
            put(l, out, own, value);
        }
    }
    for (const auto& id : in.groups) out.keys += (out.keys.empty() ? "" : ", ") + id;
}

void put_value(Lowering& l, Grouping& out, const Expression& item, Relation& in) {
    const auto* assign = std::get_if<Assign>(&item.node);
    const Expression& value = assign ? *assign->value : item;
    const Typed typed = l.aggregate(value, in);
    if (l.failed()) return;
    if (typed.more.empty()) {
        put(l, out, assign ? assign->names.front() : aggregate_name(l, value), typed);
        return;
    }
    for (size_t i = 0; i < typed.more.size(); ++i) {
        const auto& [name, one] = typed.more[i];
        put(l, out, assign && i < assign->names.size() ? assign->names[i] : name, one);
    }
}

}  // namespace

void aggregate_by(Lowering& l, const std::vector<Item>& values, const std::vector<Item>& groups,
                  Relation& in) {
    Grouping out;
    put_groups(l, out, groups, in);
    l.grouped.clear();
    for (const auto& column : out.columns) l.grouped.push_back(column.name);
    for (const Item& item : values) put_value(l, out, *item.value, in);
    if (l.failed()) return;
    std::string hidden;
    for (const auto& id : in.groups) hidden += ", " + id;
    if (out.list.empty()) return void(l.fail(0, "there is nothing to summarize"));
    in.sql = "SELECT " + out.list + hidden + " FROM (" + in.sql + ")" +
             (out.keys.empty() ? "" : " GROUP BY " + out.keys);
    in.columns = std::move(out.columns);
    in.row.clear();
    in.is_ordered = false;
    in.time.clear();
}

void summarize(Lowering& l, const Operator& one, Relation& in) {
    static const std::vector<Item> none;
    const Clause* by = clause_of(one, "by");
    aggregate_by(l, one.clauses[0].items, by ? by->items : none, in);
}

void distinct(Lowering& l, const Operator& one, Relation& in) {
    aggregate_by(l, {}, one.clauses[0].items, in);
}

void count(Lowering& l, const Operator& one, Relation& in) {
    std::string name = "Count", hidden, keys;
    if (const Clause* as = clause_of(one, "as"); as && !as->items.empty())
        name = l.name_of(*as->items[0].value);
    for (const auto& id : in.groups)
        hidden += ", " + id, keys += (keys.empty() ? " GROUP BY " : ", ") + id;
    in.columns = {{name, l.fresh(), "long"}};
    in.sql = "SELECT count(*) AS " + in.columns[0].id + hidden + " FROM (" + in.sql + ")" + keys;
    in.row.clear();
    in.is_ordered = false;
    in.time.clear();
}

// top-hitters n of x [by y]: those seen most often, or with the greatest sum.
void top_hitters(Lowering& l, const Operator& one, Relation& in) {
    const Clause *of = clause_of(one, "of"), *by = clause_of(one, "by");
    if (!of || of->items.empty() || one.clauses[0].items.empty())
        return void(l.fail(one.begin, "expected: top-hitters n of column"));
    const Typed n = l.constant(*one.clauses[0].items[0].value);
    const Typed value = l.hoist(in, l.expression(*of->items[0].value, in).sql,
                                l.expression(*of->items[0].value, in).type);
    std::string sum = "count(*)", name = "approximate_count_" + l.name_of(*of->items[0].value),
                type = "long";
    if (by && !by->items.empty()) {
        const Typed weight = l.expression(*by->items[0].value, in);
        type = weight.type;
        sum = "CAST(sum(" + weight.sql + ") AS " + std::string(sql_type(type)) + ")";
        name = "approximate_sum_" + l.name_of(*by->items[0].value);
    }
    const std::string group = l.fresh(), total = l.fresh();
    in.columns = {{l.name_of(*of->items[0].value), group, value.type}, {name, total, type}};
    in.sql = "SELECT " + value.sql + " AS " + group + ", " + sum + " AS " + total + " FROM (" +
             in.sql + ") GROUP BY 1 ORDER BY 2 DESC LIMIT " + l.convert(n, "long");
    in.row.clear();
    in.is_ordered = true;
}

}  // namespace ward::query
