// SPDX-License-Identifier: Apache-2.0
// range: a column of values from one to another.
#include "query/pipe/list.h"
#include "query/pipe/pipes.h"

namespace ward::query {

Relation range_lead(Lowering& l, const Operator& one) {
    Relation out;
    const Clause *from = clause_of(one, "from"), *to = clause_of(one, "to"),
                 *step = clause_of(one, "step");
    const bool whole =
        from && to && step && !from->items.empty() && !to->items.empty() && !step->items.empty();
    if (!whole || one.clauses[0].items.size() != 1)
        return l.fail(one.begin, "expected: range x from a to b step c"), out;
    const std::string name = l.name_of(*one.clauses[0].items[0].value);
    const Typed a = l.constant(*from->items[0].value), b = l.constant(*to->items[0].value),
                c = l.constant(*step->items[0].value);
    if (l.failed()) return out;
    std::string type = a.type == "int" ? "long" : a.type;
    if (is_number(a.type) && (a.type == "real" || b.type == "real" || c.type == "real"))
        type = "real";
    const bool times = type == "datetime" || type == "timespan";
    if (!times && !is_number(type)) return l.fail(one.begin, "cannot make a range of " + type), out;
    if (times && c.type != "timespan")
        return l.fail(one.begin, "the step of a range of times is a timespan"), out;
    const std::string begin = l.convert(a, type), end = l.convert(b, type);
    const std::string by = times ? c.sql : l.convert(c, type);
    out.columns.push_back({name, l.fresh(), type});
    const std::string& id = out.columns[0].id;
    const std::string count = "CAST(greatest(floor((" + end + " - " + begin + ") / CAST(nullif(" +
                              by + ", 0) AS DOUBLE)) + 1, 0) AS BIGINT)";
    if (a.text && b.text && c.text && type != "real")
        out.sql = "SELECT " + begin + " + i * " + by + " AS " + id + " FROM range(coalesce(" +
                  count + ", 0)) AS r(i)";
    else
        out.sql = "SELECT " + begin + " + i * " + by + " AS " + id + " FROM (SELECT unnest(range(" +
                  count + ")) AS i)";
    return out;
}

}  // namespace ward::query
