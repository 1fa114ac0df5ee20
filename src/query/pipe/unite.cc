// SPDX-License-Identifier: Apache-2.0
// union: tables one under the other. Columns of one name and different types are kept apart as
// name_type.
#include <algorithm>

#include "query/pipe/list.h"
#include "query/pipe/pipes.h"

namespace ward::query {

namespace {

bool exists(const Lowering& l, const Expression& table) {
    if (const auto* inner = std::get_if<Subquery>(&table.node))
        return !inner->pipeline->source || exists(l, *inner->pipeline->source);
    return l.is_table(table);
}

void add(Lowering& l, const Expression& table, bool fuzzy, std::vector<Part>& parts) {
    const auto* name = std::get_if<Name>(&table.node);
    if (name && name->text.find('*') != std::string::npos) {
        for (auto& [own, relation] : l.tables(name->text))
            parts.push_back({own, std::move(relation)});
        return;
    }
    if (fuzzy && !exists(l, table)) return;
    Relation relation = l.source(table);
    std::string own = name ? name->text : relation.name;
    if (own.empty()) own = "union_arg" + std::to_string(parts.size());
    parts.push_back({own, std::move(relation)});
}

Relation united(Lowering& l, const Operator& one, std::vector<Part> parts) {
    const std::string fuzzy = option_of(one, "isfuzzy");
    std::string source = option_of(one, "withsource");
    if (source.empty()) source = option_of(one, "with_source");
    for (const Item& item : one.clauses[0].items) add(l, *item.value, fuzzy == "true", parts);
    if (l.failed()) return {};
    if (parts.empty()) return l.fail(one.begin, "there is no table to unite"), Relation{};
    return unite(l, std::move(parts), source, option_of(one, "kind") == "inner");
}

struct Slot {
    std::string name, type, id;
    size_t seen = 0;
};

std::vector<Slot> slots_of(Lowering& l, const std::vector<Part>& parts, bool inner) {
    std::vector<Slot> slots;
    for (const auto& [name, relation] : parts)
        for (const auto& column : relation.columns) {
            const auto same = std::ranges::find_if(slots, [&](const Slot& s) {
                return s.name == column.name && s.type == column.type;
            });
            if (same == slots.end())
                slots.push_back({column.name, column.type, l.fresh(), 1});
            else
                ++same->seen;
        }
    if (inner) std::erase_if(slots, [&](const Slot& one) { return one.seen < parts.size(); });
    return slots;
}

}  // namespace

Relation unite(Lowering& l, std::vector<Part> parts, const std::string& source_column, bool inner) {
    const std::vector<Slot> slots = slots_of(l, parts, inner);
    Relation out;
    std::string source_id;
    if (!source_column.empty())
        out.columns.push_back({source_column, source_id = l.fresh(), "string"});
    for (const Slot& slot : slots) {
        const auto alike = std::ranges::count(slots, slot.name, &Slot::name);
        const std::string name = alike > 1 ? slot.name + "_" + slot.type : slot.name;
        out.columns.push_back({l.unique(out.columns, name), slot.id, slot.type});
    }
    for (const auto& [name, relation] : parts) {
        std::string list;
        if (!source_id.empty()) list = quoted(name) + " AS " + source_id;
        for (const Slot& slot : slots) {
            const auto found = std::ranges::find_if(relation.columns, [&](const ColumnPlan& c) {
                return c.name == slot.name && c.type == slot.type;
            });
            const std::string empty =
                slot.type == "string" ? "''"
                                      : "CAST(NULL AS " + std::string(sql_type(slot.type)) + ")";
            list += (list.empty() ? "" : ", ") +
                    (found == relation.columns.end() ? empty : found->id) + " AS " + slot.id;
        }
        out.sql += (out.sql.empty() ? "SELECT " : " UNION ALL SELECT ") +
                   (list.empty() ? "NULL" : list) + " FROM (" + relation.sql + ")";
    }
    return out;
}

void union_pipe(Lowering& l, const Operator& one, Relation& in) {
    if (!in.groups.empty()) return void(l.fail(one.begin, "'union' cannot stand within groups"));
    std::vector<Part> parts;
    parts.push_back({in.name.empty() ? "union_arg0" : in.name, in});
    in = united(l, one, std::move(parts));
}

Relation union_lead(Lowering& l, const Operator& one) {
    return united(l, one, {});
}

}  // namespace ward::query
