// SPDX-License-Identifier: Apache-2.0
// evaluate: the plugins that need no program beside Ward: bag_unpack, pivot, narrow, ipv4_lookup,
// ipv6_lookup, preview. The columns of the first two are in the data, so the plan asks for them.
#include <algorithm>

#include "base/text.h"
#include "query/function/list.h"
#include "query/pipe/list.h"
#include "query/pipe/pipes.h"

namespace ward::query {

namespace {

constexpr size_t made_columns_max = 500;

std::vector<std::string> texts_of(Lowering& l, const std::string& sql, size_t at) {
    Relation ask;
    ask.columns = {{"name", "c_name", "string"}};
    ask.sql = sql;
    const auto table = l.probe(ask);
    std::vector<std::string> out;
    if (!table.ok()) {
        l.fail(at, "cannot plan: " + table.error().text);
        return out;
    }
    for (const auto& row : table->rows)
        if (const auto* text = std::get_if<std::string>(&row[0])) out.push_back(*text);
    return out;
}

const Expression* argument(const Call& call, size_t i) {
    if (i >= call.arguments.size()) return nullptr;
    const auto* assign = std::get_if<Assign>(&call.arguments[i]->node);
    return assign ? assign->value.get() : call.arguments[i].get();
}

// bag_unpack(bag [, prefix [, conflicts [, ignored]]])
void bag_unpack(Lowering& l, const Call& call, Relation& in, size_t at) {
    if (call.arguments.empty()) return void(l.fail(at, "'bag_unpack' wants a column"));
    const Typed bag = l.expression(*argument(call, 0), in);
    const std::string own = l.name_of(*argument(call, 0));
    std::string prefix, conflicts = "error", ignored;
    for (size_t i = 1; i < call.arguments.size(); ++i) {
        const auto* assign = std::get_if<Assign>(&call.arguments[i]->node);
        const Typed value = l.constant(*argument(call, i));
        const std::string name = assign   ? assign->names[0]
                                 : i == 1 ? "OutputColumnPrefix"
                                 : i == 2 ? "columnsConflict"
                                          : "ignoredProperties";
        if (base::equals_ignore_case(name, "OutputColumnPrefix"))
            prefix = value.text.value_or("");
        else if (base::equals_ignore_case(name, "columnsConflict"))
            conflicts = value.text.value_or("error");
        else
            ignored = value.text.value_or("");
    }
    if (l.failed()) return;
    in = l.shared(in, true);
    const std::string from = " FROM (" + in.sql + ") WHERE json_type(" + bag.sql + ") = 'OBJECT'";
    const auto names = texts_of(l,
                                "SELECT DISTINCT unnest(json_keys(" + bag.sql + ")) AS c_name" +
                                    from + " ORDER BY 1 LIMIT " + std::to_string(made_columns_max),
                                at);
    std::erase_if(in.columns, [&](const ColumnPlan& column) {
        return column.id == bag.sql || column.name == own;
    });
    for (const auto& name : names) {
        if (ignored.find("\"" + name + "\"") != std::string::npos) continue;
        const Typed member = l.member(bag, name);
        const auto kinds = texts_of(l,
                                    "SELECT DISTINCT json_type(" + member.sql + ") AS c_name" +
                                        from + " AND " + member.sql + " IS NOT NULL LIMIT 5",
                                    at);
        std::string type = "dynamic";
        const auto all = [&](std::string_view a, std::string_view b = {}, std::string_view c = {}) {
            return !kinds.empty() && std::ranges::all_of(kinds, [&](const auto& k) {
                return k == a || k == b || k == c;
            });
        };
        if (all("VARCHAR"))
            type = "string";
        else if (all("UBIGINT", "BIGINT"))
            type = "long";
        else if (all("DOUBLE", "UBIGINT", "BIGINT"))
            type = "real";
        else if (all("BOOLEAN"))
            type = "bool";
        const std::string full = prefix + name;
        const bool taken =
            std::ranges::find(in.columns, full, &ColumnPlan::name) != in.columns.end();
        if (taken && conflicts == "keep_source") continue;
        if (taken && conflicts == "error")
            return void(l.fail(at, "there is a column '" + full + "' already"));
        put_column(l, in, full, {l.convert(member, type), type});
    }
}

// An aggregate with a filter: it follows the parenthesis of the aggregate's own call, which is the
// innermost of the wrappings that lowering puts around it. Empty if there is none.
std::string filtered(std::string sql, const std::string& condition) {
    size_t open = sql.find('(');
    for (const std::string_view wrapping : {"coalesce(", "CAST(", "TRY_CAST("})
        while (open != std::string::npos && sql.substr(0, open + 1).ends_with(wrapping))
            open = sql.find('(', open + 1);
    size_t depth = 0;
    for (size_t i = open; i < sql.size(); ++i) {
        if (sql[i] == '(') ++depth;
        if (sql[i] != ')' || --depth > 0) continue;
        return sql.insert(i + 1, " FILTER (WHERE " + condition + ")");
    }
    return "";
}

// pivot(column [, aggregate [, group, ...]])
void pivot(Lowering& l, const Call& call, Relation& in, size_t at) {
    if (call.arguments.empty()) return void(l.fail(at, "'pivot' wants a column"));
    const Typed value = l.expression(*argument(call, 0), in);
    const std::string own = l.name_of(*argument(call, 0));
    const std::string label = l.hoist(in, l.convert(value, "string"), "string").sql;
    in = l.shared(in, true);
    const auto names = texts_of(l,
                                "SELECT DISTINCT " + label + " AS c_name FROM (" + in.sql +
                                    ") ORDER BY 1 LIMIT " + std::to_string(made_columns_max),
                                at);
    std::vector<std::string> used = {own};
    Typed aggregate{"count(*)", "long"};
    if (const Expression* second = argument(call, 1)) {
        aggregate = l.aggregate(*second, in);
        if (const auto* inner = std::get_if<Call>(&second->node))
            for (const auto& one : inner->arguments) used.push_back(l.name_of(*one));
    }
    std::vector<ColumnPlan> columns;
    std::string list, keys;
    if (call.arguments.size() > 2) {
        for (size_t i = 2; i < call.arguments.size(); ++i) {
            const Typed key = l.expression(*argument(call, i), in);
            columns.push_back({l.name_of(*argument(call, i)), key.sql, key.type});
        }
    } else {
        for (const auto& column : in.columns)
            if (std::ranges::find(used, column.name) == used.end()) columns.push_back(column);
    }
    for (const auto& column : columns) keys += (keys.empty() ? "" : ", ") + column.id;
    list = keys;
    if (l.failed()) return;
    if (aggregate.sql.find("FILTER") != std::string::npos)
        return void(l.fail(at, "this aggregate cannot be pivoted"));
    for (const auto& name : names) {
        const std::string id = l.fresh();
        const std::string sql = filtered(aggregate.sql, label + " = " + quoted(name));
        if (sql.empty()) return void(l.fail(at, "expected an aggregate"));
        list += (list.empty() ? "" : ", ") + sql + " AS " + id;
        columns.push_back({l.unique(columns, name), id, aggregate.type});
    }
    in.sql = "SELECT " + (list.empty() ? "NULL" : list) + " FROM (" + in.sql + ")" +
             (keys.empty() ? "" : " GROUP BY " + keys);
    in.columns = std::move(columns);
    in.row.clear();
    in.is_ordered = false;
}

// narrow(): a row for each cell.
void narrow(Lowering& l, const Call&, Relation& in, size_t) {
    const std::string row = l.hoist(in, "row_number() OVER () - 1", "long").sql;
    Relation out;
    out.columns = {{"Row", l.fresh(), "long"},
                   {"Column", l.fresh(), "string"},
                   {"Value", l.fresh(), "string"}};
    std::string cells;
    for (const auto& column : in.columns)
        cells += (cells.empty() ? "{'n': " : ", {'n': ") + quoted(column.name) +
                 ", 'v': " + l.convert({column.id, column.type}, "string") + "}";
    out.sql = "SELECT " + row + " AS " + out.columns[0].id + ", cell['n'] AS " + out.columns[1].id +
              ", cell['v'] AS " + out.columns[2].id + " FROM (SELECT " + row + ", unnest([" +
              cells + "]) AS cell FROM (" + in.sql + "))";
    in = std::move(out);
}

// ipv4_lookup(table, address, range [, more keys ...] [, return unmatched])
void ip_lookup(Lowering& l, const Call& call, Relation& in, size_t at) {
    if (call.arguments.size() < 3)
        return void(l.fail(at, "'" + call.function + "' wants a table, an address and a range"));
    Relation right = l.source(*argument(call, 0));
    if (l.failed()) return;
    const Typed address = l.expression(*argument(call, 1), in),
                range = l.expression(*argument(call, 2), right);
    std::string on =
        l.native(call.function == "ipv4_lookup" ? "ipv4_is_in_range" : "ipv6_is_in_range",
                 l.convert(address, "string") + ", " + l.convert(range, "string"));
    bool unmatched = false;
    for (size_t i = 3; i < call.arguments.size(); ++i) {
        const Expression& one = *argument(call, i);
        const auto* literal = std::get_if<Literal>(&one.node);
        if (literal && literal->type == "bool")
            unmatched = literal->text == "true";
        else
            on += " AND " + l.expression(one, in).sql + " = " + l.expression(one, right).sql;
    }
    std::string list;
    std::vector<ColumnPlan> columns;
    for (const auto* side : {&in, &right})
        for (const auto& column : side->columns) {
            const std::string id = l.fresh();
            const bool text = column.type == "string" && side == &right;
            list += (list.empty() ? "" : ", ") +
                    (text ? "coalesce(" + column.id + ", '')" : column.id) + " AS " + id;
            columns.push_back({l.unique(columns, column.name), id, column.type});
        }
    in.sql = "SELECT " + list + " FROM (" + in.sql + ") " + (unmatched ? "LEFT" : "INNER") +
             " JOIN (" + right.sql + ") ON " + on;
    in.columns = std::move(columns);
    in.row.clear();
}

struct Plugin {
    std::string_view name;
    void (*apply)(Lowering& l, const Call& call, Relation& in, size_t at);
};
constexpr Plugin plugins[] = {{"bag_unpack", bag_unpack},
                              {"pivot", pivot},
                              {"narrow", narrow},
                              {"ipv4_lookup", ip_lookup},
                              {"ipv6_lookup", ip_lookup}};

}  // namespace

void evaluate(Lowering& l, const Operator& one, Relation& in) {
    const auto* call = one.clauses[0].items.empty()
                           ? nullptr
                           : std::get_if<Call>(&one.clauses[0].items[0].value->node);
    if (!call) return void(l.fail(one.begin, "expected: evaluate plugin(...)"));
    if (!in.groups.empty()) return void(l.fail(one.begin, "'evaluate' cannot stand within groups"));
    const auto* plugin = std::ranges::find(plugins, call->function, &Plugin::name);
    if (plugin != std::end(plugins)) return plugin->apply(l, *call, in, one.begin);
    std::vector<std::string_view> known;
    for (const auto& other : plugins) known.push_back(other.name);
    const std::string near = base::nearest(call->function, known);
    l.fail(one.begin, "the plugin '" + call->function + "' is unknown or cannot run",
           near.empty() ? "" : "did you mean '" + near + "'?");
}

}  // namespace ward::query
