// SPDX-License-Identifier: Apache-2.0
// top-nested: the top values of a column, and within each the top values of the next.
#include <algorithm>

#include "query/function/list.h"
#include "query/pipe/list.h"
#include "query/pipe/pipes.h"

namespace ward::query {

namespace {

struct Level {
    const Expression *count = nullptr, *of = nullptr, *by = nullptr, *others = nullptr;
    bool ascending = false;
};

// The clauses in their order: [n] of x [with others = y] by z, top-nested [n] of ...
std::vector<Level> levels_of(const Operator& one) {
    std::vector<Level> out(1);
    for (const Clause& clause : one.clauses) {
        const Expression* value = clause.items.empty() ? nullptr : clause.items[0].value.get();
        if (clause.word == "top-nested") out.emplace_back();
        if (clause.word.empty() || clause.word == "top-nested") out.back().count = value;
        if (clause.word == "of") out.back().of = value;
        if (clause.word == "with") out.back().others = value;
        if (clause.word == "by")
            out.back().by = value,
            out.back().ascending = !clause.items.empty() && clause.items[0].ascending;
    }
    return out;
}

}  // namespace

void top_nested(Lowering& l, const Operator& one, Relation& in) {
    if (!in.groups.empty())
        return void(l.fail(one.begin, "'top-nested' cannot stand within groups"));
    std::vector<ColumnPlan> columns;
    std::string outer;
    for (const Level& level : levels_of(one)) {
        if (!level.of || !level.by)
            return void(l.fail(one.begin, "expected: top-nested n of x by aggregate"));
        if (level.others) return void(l.fail(level.others->begin, "'with others' cannot run yet"));
        const Typed value = l.expression(*level.of, in);
        const std::string key = l.hoist(in, value.sql, value.type).sql;
        // The aggregate of each group beside its rows.
        in = l.shared(in, true);
        Relation groups = in;
        const Expression* by = level.by;
        const auto* assign = std::get_if<Assign>(&by->node);
        const Typed total = l.aggregate(assign ? *assign->value : *by, groups);
        if (l.failed()) return;
        const std::string keys = (outer.empty() ? "" : outer + ", ") + key, sum = l.fresh(),
                          rank = l.fresh();
        std::string limit;
        if (level.count)
            limit = " WHERE " + rank + " <= " + l.convert(l.constant(*level.count), "long");
        const std::string part = outer.empty() ? "" : "PARTITION BY " + outer + " ";
        const std::string best = "SELECT *, row_number() OVER (" + part + "ORDER BY " + sum +
                                 (level.ascending ? " ASC" : " DESC") + ") AS " + rank +
                                 " FROM (SELECT " + keys + ", " + total.sql + " AS " + sum +
                                 " FROM (" + groups.sql + ") GROUP BY " + keys + ")";
        in.sql = "SELECT * FROM (" + in.sql + ") JOIN (SELECT * FROM (" + best + ")" + limit +
                 ") USING (" + keys + ")";
        std::string name = l.name_of(*level.of);
        columns.push_back({l.unique(columns, name.empty() ? "Column1" : name), key, value.type});
        columns.push_back(
            {l.unique(columns, assign ? assign->names[0] : "aggregated_" + name), sum, total.type});
        outer = keys;
    }
    in.columns = std::move(columns);
    in.sql = "SELECT DISTINCT " + columns_of(in) + " FROM (" + in.sql + ")";
    in.row.clear();
    in.is_ordered = false;
    in.time.clear();
}

}  // namespace ward::query
