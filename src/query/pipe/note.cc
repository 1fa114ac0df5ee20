// SPDX-License-Identifier: Apache-2.0
// Operators that change no row: as, render, consume, getschema, assert-schema, invoke; and
// partition, which sets the groups within which others act.
#include <algorithm>

#include "query/pipe/list.h"
#include "query/pipe/pipes.h"

namespace ward::query {

void name_relation(Lowering& l, const Operator& one, Relation& in) {
    if (one.clauses[0].items.empty()) return void(l.fail(one.begin, "expected a name"));
    const std::string name = l.name_of(*one.clauses[0].items[0].value);
    in = l.shared(in, false);
    in.name = name;
    l.bind(name, {in});
}

void pass(Lowering&, const Operator&, Relation&) {}

void consume(Lowering& l, const Operator&, Relation& in) {
    in = Relation{};
    in.columns = {{"Count", l.fresh(), "long"}};
    in.sql = "SELECT CAST(0 AS BIGINT) AS " + in.columns[0].id + " WHERE FALSE";
}

void getschema(Lowering& l, const Operator&, Relation& in) {
    constexpr std::pair<std::string_view, std::string_view> types[] = {
        {"string", "System.String"},     {"long", "System.Int64"},
        {"int", "System.Int32"},         {"real", "System.Double"},
        {"bool", "System.SByte"},        {"datetime", "System.DateTime"},
        {"timespan", "System.TimeSpan"}, {"dynamic", "System.Object"},
        {"guid", "System.Guid"},         {"decimal", "System.Data.SqlTypes.SqlDecimal"}};
    Relation out;
    out.columns = {{"ColumnName", l.fresh(), "string"},
                   {"ColumnOrdinal", l.fresh(), "long"},
                   {"DataType", l.fresh(), "string"},
                   {"ColumnType", l.fresh(), "string"}};
    std::string rows;
    for (size_t i = 0; i < in.columns.size(); ++i) {
        const auto* known = std::ranges::find(
            types, in.columns[i].type, &std::pair<std::string_view, std::string_view>::first);
        rows += (i > 0 ? ", (" : "(") + quoted(in.columns[i].name) + ", CAST(" + std::to_string(i) +
                " AS BIGINT), " +
                quoted(known == std::end(types) ? "System.Object" : known->second) + ", " +
                quoted(in.columns[i].type) + ")";
    }
    out.sql = "SELECT * FROM (VALUES " + rows + ") AS t(" + columns_of(out) + ")";
    in = std::move(out);
}

void assert_schema(Lowering& l, const Operator& one, Relation& in) {
    const auto& items = one.clauses[0].items;
    for (size_t i = 0; i < items.size(); ++i) {
        const auto* declared = std::get_if<Declaration>(&items[i].value->node);
        const bool same = declared && i < in.columns.size() &&
                          in.columns[i].name == declared->name &&
                          in.columns[i].type == kusto_type(declared->type);
        if (!same)
            return void(l.fail(one.begin, "the columns are not those that assert-schema names"));
    }
    if (items.size() != in.columns.size())
        l.fail(one.begin, "the columns are not those that assert-schema names");
}

void invoke(Lowering& l, const Operator& one, Relation& in) {
    const auto* call = one.clauses[0].items.empty()
                           ? nullptr
                           : std::get_if<Call>(&one.clauses[0].items[0].value->node);
    if (!call) return void(l.fail(one.begin, "expected: invoke function(...)"));
    in = l.invoke(*call, in, one.begin);
}

// partition by x (query): the query acts on the rows of each x by themselves.
void partition(Lowering& l, const Operator& one, Relation& in) {
    const Clause *by = clause_of(one, "by"), *body = clause_of(one, "body");
    const auto* inner =
        body && !body->items.empty() ? std::get_if<Subquery>(&body->items[0].value->node) : nullptr;
    if (!by || by->items.empty() || !inner)
        return void(l.fail(one.begin, "expected: partition by column (query)"));
    const Typed key = l.expression(*by->items[0].value, in);
    if (l.failed()) return;
    const auto before = in.groups;
    in.groups.push_back(l.hoist(in, key.sql, key.type).sql);
    in = l.pipeline(*inner->pipeline, &in);
    in.groups = before;
    in.row.clear();
}

// reduce by x: texts alike but for the words that hold digits.
void reduce(Lowering& l, const Operator& one, Relation& in) {
    const Clause* by = clause_of(one, "by");
    if (!by || by->items.empty()) return void(l.fail(one.begin, "expected: reduce by column"));
    const std::string text =
        l.hoist(in, l.convert(l.expression(*by->items[0].value, in), "string"), "string").sql;
    const std::string pattern =
        l.hoist(in, l.native("reduce_text", text + ", " + quoted(option_of(one, "characters"))),
                "string")
            .sql;
    in.columns = {{"Pattern", l.fresh(), "string"},
                  {"Count", l.fresh(), "long"},
                  {"Representative", l.fresh(), "string"}};
    in.sql = "SELECT " + pattern + " AS " + in.columns[0].id + ", count(*) AS " + in.columns[1].id +
             ", first(" + text + ") AS " + in.columns[2].id + " FROM (" + in.sql +
             ") GROUP BY 1 ORDER BY 2 DESC";
    in.row.clear();
    in.is_ordered = true;
}

}  // namespace ward::query
