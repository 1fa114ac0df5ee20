// SPDX-License-Identifier: Apache-2.0
// extend, project, print: columns that are computed.
#include <algorithm>

#include "query/pipe/pipes.h"

namespace ward::query {

namespace {

struct Column {
    std::string name;
    Typed value;
};

// (a, b) = f(), a = f(), f(): one column or what the function makes.
std::vector<Column> columns_of_item(Lowering& l, const Expression& value, Relation& in) {
    const auto* assign = std::get_if<Assign>(&value.node);
    const Typed typed = l.expression(value, in);
    const auto* call = std::get_if<Call>(assign ? &assign->value->node : &value.node);
    if (typed.more.empty() || (assign && assign->names.size() == 1 && typed.more[0].first.empty()))
        return {{l.name_of(value), typed}};
    std::string stem = call ? call->function : "";
    if (call && !call->arguments.empty()) stem += "_" + l.name_of(*call->arguments[0]);
    if (assign && assign->names.size() == 1) stem = assign->names[0];
    std::vector<Column> out;
    for (size_t i = 0; i < typed.more.size(); ++i) {
        const auto& [name, one] = typed.more[i];
        const bool named = assign && assign->names.size() > 1;
        if (named && i >= assign->names.size()) break;
        out.push_back({named ? assign->names[i] : name.empty() ? "" : stem + "_" + name, one});
    }
    return out;
}

}  // namespace

void put_column(Lowering& l, Relation& in, const std::string& name, const Typed& value) {
    const Typed made = l.hoist(in, value.sql, value.type);
    const auto same = std::ranges::find(in.columns, name, &ColumnPlan::name);
    if (same != in.columns.end())
        *same = {name, made.sql, made.type};
    else
        in.columns.push_back({name, made.sql, made.type});
}

void extend(Lowering& l, const Operator& one, Relation& in) {
    std::vector<Column> made;
    for (const Item& item : one.clauses[0].items)
        for (auto& column : columns_of_item(l, *item.value, in)) made.push_back(std::move(column));
    if (l.failed()) return;
    std::string list;
    std::vector<ColumnPlan> out = in.columns;
    for (const auto& [name, value] : made) {
        const std::string id = l.fresh();
        list += ", " + value.sql + " AS " + id;
        const auto same = std::ranges::find(out, name, &ColumnPlan::name);
        if (name.empty())
            out.push_back({l.unique(out, "Column1"), id, value.type});
        else if (same != out.end())
            *same = {name, id, value.type};
        else
            out.push_back({name, id, value.type});
    }
    in.sql = "SELECT *" + list + " FROM (" + in.sql + ")";
    in.columns = std::move(out);
}

void project(Lowering& l, const Operator& one, Relation& in) {
    std::vector<Column> made;
    for (const Item& item : one.clauses[0].items) {
        const auto* star = std::get_if<Name>(&item.value->node);
        if (star && star->text == "*")
            for (const auto& column : in.columns)
                made.push_back({column.name, {column.id, column.type}});
        else
            for (auto& column : columns_of_item(l, *item.value, in))
                made.push_back(std::move(column));
    }
    if (l.failed()) return;
    std::string list;
    std::vector<ColumnPlan> out;
    size_t unnamed = 0;
    for (const auto& [name, value] : made) {
        const std::string id = l.fresh();
        list += (list.empty() ? "" : ", ") + value.sql + " AS " + id;
        std::string own = name;
        if (own.empty()) do
                own = "Column" + std::to_string(++unnamed);
            while (std::ranges::find(out, own, &ColumnPlan::name) != out.end());
        out.push_back({l.unique(out, own), id, value.type});
    }
    std::string time;
    for (size_t i = 0; i < made.size(); ++i)
        if (!in.time.empty() && made[i].value.sql == in.time) time = out[i].id;
    in.sql = "SELECT " + list + hidden_of(in) + " FROM (" + in.sql + ")";
    in.columns = std::move(out);
    in.time = std::move(time);
}

Relation print(Lowering& l, const Operator& one) {
    Relation out;
    out.sql = "SELECT 1 AS c_one";
    std::vector<ColumnPlan> columns;
    std::string list;
    const auto& items = one.clauses[0].items;
    for (size_t i = 0; i < items.size(); ++i) {
        const Expression& value = *items[i].value;
        const bool named = std::holds_alternative<Assign>(value.node);
        for (const auto& [name, typed] : columns_of_item(l, value, out)) {
            const std::string id = l.fresh();
            list += (list.empty() ? "" : ", ") + typed.sql + " AS " + id;
            const std::string own =
                named || !typed.more.empty() ? name : "print_" + std::to_string(i);
            columns.push_back({l.unique(columns, own), id, typed.type});
        }
    }
    out.sql = "SELECT " + (list.empty() ? "NULL" : list) + " FROM (" + out.sql + ")";
    out.columns = std::move(columns);
    return out;
}

}  // namespace ward::query
