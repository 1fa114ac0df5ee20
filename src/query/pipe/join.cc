// SPDX-License-Identifier: Apache-2.0
// join of every kind, and lookup. The kind that has no name takes each key of the left once.
#include <algorithm>

#include "query/pipe/list.h"
#include "query/pipe/pipes.h"

namespace ward::query {

namespace {

struct Key {
    Typed left, right;
    std::string right_name;
};

// $left.a, $right.b
const Member* side(const Expression& value, std::string_view name) {
    const auto* member = std::get_if<Member>(&value.node);
    const auto* root = member ? std::get_if<Name>(&member->base->node) : nullptr;
    return root && root->text == name ? member : nullptr;
}

std::string key_text(const Member& member) {
    const auto* key = std::get_if<Literal>(&member.key->node);
    return key ? key->text : "";
}

Typed column(Lowering& l, const std::string& name, Relation& in, size_t at) {
    Expression value{Name{name}, at, at, 1};
    return l.expression(value, in);
}

bool add_key(Lowering& l, const Expression& value, Relation& left, Relation& right,
             std::vector<Key>& keys) {
    if (const auto* name = std::get_if<Name>(&value.node)) {
        keys.push_back({column(l, name->text, left, value.begin),
                        column(l, name->text, right, value.begin), name->text});
        return !l.failed();
    }
    const auto* both = std::get_if<Binary>(&value.node);
    if (both && both->operation == "and")
        return add_key(l, *both->left, left, right, keys) &&
               add_key(l, *both->right, left, right, keys);
    if (both && both->operation == "==") {
        const Expression *x = both->left.get(), *y = both->right.get();
        if (side(*x, "$right")) std::swap(x, y);
        const Member *a = side(*x, "$left"), *b = side(*y, "$right");
        if (a && b) {
            keys.push_back({column(l, key_text(*a), left, x->begin),
                            column(l, key_text(*b), right, y->begin), key_text(*b)});
            return !l.failed();
        }
    }
    l.fail(value.begin, "expected a column, or $left.a == $right.b");
    return false;
}

std::string on_sql(Lowering& l, std::vector<Key>& keys, size_t at) {
    std::string out;
    for (auto& [left, right, name] : keys) {
        if (left.type == "dynamic" && right.type == "dynamic")
            left = {l.convert(left, "string"), "string"},
            right = {l.convert(right, "string"), "string"};
        else if (left.type == "dynamic")
            left = {l.convert(left, right.type), right.type};
        else if (right.type == "dynamic")
            right = {l.convert(right, left.type), left.type};
        if (left.type != right.type && !(is_number(left.type) && is_number(right.type)))
            l.fail(at, "cannot join a " + left.type + " with a " + right.type,
                   "convert one before the join");
        out += (out.empty() ? "" : " AND ") + left.sql + " = " + right.sql;
    }
    return out.empty() ? "TRUE" : out;
}

// A text that an outer join leaves out is empty, not null.
std::string filled(const ColumnPlan& column, bool may_lack, const std::string& id) {
    const bool text = column.type == "string" && may_lack;
    return (text ? "coalesce(" + column.id + ", '')" : column.id) + " AS " + id;
}

struct Shape {
    std::string_view kind, sql;
    bool left_may_lack, right_may_lack;
};
constexpr Shape shapes[] = {{"innerunique", "INNER", false, false},
                            {"inner", "INNER", false, false},
                            {"leftouter", "LEFT", false, true},
                            {"rightouter", "RIGHT", true, false},
                            {"fullouter", "FULL", true, true}};

// One side only, where the other has the key or has not.
bool half(Lowering& l, const std::string& kind, Relation& left, Relation& right,
          const std::string& on) {
    const bool semi = kind == "leftsemi" || kind == "rightsemi" || kind == "semi";
    const bool anti = kind == "leftanti" || kind == "rightanti" || kind == "anti" ||
                      kind == "leftantisemi" || kind == "rightantisemi";
    if (!semi && !anti) return false;
    Relation& kept = kind.starts_with("right") ? right : left;
    Relation& other = kind.starts_with("right") ? left : right;
    kept.sql = "SELECT * FROM (" + kept.sql + ") WHERE " + (anti ? "NOT " : "") +
               "EXISTS (SELECT 1 FROM (" + other.sql + ") WHERE " + on + ")";
    if (&kept == &right) left = right;
    (void)l;
    return true;
}

void meet(Lowering& l, const Operator& one, Relation& left, bool is_lookup) {
    if (!left.groups.empty())
        return void(l.fail(one.begin, "'" + one.keyword + "' cannot stand within groups"));
    if (one.clauses[0].items.empty()) return void(l.fail(one.begin, "expected a table to join"));
    Relation right = l.source(*one.clauses[0].items[0].value);
    const Clause* on = clause_of(one, "on");
    if (l.failed()) return;
    std::vector<Key> keys;
    if (on)
        for (const Item& item : on->items)
            if (!add_key(l, *item.value, left, right, keys)) return;
    std::string kind = option_of(one, "kind");
    if (kind.empty()) kind = is_lookup ? "leftouter" : "innerunique";
    const std::string condition = on_sql(l, keys, one.begin);
    if (l.failed() || half(l, kind, left, right, condition)) return;
    const auto* shape = std::ranges::find(shapes, kind, &Shape::kind);
    if (shape == std::end(shapes))
        return void(l.fail(one.begin, "there is no join of kind '" + kind + "'"));
    if (kind == "innerunique" && !keys.empty()) {
        std::string list;
        for (const auto& key : keys) list += (list.empty() ? "" : ", ") + key.left.sql;
        left.sql = "SELECT DISTINCT ON (" + list + ") * FROM (" + left.sql + ")";
    }
    std::string list;
    std::vector<ColumnPlan> out;
    const auto put = [&](const ColumnPlan& column, bool may_lack) {
        const std::string id = l.fresh();
        list += (list.empty() ? "" : ", ") + filled(column, may_lack, id);
        out.push_back({l.unique(out, column.name), id, column.type});
    };
    for (const auto& column : left.columns) put(column, shape->left_may_lack);
    for (const auto& column : right.columns) {
        const bool is_key = std::ranges::find(keys, column.name, &Key::right_name) != keys.end();
        if (!is_lookup || !is_key) put(column, shape->right_may_lack);
    }
    left.sql = "SELECT " + list + " FROM (" + left.sql + ") " + std::string(shape->sql) +
               " JOIN (" + right.sql + ") ON " + condition;
    left.columns = std::move(out);
    left.row.clear();
    left.is_ordered = false;
    left.time.clear();
}

}  // namespace

void join(Lowering& l, const Operator& one, Relation& in) {
    meet(l, one, in, false);
}

void lookup_join(Lowering& l, const Operator& one, Relation& in) {
    meet(l, one, in, true);
}

}  // namespace ward::query
