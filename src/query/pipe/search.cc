// SPDX-License-Identifier: Apache-2.0
// search and find: a condition over every column of several tables. A table that lacks a column of
// the condition has no such row.
#include <algorithm>

#include "query/pipe/list.h"
#include "query/pipe/pipes.h"

namespace ward::query {

namespace {

void names_in(const Expression& value, std::vector<std::string>& out);

struct Collector {
    std::vector<std::string>& out;
    void operator()(const Name& v) const {
        if (v.text != "*") out.push_back(v.text);
    }
    void operator()(const Binary& v) const { names_in(*v.left, out), names_in(*v.right, out); }
    void operator()(const Unary& v) const { names_in(*v.operand, out); }
    void operator()(const Member& v) const { names_in(*v.base, out); }
    void operator()(const Call& v) const {
        for (const auto& one : v.arguments) names_in(*one, out);
    }
    void operator()(const ListTest& v) const {
        names_in(*v.left, out);
        for (const auto& one : v.items) names_in(*one, out);
    }
    template <typename T>
    void operator()(const T&) const {}
};

void names_in(const Expression& value, std::vector<std::string>& out) {
    std::visit(Collector{out}, value.node);
}

// "term" alone: some column has it; '*' in it stands for anything.
std::string term_condition(Lowering& l, const std::string& text, bool exact, Relation& in) {
    std::string plain = text;
    const bool front = plain.starts_with('*'), back = plain.ends_with('*');
    std::erase(plain, '*');
    const std::string_view operation = front && back ? "contains"
                                       : front       ? "hassuffix"
                                       : back        ? "hasprefix"
                                                     : "has";
    const std::string test = std::string(operation) + (exact ? "_cs" : "");
    if (plain.empty()) return "TRUE";
    const std::string all = all_texts(in);
    if (all.empty()) return "FALSE";
    return "(" + l.compare(test, {all, "string"}, {quoted(plain), "string", plain}, 0).sql + ")";
}

std::string condition(Lowering& l, const Expression& value, bool exact, Relation& in) {
    const Nested nested(l, value.begin);
    if (nested.is_too_deep) return "FALSE";
    if (const auto* literal = std::get_if<Literal>(&value.node);
        literal && literal->type == "string")
        return term_condition(l, literal->text, exact, in);
    if (const auto* name = std::get_if<Name>(&value.node); name && name->text == "*") return "TRUE";
    if (const auto* both = std::get_if<Binary>(&value.node);
        both && (both->operation == "and" || both->operation == "or"))
        return "(" + condition(l, *both->left, exact, in) +
               (both->operation == "and" ? " AND " : " OR ") +
               condition(l, *both->right, exact, in) + ")";
    if (const auto* call = std::get_if<Call>(&value.node);
        call && call->function == "not" && call->arguments.size() == 1)
        return "(NOT " + condition(l, *call->arguments[0], exact, in) + ")";
    return l.condition(value, in);
}

bool has_all(const Lowering& l, const Expression& value, const Relation& in) {
    std::vector<std::string> names;
    names_in(value, names);
    return std::ranges::all_of(names, [&](const auto& name) {
        return l.lookup(name) ||
               std::ranges::find(in.columns, name, &ColumnPlan::name) != in.columns.end();
    });
}

std::vector<Part> parts_of(Lowering& l, const Operator& one) {
    std::vector<Part> out;
    const Clause* in = clause_of(one, "in");
    if (!in) {
        for (auto& [name, relation] : l.tables("*")) out.push_back({name, std::move(relation)});
        return out;
    }
    for (const Item& item : in->items) {
        const auto* name = std::get_if<Name>(&item.value->node);
        if (name && name->text.find('*') != std::string::npos) {
            for (auto& [own, relation] : l.tables(name->text))
                out.push_back({own, std::move(relation)});
            continue;
        }
        Relation relation = l.source(*item.value);
        out.push_back({name ? name->text : relation.name, std::move(relation)});
    }
    return out;
}

std::vector<Part> found(Lowering& l, const Operator& one, std::vector<Part> parts, bool exact) {
    const Expression& value = *clause_of(one, "where")->items[0].value;
    if (parts.size() > 1)
        std::erase_if(parts, [&](const Part& part) { return !has_all(l, value, part.relation); });
    for (auto& [name, relation] : parts) {
        const std::string where = condition(l, value, exact, relation);
        l.wrap(relation, " WHERE " + where);
    }
    return parts;
}

Relation searched(Lowering& l, const Operator& one, std::vector<Part> parts) {
    parts = found(l, one, std::move(parts), option_of(one, "kind") == "case_sensitive");
    if (l.failed()) return {};
    if (parts.empty())
        return l.fail(one.begin, "no table has the columns of this search"), Relation{};
    return unite(l, std::move(parts), "$table", false);
}

}  // namespace

Relation search_lead(Lowering& l, const Operator& one) {
    return searched(l, one, parts_of(l, one));
}

void search_pipe(Lowering& l, const Operator& one, Relation& in) {
    const std::string name = in.name.empty() ? "" : in.name;
    std::vector<Part> parts;
    parts.push_back({name, in});
    in = searched(l, one, std::move(parts));
}

// source_, the columns asked for (or those of the condition), and the rest as one bag.
Relation find_lead(Lowering& l, const Operator& one) {
    std::vector<Part> parts = found(l, one, parts_of(l, one), false);
    if (l.failed()) return {};
    if (parts.empty())
        return l.fail(one.begin, "no table has the columns of this condition"), Relation{};
    std::vector<std::string> wanted;
    const Clause* list = clause_of(one, "project");
    bool packs = list == nullptr;
    if (list) {
        for (const Item& item : list->items) {
            if (const auto* declared = std::get_if<Declaration>(&item.value->node))
                wanted.push_back(declared->name);
            else
                packs = true;
        }
    } else {
        names_in(*clause_of(one, "where")->items[0].value, wanted);
    }
    for (auto& [name, relation] : parts) {
        std::string bag;
        std::vector<ColumnPlan> kept;
        for (const auto& column : relation.columns) {
            if (std::ranges::find(wanted, column.name) != wanted.end()) {
                kept.push_back(column);
                continue;
            }
            const std::string key = l.packed({quoted(column.name), "string"}) + " || ':' || ";
            bag += ", " + key + l.packed({column.id, column.type});
        }
        if (packs)
            kept.push_back(
                {"pack_",
                 l.hoist(relation,
                         "('{' || concat_ws(','" + (bag.empty() ? ", NULL" : bag) + ") || '}')",
                         "dynamic")
                     .sql,
                 "dynamic"});
        relation.columns = std::move(kept);
    }
    const std::string source = option_of(one, "withsource");
    return unite(l, std::move(parts), source.empty() ? "source_" : source, false);
}

}  // namespace ward::query
