// SPDX-License-Identifier: Apache-2.0
// make-series: aggregates over an axis as arrays, a place for each step, gaps filled.
#include <algorithm>

#include "query/function/list.h"
#include "query/function/time_text.h"
#include "query/pipe/list.h"
#include "query/pipe/pipes.h"

namespace ward::query {

namespace {

struct Axis {
    std::string from, to, step, size, type, name;
};

const Expression* first_of(const Operator& one, std::string_view word) {
    const Clause* clause = clause_of(one, word);
    return clause && !clause->items.empty() ? clause->items[0].value.get() : nullptr;
}

// Bounds that are not given are those of the data.
Axis axis_of(Lowering& l, const Operator& one, Relation& in, Typed& value) {
    Axis out;
    const Expression* on = first_of(one, "on");
    if (!on) return l.fail(one.begin, "expected: make-series ... on axis step size"), out;
    value = l.expression(*on, in);
    value = l.hoist(in, value.sql, value.type);
    out.type = value.type, out.name = l.name_of(*on);
    if (const Expression* range = first_of(one, "in")) {
        const auto* call = std::get_if<Call>(&range->node);
        if (!call || call->arguments.size() != 3)
            return l.fail(one.begin, "expected: in range(from, to, step)"), out;
        out.from = l.convert(l.constant(*call->arguments[0]), out.type);
        out.to = l.convert(l.constant(*call->arguments[1]), out.type);
        const Typed step = l.constant(*call->arguments[2]);
        out.step = step.sql;
        out.size =
            "(CAST(floor((" + out.to + " - " + out.from + ") / " + out.step + ") AS BIGINT) + 1)";
        out.to = "(" + out.from + " + " + out.step + " * " + out.size + ")";
        return out;
    }
    const Expression *from = first_of(one, "from"), *to = first_of(one, "to"),
                     *step = first_of(one, "step");
    if (!step) return l.fail(one.begin, "expected 'step'"), out;
    out.step = l.constant(*step).sql;
    in = l.shared(in, true);
    const std::string data = " FROM (" + in.sql + "))";
    const std::string zero = out.type == "datetime" ? std::to_string(ticks_year_one) : "0";
    const std::string least = "(SELECT min(" + value.sql + ")" + data;
    const std::string binned = "(" + zero + " + floor((" + least + " - (" + zero + ")) / " +
                               out.step + ") * " + out.step + ")";
    const std::string cast = "CAST(" + binned + " AS " + std::string(sql_type(out.type)) + ")";
    out.from = from ? l.convert(l.constant(*from), out.type)
               : is_integer(out.type) || out.type == "datetime" || out.type == "timespan"
                   ? "(" + zero + " + ((" + least + " - (" + zero + ")) // " + out.step + ") * " +
                         out.step + ")"
                   : cast;
    out.to = to ? l.convert(l.constant(*to), out.type)
                : "((SELECT max(" + value.sql + ")" + data + " + 1)";
    out.size = "CAST(ceil((" + out.to + " - " + out.from + ") / CAST(" + out.step +
               " AS DOUBLE)) AS BIGINT)";
    return out;
}

std::string default_of(Lowering& l, const Operator& one, size_t item) {
    for (const auto& [name, value] : one.options)
        if (name == "default#" + std::to_string(item)) {
            const auto* word = std::get_if<Name>(&value->node);
            if (word && word->text == "null") return "'null'";
            const Typed typed = l.constant(*value);
            return "coalesce(" + l.packed(typed) + ", 'null')";
        }
    return "'0'";
}

}  // namespace

void make_series(Lowering& l, const Operator& one, Relation& in) {
    Typed value;
    const Axis axis = axis_of(l, one, in, value);
    if (l.failed()) return;
    const std::string place = l.hoist(in,
                                      "CAST(floor((" + value.sql + " - " + axis.from + ") / CAST(" +
                                          axis.step + " AS DOUBLE)) AS BIGINT)",
                                      "long")
                                  .sql;
    l.wrap(in, " WHERE " + value.sql + " >= " + axis.from + " AND " + value.sql + " < " + axis.to);
    std::string keys, inner, outer;
    std::vector<ColumnPlan> columns;
    const std::string unit = l.hoist(in, "1", "long").sql;
    if (const Clause* by = clause_of(one, "by"))
        for (const Item& item : by->items) {
            const Typed key =
                l.hoist(in, l.expression(*item.value, in).sql, l.expression(*item.value, in).type);
            std::string name = l.name_of(*item.value);
            keys += ", " + key.sql;
            columns.push_back(
                {l.unique(columns, name.empty() ? "Column1" : name), key.sql, key.type});
        }
    for (size_t i = 0; i < one.clauses[0].items.size(); ++i) {
        const Expression& item = *one.clauses[0].items[i].value;
        const auto* assign = std::get_if<Assign>(&item.node);
        const Expression& aggregate = assign ? *assign->value : item;
        const Typed typed = l.aggregate(aggregate, in);
        if (l.failed()) return;
        const std::string id = l.fresh(), series = l.fresh();
        inner += ", " + l.packed(typed) + " AS " + id;
        const std::string points = "'[' || string_agg('[' || " + place + " || ',' || coalesce(" +
                                   id + ", 'null') || ']', ',') || ']'";
        outer += ", " +
                 l.native("series",
                          points + ", any_value(" + axis.size + "), " + default_of(l, one, i)) +
                 " AS " + series;
        columns.push_back(
            {l.unique(columns, assign ? assign->names.front() : aggregate_name(l, aggregate)),
             series, "dynamic"});
    }
    const std::string places = l.fresh();
    const std::string kind = is_number(axis.type) ? "" : ", " + quoted(axis.type);
    outer += ", " +
             l.native("axis", "any_value(" + axis.from + "), any_value(" + axis.step +
                                  "), any_value(" + axis.size + ")" + kind) +
             " AS " + places;
    columns.push_back(
        {l.unique(columns, axis.name.empty() ? "Column1" : axis.name), places, "dynamic"});
    std::string hidden;
    for (const auto& id : in.groups) hidden += ", " + id;
    in.sql = "SELECT " + unit + keys + outer + hidden + " FROM (SELECT " + unit + ", " + place +
             keys + inner + hidden + " FROM (" + in.sql + ") GROUP BY " + unit + ", " + place +
             keys + hidden + ") GROUP BY " + unit + keys + hidden;
    in.columns = std::move(columns);
    in.row.clear();
    in.is_ordered = false;
    in.time.clear();
}

}  // namespace ward::query
