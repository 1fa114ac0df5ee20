// SPDX-License-Identifier: Apache-2.0
// mv-expand: a row for each item of an array or bag. mv-apply: a query over the items of each row,
// beside the row's own columns.
#include <algorithm>

#include "query/pipe/list.h"
#include "query/pipe/pipes.h"

namespace ward::query {

namespace {

struct Expansion {
    const Expression* value = nullptr;
    std::string name, type;
};

std::string type_named(const Expression& value) {
    const auto* call = std::get_if<Call>(&value.node);
    if (!call || call->function != "typeof" || call->arguments.size() != 1) return "";
    const auto* name = std::get_if<Name>(&call->arguments[0]->node);
    return name ? kusto_type(name->text) : "";
}

// a to typeof(long), b, c to typeof(string)
std::vector<Expansion> expansions(Lowering& l, const Operator& one) {
    std::vector<Expansion> out;
    for (const Clause& clause : one.clauses) {
        if (clause.word != "" && clause.word != "to") break;
        size_t first = 0;
        if (clause.word == "to" && !clause.items.empty() && !out.empty()) {
            out.back().type = type_named(*clause.items[first++].value);
            if (out.back().type.empty()) l.fail(one.begin, "expected typeof(...) after 'to'");
        }
        for (; first < clause.items.size(); ++first) {
            const Expression& value = *clause.items[first].value;
            std::string name = l.name_of(value);
            if (name.empty()) name = "Column" + std::to_string(out.size() + 1);
            out.push_back({&value, name, ""});
        }
    }
    return out;
}

// "limit n": rows that one row may become; empty: as many as there are.
std::string limit_of(Lowering& l, const Operator& one) {
    const Clause* limit = clause_of(one, "limit");
    if (!limit || limit->items.empty() || l.failed()) return "";
    const Typed n = l.constant(*limit->items[0].value);
    if (!l.failed() && !is_integer(n.type)) l.fail(one.begin, "expected a number of rows");
    return "greatest(" + n.sql + ", 0)";
}

void expand(Lowering& l, const Operator& one, Relation& in, const std::vector<Expansion>& all) {
    std::string kind = option_of(one, "kind");
    if (kind.empty()) kind = option_of(one, "bagexpansion");
    const std::string arrays = kind == "array" ? "TRUE" : "FALSE";
    const std::string index = option_of(one, "with_itemindex");
    std::vector<std::string> lists;
    for (const auto& [value, name, type] : all) {
        const Typed typed = l.expression(*value, in);
        if (l.failed()) return;
        lists.push_back(
            l.hoist(in, l.native("mv_items", l.packed(typed) + ", " + arrays), "dynamic").sql);
    }
    const std::string most = limit_of(l, one);
    std::string list, longest;
    std::vector<std::string> ids;
    for (const auto& items : lists) {
        ids.push_back(l.fresh());
        const std::string all_items = "json_extract(" + items + ", '$[*]')";
        list += ", unnest(" + (most.empty() ? all_items : all_items + "[1:" + most + "]") +
                ") AS " + ids.back();
        longest += (longest.empty() ? "greatest(" : ", ") +
                   std::string("coalesce(json_array_length(") + items + "), 0)";
    }
    const std::string place = l.fresh();
    if (!index.empty()) {
        const std::string rows = "CAST(" + longest + ") AS BIGINT)";
        list += ", unnest(range(" + (most.empty() ? rows : "least(" + rows + ", " + most + ")") +
                ")) AS " + place;
    }
    in.sql = "SELECT *" + list + " FROM (" + in.sql + ")";
    in.row.clear();
    for (size_t i = 0; i < all.size(); ++i) {
        const Typed item{"nullif(CAST(" + ids[i] + " AS VARCHAR), 'null')", "dynamic"};
        const std::string type = all[i].type.empty() ? "dynamic" : all[i].type;
        put_column(l, in, all[i].name, {l.convert(item, type), type});
    }
    if (!index.empty()) put_column(l, in, index, {place, "long"});
}

}  // namespace

void mv_expand(Lowering& l, const Operator& one, Relation& in) {
    const auto all = expansions(l, one);
    if (l.failed() || all.empty()) return;
    expand(l, one, in, all);
}

void mv_apply(Lowering& l, const Operator& one, Relation& in) {
    const auto all = expansions(l, one);
    const Clause* on = clause_of(one, "on");
    const auto* body =
        on && !on->items.empty() ? std::get_if<Subquery>(&on->items[0].value->node) : nullptr;
    if (l.failed() || !body) return void(l.fail(one.begin, "expected: mv-apply x on (query)"));
    const std::string row = l.hoist(in, "row_number() OVER ()", "long").sql;
    Relation source = l.shared(in, true);
    Relation inner = source;
    inner.groups = {row};
    inner.row.clear();
    if (!all.empty()) expand(l, one, inner, all);
    if (l.failed()) return;
    inner = l.pipeline(*body->pipeline, &inner);
    if (l.failed()) return;
    // The row's own columns, then what the query made.
    const std::string match = l.fresh();
    std::string list = row + " AS " + match;
    std::vector<ColumnPlan> out = source.columns;
    for (const auto& column : inner.columns) {
        const bool own = std::ranges::any_of(source.columns, [&](const auto& c) {
            return c.id == column.id && c.name == column.name;
        });
        if (own) continue;
        const std::string id = l.fresh();
        list += ", " + column.id + " AS " + id;
        const auto same = std::ranges::find(out, column.name, &ColumnPlan::name);
        if (same != out.end())
            *same = {column.name, id, column.type};
        else
            out.push_back({column.name, id, column.type});
    }
    in = source;
    in.sql = "SELECT * FROM (" + source.sql + ") JOIN (SELECT " + list + " FROM (" + inner.sql +
             ")) ON " + row + " = " + match;
    in.columns = std::move(out);
    in.row.clear();
}

}  // namespace ward::query
