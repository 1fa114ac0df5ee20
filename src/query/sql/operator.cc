// SPDX-License-Identifier: Apache-2.0
// Operators become nested selects. Each column has its own name inside the SQL, because Kusto's
// names know case and SQL's do not. Unknown tables and operators are refused by name.
#include <algorithm>

#include "base/text.h"
#include "query/sql/lower.h"
#include "query/syntax/lexer.h"
#include "store/event_store.h"

namespace ward::query {

namespace {

std::string kusto_type(std::string_view type) {
    if (type == "string" || type == "bool" || type == "long" || type == "real" ||
        type == "datetime" || type == "timespan" || type == "dynamic")
        return std::string(type);
    if (type == "int") return "long";
    if (type == "double" || type == "decimal") return "real";
    if (type == "date") return "datetime";
    if (type == "boolean") return "bool";
    return "";
}

// time_ns -> TimeGenerated, src_ip -> SrcIp.
std::string kusto_name(std::string_view name) {
    if (name == "time_ns") return "TimeGenerated";
    if (name == "received_ns") return "ReceivedTime";
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

bool matches(std::string_view pattern, std::string_view name) {
    const size_t star = pattern.find('*');
    if (star == std::string_view::npos) return pattern == name;
    const auto head = pattern.substr(0, star), tail = pattern.substr(star + 1);
    return name.size() >= head.size() + tail.size() && name.starts_with(head) &&
           name.ends_with(tail);
}

std::string columns_of(const Relation& in) {
    std::string out;
    for (const auto& column : in.columns) out += (out.empty() ? "" : ", ") + column.id;
    return out;
}

}  // namespace

Relation Lowering::query(const Query& query) {
    for (const Let& let : query.lets) {
        if (let.is_function)
            return fail(let.begin, "functions of one's own cannot run yet"), Relation{};
        if (let.value) lets_[let.name] = let.value.get();
    }
    if (query.results.empty())
        return fail(0, "the query asks nothing: it has no table and no print"), Relation{};
    if (query.results.size() > 1)
        return fail(0, "several results in one query cannot run yet"), Relation{};
    Relation out = pipeline(*query.results.front());
    out.sql = "SELECT " + columns_of(out) + " FROM (" + out.sql + ")";
    return out;
}

Relation Lowering::pipeline(const Pipeline& pipeline) {
    if (++depth_ > 50)
        return fail(0, "the query is nested too deeply, or is defined by itself"), Relation{};
    Relation out;
    size_t first = 0;
    if (pipeline.source) {
        out = source(*pipeline.source);
    } else if (!pipeline.operators.empty()) {
        const Operator& one = pipeline.operators.front();
        first = 1;
        if (one.keyword == "print") {
            out.sql = "SELECT 1 AS c_one";
            project(one, out);
        } else if (one.keyword == "range") {
            out = range(one);
        } else {
            fail(one.begin, "the operator '" + one.keyword + "' cannot run yet");
        }
    } else {
        fail(0, "management commands are not run");
    }
    for (size_t i = first; i < pipeline.operators.size() && !diagnostics_.has_errors(); ++i) {
        apply(pipeline.operators[i], out);
        if (out.sql.size() > sql_bytes_max)
            fail(pipeline.operators[i].begin, "the query grows too large");
    }
    --depth_;
    return out;
}

Relation Lowering::source(const Expression& source) {
    if (const auto* name = std::get_if<Name>(&source.node)) return table(*name, source.begin);
    if (const auto* data = std::get_if<Datatable>(&source.node)) return datatable(*data);
    if (const auto* inner = std::get_if<Subquery>(&source.node)) return pipeline(*inner->pipeline);
    fail(source.begin, "this is no table");
    return {};
}

Relation Lowering::table(const Name& name, size_t at) {
    if (const auto let = lets_.find(name.text); let != lets_.end()) return pipeline(*let->second);
    std::span<const store::Column> columns;
    if (name.text == "Events")
        columns = store::event_columns();
    else if (name.text == "Findings")
        columns = store::finding_columns();
    else if (name.text == "Quarantine")
        columns = store::quarantine_columns();
    else {
        const std::string near = base::nearest(name.text, {"Events", "Findings", "Quarantine"});
        fail(at, "there is no table '" + name.text + "'",
             near.empty() ? "" : "did you mean '" + near + "'?");
        return {};
    }
    Relation out;
    std::string list;
    for (const store::Column& column : columns) {
        const std::string id = fresh(), raw(column.name);
        const bool is_time = column.name.ends_with("_ns");
        const bool is_text = column.type == "VARCHAR" && !is_json(column.name);
        list += list.empty() ? "" : ", ";
        list += is_time                    ? "(\"" + raw + "\" // 100)"
                : is_text                  ? "coalesce(\"" + raw + "\", '')"
                : column.type == "VARCHAR" ? "\"" + raw + "\""
                                           : "CAST(\"" + raw + "\" AS BIGINT)";
        list += " AS " + id;
        out.columns.push_back({kusto_name(column.name), id,
                               is_time                    ? "datetime"
                               : is_text                  ? "string"
                               : column.type == "VARCHAR" ? "dynamic"
                                                          : "long"});
    }
    out.sql = "SELECT " + list + " FROM " + base::to_lower(name.text);
    return out;
}

Relation Lowering::datatable(const Datatable& table) {
    Relation out;
    const size_t width = table.columns.size();
    for (const auto& [name, type] : table.columns) {
        if (kusto_type(type).empty())
            return fail(0, "columns of type '" + type + "' cannot run yet"), out;
        out.columns.push_back({name, fresh(), kusto_type(type)});
    }
    if (width == 0 || table.values.size() % width != 0)
        return fail(0, "the datatable's values do not fill its rows"), out;
    std::string rows;
    for (size_t i = 0; i < table.values.size(); ++i) {
        const std::string& type = out.columns[i % width].type;
        const Typed value = expression(*table.values[i], {});
        const bool is_ticks =
            (type == "datetime" || type == "timespan") && value.type != type && value.sql != "NULL";
        if (is_ticks) return fail(table.values[i]->begin, "expected a " + type), out;
        rows += (i % width == 0 ? (i == 0 ? "(" : ", (") : ", ") + convert(value, type) +
                (i % width + 1 == width ? ")" : "");
    }
    std::string nulls;
    for (size_t i = 0; i < width; ++i) nulls += i == 0 ? "NULL" : ", NULL";
    std::string types;
    for (const auto& column : out.columns) {
        const bool text = column.type == "string" || column.type == "dynamic";
        types += (types.empty() ? "CAST(" : ", CAST(") + column.id + " AS " +
                 (text                    ? "VARCHAR"
                  : column.type == "real" ? "DOUBLE"
                  : column.type == "bool" ? "BOOLEAN"
                                          : "BIGINT") +
                 ") AS " + column.id;
    }
    const bool is_empty = rows.empty();
    out.sql = "SELECT " + types + " FROM (VALUES " + (is_empty ? "(" + nulls + ")" : rows) +
              ") AS t(" + columns_of(out) + ")" + (is_empty ? " WHERE FALSE" : "");
    return out;
}

Relation Lowering::range(const Operator& one) {
    Relation out;
    if (one.clauses.size() != 4 || one.clauses[0].items.size() != 1 ||
        one.clauses[1].items.size() != 1 || one.clauses[2].items.size() != 1 ||
        one.clauses[3].items.size() != 1)
        return fail(one.begin, "expected: range x from a to b step c"), out;
    const auto* name = std::get_if<Name>(&one.clauses[0].items[0].value->node);
    if (!name) return fail(one.begin, "expected the name of the column"), out;
    Typed bound[3];
    for (size_t i = 0; i < 3; ++i) bound[i] = expression(*one.clauses[i + 1].items[0].value, {});
    if (bound[0].type == "real" || bound[2].type == "real")
        return fail(one.begin, "a range of real numbers cannot run yet"), out;
    out.columns.push_back({name->text, fresh(), bound[0].type});
    out.sql = "SELECT unnest(generate_series(" + bound[0].sql + ", " + bound[1].sql + ", " +
              bound[2].sql + ")) AS " + out.columns[0].id;
    return out;
}

void Lowering::apply(const Operator& one, Relation& in) {
    const std::string& word = one.keyword;
    const std::string from = " FROM (" + in.sql + ")";
    if (word == "where" || word == "filter") {
        in.sql = "SELECT *" + from + " WHERE " +
                 convert(expression(*one.clauses[0].items[0].value, in), "bool");
    } else if (word == "extend" || word == "project") {
        project(one, in);
    } else if (word.starts_with("project-") && word != "project-by-names") {
        choose(one, in);
    } else if (word == "count") {
        in.columns = {{"Count", fresh(), "long"}};
        in.sql = "SELECT count(*) AS " + in.columns[0].id + from;
    } else if (word == "summarize" || word == "distinct") {
        summarize(one, in);
    } else if (word == "sort" || word == "order") {
        if (one.clauses.size() == 2) in.sql = "SELECT *" + from + order(one.clauses[1].items, in);
    } else if (word == "take" || word == "limit" || word == "top") {
        const Typed n = expression(*one.clauses[0].items[0].value, {});
        if (n.type != "long") fail(one.begin, "expected a number of rows");
        const bool top = word == "top" && one.clauses.size() == 2;
        in.sql =
            "SELECT *" + from + (top ? order(one.clauses[1].items, in) : "") + " LIMIT " + n.sql;
    } else if (word != "render" && word != "serialize" && word != "as") {
        fail(one.begin, "the operator '" + word + "' cannot run yet");
    }
}

std::string Lowering::name_of(const Expression& value, size_t index) {
    if (const auto* assign = std::get_if<Assign>(&value.node)) return assign->names.front();
    if (const auto* name = std::get_if<Name>(&value.node)) return name->text;
    if (const auto* member = std::get_if<Member>(&value.node))
        if (const auto* key = std::get_if<Literal>(&member->key->node);
            key && key->type == "string") {
            return name_of(*member->base, index) + "_" + key->text;
        }
    if (const auto* call = std::get_if<Call>(&value.node); call && !call->arguments.empty()) {
        const Expression& inner = *call->arguments.front();
        if (call->function == "bin" && std::holds_alternative<Name>(inner.node))
            return name_of(inner, index);
    }
    return "Column" + std::to_string(index + 1);
}

void Lowering::project(const Operator& one, Relation& in) {
    const bool keeps = one.keyword == "extend";
    std::string list = keeps ? columns_of(in) : "";
    std::vector<ColumnPlan> out = keeps ? in.columns : std::vector<ColumnPlan>{};
    const auto& items = one.clauses[0].items;
    for (size_t i = 0; i < items.size(); ++i) {
        const Expression& value = *items[i].value;
        const Typed typed = expression(value, in);
        std::string name = name_of(value, i);
        if (one.keyword == "print" && !std::holds_alternative<Assign>(value.node))
            name = "print_" + std::to_string(i);
        const std::string id = fresh();
        list += (list.empty() ? "" : ", ") + typed.sql + " AS " + id;
        const auto same = std::ranges::find(out, name, &ColumnPlan::name);
        if (same == out.end())
            out.push_back({name, id, typed.type});
        else if (keeps)
            *same = {name, id, typed.type};
        else
            fail(value.begin, "two columns are called '" + name + "'");
    }
    in.sql = "SELECT " + list + " FROM (" + in.sql + ")";
    in.columns = std::move(out);
}

// project-away, -keep, -rename, -reorder only change which columns are named.
void Lowering::choose(const Operator& one, Relation& in) {
    std::vector<ColumnPlan> chosen, rest = in.columns;
    for (const Item& item : one.clauses[0].items) {
        if (const auto* assign = std::get_if<Assign>(&item.value->node)) {
            const auto* old = std::get_if<Name>(&assign->value->node);
            const auto at = std::ranges::find(rest, old ? old->text : "", &ColumnPlan::name);
            if (at == rest.end() || one.keyword != "project-rename") {
                expression(*assign->value, in);
                return void(fail(item.value->begin, "expected: new = old"));
            }
            at->name = assign->names.front();
            continue;
        }
        const auto* name = std::get_if<Name>(&item.value->node);
        if (!name) return void(fail(item.value->begin, "expected the name of a column"));
        const bool pattern = name->text.find('*') != std::string::npos;
        if (!pattern) expression(*item.value, in);
        for (const ColumnPlan& column : in.columns)
            if (std::erase_if(rest, [&](const auto& c) {
                    return c.id == column.id && matches(name->text, c.name);
                }) > 0)
                chosen.push_back(column);
    }
    if (one.keyword == "project-keep")
        std::erase_if(in.columns, [&](const auto& c) {
            return std::ranges::find(chosen, c.id, &ColumnPlan::id) == chosen.end();
        });
    else if (one.keyword == "project-reorder")
        chosen.insert(chosen.end(), rest.begin(), rest.end()), in.columns = chosen;
    else
        in.columns = rest;
}

std::string Lowering::order(const std::vector<Item>& items, const Relation& in) {
    std::string out;
    for (const Item& item : items) {
        const bool nulls_first = item.has_nulls ? item.nulls_first : item.ascending;
        out += (out.empty() ? " ORDER BY " : ", ") + expression(*item.value, in).sql +
               (item.ascending ? " ASC" : " DESC") + (nulls_first ? " NULLS FIRST" : " NULLS LAST");
    }
    return out;
}

Typed Lowering::aggregate(const Call& call, const Expression& at, const Relation& in) {
    const std::string& f = call.function;
    std::vector<Typed> a;
    for (const auto& one : call.arguments) a.push_back(expression(*one, in));
    if (f == "count" && a.empty()) return {"count(*)", "long"};
    if (a.empty()) return fail(at.begin, "'" + f + "' wants an argument");
    const std::string x = a[0].sql;
    const bool condition = f.ends_with("if") && f != "countif" && a.size() >= 2;
    const std::string filter = condition ? " FILTER (WHERE " + convert(a[1], "bool") + ")" : "";
    const std::string base = condition ? f.substr(0, f.size() - 2) : f;
    if (f == "countif") return {"count(*) FILTER (WHERE " + convert(a[0], "bool") + ")", "long"};
    if (base == "dcount" || base == "count_distinct")
        return {"count(DISTINCT " + x + ")" + filter, "long"};
    if (base == "min" || base == "max" || base == "take_any")
        return {(base == "take_any" ? "any_value" : base) + "(" + x + ")" + filter, a[0].type};
    if (base == "sum") {
        const std::string type = a[0].type == "dynamic" ? "real" : a[0].type;
        return {"coalesce(CAST(sum(" + convert(a[0], type) + ")" + filter +
                    (type == "real" ? " AS DOUBLE), 0)" : " AS BIGINT), 0)"),
                type};
    }
    if (base == "avg")
        return {"avg(" + convert(a[0], "real") + ")" + filter,
                a[0].type == "timespan" ? "timespan" : "real"};
    if (base == "stdev" || base == "variance")
        return {"coalesce(" + std::string(base == "stdev" ? "stddev_samp" : "var_samp") + "(" +
                    convert(a[0], "real") + ")" + filter + ", 0)",
                "real"};
    if (f == "percentile" && a.size() == 2)
        return {"quantile_disc(" + x + ", " + a[1].sql + " / 100.0)", a[0].type};
    if (base == "make_list" || base == "make_set") {
        const std::string item = a[0].type == "dynamic" ? "CAST(" + x + " AS JSON)" : x;
        return {"coalesce(CAST(to_json(list(" + std::string(base == "make_set" ? "DISTINCT " : "") +
                    item + ") FILTER (WHERE " + x + " IS NOT NULL" +
                    (condition ? " AND " + convert(a[1], "bool") : "") + ")) AS VARCHAR), '[]')",
                "dynamic"};
    }
    return fail(at.begin, "the aggregate '" + f + "' is unknown or cannot run yet");
}

void Lowering::summarize(const Operator& one, Relation& in) {
    const bool is_distinct = one.keyword == "distinct";
    const std::vector<Item> none;
    const auto& groups = is_distinct              ? one.clauses[0].items
                         : one.clauses.size() > 1 ? one.clauses[1].items
                                                  : none;
    std::string list, keys;
    std::vector<ColumnPlan> out;
    const auto put = [&](std::string name, const Typed& typed) {
        const std::string plain = name;
        for (int n = 1; std::ranges::find(out, name, &ColumnPlan::name) != out.end(); ++n)
            name = plain + std::to_string(n);
        out.push_back({name, fresh(), typed.type});
        list += (list.empty() ? "" : ", ") + typed.sql + " AS " + out.back().id;
    };
    for (size_t i = 0; i < groups.size(); ++i) {
        const auto* name = std::get_if<Name>(&groups[i].value->node);
        if (is_distinct && name && name->text == "*") {
            for (const auto& column : in.columns) put(column.name, {column.id, column.type});
            continue;
        }
        put(name_of(*groups[i].value, i), expression(*groups[i].value, in));
    }
    for (size_t i = 0; i < out.size(); ++i) keys += (i > 0 ? ", " : "") + std::to_string(i + 1);
    for (size_t i = 0; !is_distinct && i < one.clauses[0].items.size(); ++i) {
        const Expression& item = *one.clauses[0].items[i].value;
        const auto* assign = std::get_if<Assign>(&item.node);
        const Expression& value = assign ? *assign->value : item;
        const auto* call = std::get_if<Call>(&value.node);
        if (!call) return void(fail(value.begin, "expected an aggregate such as count()"));
        const auto* of =
            call->arguments.empty() ? nullptr : std::get_if<Name>(&call->arguments[0]->node);
        const std::string prefix = call->function == "make_set"    ? "set"
                                   : call->function == "make_list" ? "list"
                                                                   : call->function;
        put(assign ? assign->names.front() : prefix + "_" + (of ? of->text : ""),
            aggregate(*call, value, in));
    }
    in.sql =
        "SELECT " + list + " FROM (" + in.sql + ")" + (keys.empty() ? "" : " GROUP BY " + keys);
    in.columns = std::move(out);
}

}  // namespace ward::query
