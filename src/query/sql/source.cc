// SPDX-License-Identifier: Apache-2.0
// Where rows come from: the store's tables, named relations, datatables, functions that make
// tables. Nothing else is a source: no file, no address.
#include <algorithm>

#include "base/text.h"
#include "query/sql/lower.h"

namespace ward::query {

namespace {

struct Known {
    std::string_view name, view;
    std::span<const store::Column> (*columns)();
};
constexpr Known known_tables[] = {
    {"Events", "events", store::event_columns},
    {"Findings", "findings", store::finding_columns},
    {"Quarantine", "quarantine", store::quarantine_columns},
};

// time_ns -> TimeGenerated, src_ip -> SrcIp.
std::string kusto_name(std::string_view name) {
    if (name == "time_ns") return "TimeGenerated";
    if (name == "received_ns") return "ReceivedTime";
    if (name == "source_name") return "Source";
    std::string out;
    for (const std::string_view part : base::split(name, '_')) {
        out += part;
        char& first = out[out.size() - part.size()];
        if (first >= 'a' && first <= 'z') first = static_cast<char>(first - 32);
    }
    return out;
}

bool is_json(std::string_view name) {
    constexpr std::string_view all = " native ocsf tags entities correlation events ";
    return all.find(" " + std::string(name) + " ") != std::string_view::npos;
}

// A long has a sign: what is above its range comes out below zero, bit by bit the same.
std::string signed_of(const std::string& value) {
    return "CAST(CAST(" + value + " AS HUGEINT) - CASE WHEN " + value + " > " +
           std::to_string(INT64_MAX) + " THEN " + std::string(two_to_64) + " ELSE 0 END AS BIGINT)";
}

// Every use of a relation has names of its own, or a join with itself would mix them up.
Relation renamed(Lowering& lowering, const Relation& in) {
    Relation out;
    std::string list;
    for (const auto& column : in.columns) {
        out.columns.push_back({column.name, lowering.fresh(), column.type});
        list += (list.empty() ? "" : ", ") + column.id + " AS " + out.columns.back().id;
    }
    out.sql = "SELECT " + (list.empty() ? "NULL" : list) + " FROM (" + in.sql + ")";
    for (size_t i = 0; i < in.columns.size(); ++i)
        if (in.columns[i].id == in.time) out.time = out.columns[i].id;
    out.is_ordered = in.is_ordered;
    out.name = in.name;
    out.reading = in.reading;
    return out;
}

}  // namespace

const Let* Lowering::view(const std::string& name) const {
    const View* found = views_ == nullptr ? nullptr : views_->find(name);
    return found == nullptr ? nullptr : &found->tree.lets[0];
}

Relation Lowering::event_table(std::string_view table) {
    const Known& known = *std::ranges::find(known_tables, table, &Known::name);
    Relation out;
    std::string list;
    for (const store::Column& column : known.columns()) {
        const std::string id = fresh(), raw = "\"" + std::string(column.name) + "\"";
        const bool is_time = column.name.ends_with("_ns"), is_varchar = column.type == "VARCHAR";
        const bool is_text = is_varchar && !is_json(column.name);
        const std::string_view type = is_time      ? "datetime"
                                      : is_text    ? "string"
                                      : is_varchar ? "dynamic"
                                                   : "long";
        list += list.empty() ? "" : ", ";
        list += is_time                    ? "(" + raw + " // 100)"
                : is_text                  ? "coalesce(" + raw + ", '')"
                : is_varchar               ? raw
                : column.type == "UBIGINT" ? signed_of(raw)
                                           : "CAST(" + raw + " AS BIGINT)";
        list += " AS " + id;
        const bool is_late = table == "Events" && !store::dear_sql(column.name).empty();
        out.columns.push_back(
            {kusto_name(column.name), id, std::string(type), is_late ? column.name : ""});
        if (table == "Events" && column.name == "record") out.record = id;
        if (table == "Events" && column.name == "idx") out.index = id;
    }
    out.sql = "SELECT " + list + " FROM " + std::string(known.view);
    out.name = table;
    if (table == "Events") {
        for (const auto& column : out.columns)
            if (column.name == "TimeGenerated") out.time = column.id;
        out.reading = ranges_.size();
        ranges_.emplace_back(INT64_MIN, INT64_MAX);
    }
    return out;
}

bool Lowering::is_table(const Expression& source) const {
    if (std::holds_alternative<Datatable>(source.node) ||
        std::holds_alternative<Subquery>(source.node))
        return true;
    const auto is_tabular = [this](const Let& let) {
        if (!let.cases.empty()) return true;
        if (!let.value) return false;
        if (!let.value->operators.empty()) return true;
        if (!let.value->source) return false;
        if (const auto* name = std::get_if<Name>(&let.value->source->node))
            for (const auto& parameter : let.parameters)
                if (parameter.declaration.name == name->text)
                    return parameter.declaration.type == "table";
        return is_table(*let.value->source);
    };
    if (const auto* name = std::get_if<Name>(&source.node)) {
        if (const Binding* binding = lookup(name->text)) {
            if (const auto* let = std::get_if<const Let*>(&binding->value))
                return is_tabular(**let);
            return std::holds_alternative<Relation>(binding->value);
        }
        return std::ranges::find(known_tables, name->text, &Known::name) !=
                   std::end(known_tables) ||
               view(name->text) != nullptr;
    }
    const auto* call = std::get_if<Call>(&source.node);
    if (!call) return false;
    if (const Binding* binding = lookup(call->function))
        if (const auto* let = std::get_if<const Let*>(&binding->value)) return is_tabular(**let);
    if (view(call->function) != nullptr) return true;
    return call->function == "materialize" || call->function == "table" ||
           call->function == "view" || call->function == "externaldata";
}

Relation Lowering::source(const Expression& source) {
    if (const auto* name = std::get_if<Name>(&source.node)) return named(name->text, source.begin);
    if (const auto* data = std::get_if<Datatable>(&source.node))
        return datatable(*data, source.begin);
    if (const auto* inner = std::get_if<Subquery>(&source.node)) return pipeline(*inner->pipeline);
    if (const auto* call = std::get_if<Call>(&source.node))
        return function_table(*call, source.begin);
    if (const auto* member = std::get_if<Member>(&source.node)) {
        const auto* call = std::get_if<Call>(&member->base->node);
        const auto* key = std::get_if<Literal>(&member->key->node);
        const Binding* binding = call && key ? lookup(call->function) : nullptr;
        if (const auto* let = binding ? std::get_if<const Let*>(&binding->value) : nullptr) {
            const Binding copy = *binding;
            return pattern(**let, copy, *call, key->text, source.begin);
        }
        fail(source.begin, "other clusters and databases cannot be asked from here");
        return {};
    }
    fail(source.begin, "this is no table");
    return {};
}

Relation Lowering::named(const std::string& name, size_t at) {
    if (const Binding* binding = lookup(name)) {
        if (const auto* table = std::get_if<Relation>(&binding->value))
            return renamed(*this, *table);
        if (std::holds_alternative<const Let*>(binding->value)) {
            Relation out = function_table({name, {}}, at);
            out.name = name;
            return out;
        }
        return fail(at, "'" + name + "' is a value, not a table"), Relation{};
    }
    if (std::ranges::find(known_tables, name, &Known::name) != std::end(known_tables))
        return event_table(name);
    if (view(name) != nullptr) {
        Relation out = function_table({name, {}}, at);
        out.name = name;
        return out;
    }
    std::vector<std::string_view> all;
    std::vector<std::string> views;
    if (views_ != nullptr) views = views_->names();
    for (const auto& one : views) all.push_back(one);
    for (const auto& known : known_tables) all.push_back(known.name);
    for (const Scope* scope = scope_; scope != nullptr; scope = scope->parent)
        for (const auto& [other, binding] : scope->names) all.push_back(other);
    const std::string near = base::nearest(name, all);
    fail(at, "there is no table '" + name + "'",
         near.empty() ? "" : "did you mean '" + near + "'?");
    return {};
}

std::vector<std::pair<std::string, Relation>> Lowering::tables(const std::string& pattern) {
    std::vector<std::string> names;
    for (const Scope* scope = scope_; scope != nullptr; scope = scope->parent)
        for (const auto& [name, binding] : scope->names) {
            const auto* let = std::get_if<const Let*>(&binding.value);
            const bool fits = std::holds_alternative<Relation>(binding.value) ||
                              (let && (*let)->parameters.empty());
            if (fits && matches(pattern, name)) names.push_back(name);
        }
    for (const auto& known : known_tables)
        if (matches(pattern, known.name)) names.emplace_back(known.name);
    // "*" is what is stored; a view is asked for by its name, or rows would be found twice.
    if (views_ != nullptr && pattern.find_first_not_of('*') != std::string::npos)
        for (const auto& name : views_->names())
            if (matches(pattern, name)) names.push_back(name);
    std::vector<std::pair<std::string, Relation>> out;
    for (const auto& name : names) out.emplace_back(name, named(name, 0));
    return out;
}

Relation Lowering::datatable(const Datatable& table, size_t at) {
    Relation out;
    if (table.is_external)
        return fail(at, "data from outside cannot be asked: only what is stored"), out;
    const size_t width = table.columns.size();
    std::string types, nulls;
    for (const auto& [name, type] : table.columns) {
        const std::string known = kusto_type(type);
        if (known.empty()) return fail(at, "there is no type '" + type + "'"), out;
        const std::string id = fresh();
        types += (types.empty() ? "CAST(" : ", CAST(") + id + " AS " +
                 std::string(sql_type(known)) + ") AS " + id;
        nulls += nulls.empty() ? "NULL" : ", NULL";
        out.columns.push_back({unique(out.columns, name), id, known});
    }
    if (width == 0 || table.values.size() % width != 0)
        return fail(at, "the datatable's values do not fill its rows"), out;
    std::string rows;
    for (size_t i = 0; i < table.values.size() && !failed(); ++i) {
        const std::string& type = out.columns[i % width].type;
        const Typed value = constant(*table.values[i]);
        rows += (i % width == 0 ? (i == 0 ? "(" : ", (") : ", ") + convert(value, type) +
                (i % width + 1 == width ? ")" : "");
    }
    const bool is_empty = rows.empty();
    out.sql = "SELECT " + types + " FROM (VALUES " + (is_empty ? "(" + nulls + ")" : rows) +
              ") AS t(" + columns_of(out) + ")" + (is_empty ? " WHERE FALSE" : "");
    return out;
}

// The case whose constants are the call's.
Relation Lowering::pattern(const Let& let, const Binding& binding, const Call& call,
                           const std::string& path, size_t at) {
    std::vector<std::string> given;
    for (const auto& argument : call.arguments)
        given.push_back(constant(*argument).text.value_or(""));
    for (const PatternCase& one : let.cases) {
        bool same = one.path == path && one.values.size() == given.size();
        for (size_t i = 0; same && i < given.size(); ++i)
            same = constant(*one.values[i]).text.value_or("") == given[i];
        if (!same || !one.body) continue;
        Scope* before = scope_;
        Relation nothing, out;
        if (enter(let, binding, call, nothing, at)) {
            statements(one.lets);
            out = pipeline(*one.body);
        }
        scope_ = before;
        return out;
    }
    return fail(at, "no case of the pattern '" + let.name + "' fits"), Relation{};
}

Relation Lowering::invoke(const Call& call, const Relation& in, size_t at) {
    const Binding* binding = lookup(call.function);
    const auto* own = binding ? std::get_if<const Let*>(&binding->value) : nullptr;
    const Let* let = own ? *own : view(call.function);
    if (!let || let->parameters.empty())
        return fail(at, "there is no function '" + call.function + "' to invoke"), Relation{};
    const Nested nested(*this, at);
    if (nested.is_too_deep) return {};
    const Binding copy = own ? *binding : Binding{let, nullptr};
    Scope* before = scope_;
    Relation columns = in, out;  // FileProfile(SHA1, 100) may name columns
    if (enter(*let, copy, call, columns, at, &in) && let->value) out = pipeline(*let->value);
    scope_ = before;
    return out;
}

// materialize(T), table("T"), and functions of one's own that make tables.
Relation Lowering::function_table(const Call& call, size_t at) {
    if (const Binding* binding = lookup(call.function)) {
        if (const auto* let = std::get_if<const Let*>(&binding->value)) {
            const Nested nested(*this, at);
            if (nested.is_too_deep) return {};
            const Binding copy = *binding;
            if (!(*let)->cases.empty()) return pattern(**let, copy, call, "", at);
            Scope* before = scope_;
            Relation nothing, out;
            if (enter(**let, copy, call, nothing, at) && (*let)->value)
                out = pipeline(*(*let)->value);
            scope_ = before;
            out.name = call.function;
            return out;
        }
    }
    if (const Let* let = view(call.function)) {
        const Nested nested(*this, at);
        if (nested.is_too_deep) return {};
        Scope* before = scope_;
        Relation nothing, out;
        const Binding binding{let, nullptr};  // a view sees no name of the query
        if (enter(*let, binding, call, nothing, at) && let->value) out = pipeline(*let->value);
        scope_ = before;
        out.name = call.function;
        return out;
    }
    const bool one = call.arguments.size() == 1;
    if ((call.function == "materialize" || call.function == "view") && one)
        return shared(source(*call.arguments[0]));
    if (call.function == "table" && !call.arguments.empty()) {
        const Typed name = constant(*call.arguments[0]);
        if (name.text) return named(*name.text, at);
    }
    if (call.function == "cluster" || call.function == "database")
        return fail(at, "other clusters and databases cannot be asked from here"), Relation{};
    fail(at, "there is no table function '" + call.function + "'");
    return {};
}

}  // namespace ward::query
