// SPDX-License-Identifier: Apache-2.0
// project-away, -keep, -rename, -reorder, -by-names: which columns there are, and how they are
// called.
#include <algorithm>

#include "base/json.h"

#include "query/pipe/pipes.h"

namespace ward::query {

namespace {

// Columns that an item names, by name or by pattern; a plain name must be there.
std::vector<ColumnPlan> named(Lowering& l, const Expression& value, Relation& in) {
    const auto* name = std::get_if<Name>(&value.node);
    if (!name) {
        l.fail(value.begin, "expected the name of a column");
        return {};
    }
    std::vector<ColumnPlan> out;
    for (const auto& column : in.columns)
        if (matches(name->text, column.name)) out.push_back(column);
    if (out.empty() && name->text.find('*') == std::string::npos) l.expression(value, in);
    return out;
}

bool holds(const std::vector<ColumnPlan>& columns, const ColumnPlan& one) {
    return std::ranges::find(columns, one.name, &ColumnPlan::name) != columns.end();
}

}  // namespace

void choose(Lowering& l, const Operator& one, Relation& in) {
    std::vector<ColumnPlan> chosen;
    for (const Item& item : one.clauses[0].items)
        for (auto& column : named(l, *item.value, in)) chosen.push_back(std::move(column));
    const bool keeps = one.keyword == "project-keep";
    std::erase_if(in.columns,
                  [&](const ColumnPlan& column) { return holds(chosen, column) != keeps; });
}

void rename_columns(Lowering& l, const Operator& one, Relation& in) {
    std::vector<ColumnPlan> out = in.columns;
    for (const Item& item : one.clauses[0].items) {
        const auto* assign = std::get_if<Assign>(&item.value->node);
        const auto* old = assign ? std::get_if<Name>(&assign->value->node) : nullptr;
        if (!old) return void(l.fail(item.value->begin, "expected: new = old"));
        const auto at = std::ranges::find(in.columns, old->text, &ColumnPlan::name);
        if (at == in.columns.end()) return void(l.expression(*assign->value, in));
        out[static_cast<size_t>(at - in.columns.begin())].name = assign->names.front();
    }
    in.columns = std::move(out);
}

void reorder(Lowering& l, const Operator& one, Relation& in) {
    std::vector<ColumnPlan> chosen;
    for (const Item& item : one.clauses[0].items) {
        auto some = named(l, *item.value, in);
        if (item.has_direction || item.ascending)
            std::ranges::sort(some, [&](const auto& x, const auto& y) {
                return item.ascending ? x.name < y.name : x.name > y.name;
            });
        for (auto& column : some)
            if (!holds(chosen, column)) chosen.push_back(std::move(column));
    }
    for (const auto& column : in.columns)
        if (!holds(chosen, column)) chosen.push_back(column);
    in.columns = std::move(chosen);
}

// project-by-names "a*", dynamic(["b"]): names as texts; what is not there is passed over.
void by_names(Lowering& l, const Operator& one, Relation& in) {
    std::vector<std::string> patterns;
    for (const Item& item : one.clauses[0].items) {
        if (const auto* name = std::get_if<Name>(&item.value->node);
            name && !l.lookup(name->text)) {
            patterns.push_back(name->text);
            continue;
        }
        const Typed value = l.constant(*item.value);
        if (!value.text)
            return void(l.fail(item.value->begin, "expected constant names of columns"));
        const auto list = value.type == "dynamic" ? base::parse_json(*value.text)
                                                  : base::Result<base::Json>(base::Json());
        if (value.type == "string")
            patterns.push_back(*value.text);
        else if (list.ok())
            for (const auto& name : list->array()) patterns.emplace_back(name.text());
    }
    std::vector<ColumnPlan> chosen;
    for (const auto& pattern : patterns)
        for (const auto& column : in.columns)
            if (matches(pattern, column.name) && !holds(chosen, column)) chosen.push_back(column);
    in.columns = std::move(chosen);
}

}  // namespace ward::query
