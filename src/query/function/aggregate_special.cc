// SPDX-License-Identifier: Apache-2.0
// Aggregates whose shape is their own: sums that keep their type, lists, sets and bags in order,
// rows of extremes, percentiles, sketches (kept exact: a set, or all values).
#include <algorithm>

#include "base/json.h"
#include "query/function/list.h"
#include "query/function/time_text.h"

namespace ward::query {

namespace {

bool counts(Lowering& l, const Call& call, const Expression& at, size_t least, size_t most) {
    const size_t n = call.arguments.size();
    if (n >= least && n <= most) return true;
    l.fail(at.begin, "'" + call.function + "' does not take " + std::to_string(n) + " arguments");
    return false;
}

std::string filter(Lowering& l, const Call& call, size_t at, Relation& in) {
    if (call.arguments.size() <= at) return "";
    return " FILTER (WHERE " + l.convert(l.expression(*call.arguments[at], in), "bool") + ")";
}

Typed countif(Lowering& l, const Call& call, const Expression& at, Relation& in) {
    if (!counts(l, call, at, 1, 1)) return {"NULL", "long"};
    return {"count(*)" + filter(l, call, 0, in), "long"};
}

Typed sum(Lowering& l, const Call& call, const Expression& at, Relation& in) {
    const bool filtered = call.function == "sumif";
    if (!counts(l, call, at, filtered ? 2 : 1, filtered ? 2 : 1)) return {"NULL", "long"};
    const Typed a = l.expression(*call.arguments[0], in);
    std::string type = a.type == "dynamic" || a.type == "string" ? "real"
                       : a.type == "int" || a.type == "bool"     ? "long"
                                                                 : a.type;
    if (a.type == "string" && !l.failed())
        return l.fail(at.begin, "cannot sum texts", "use tolong() or toreal()");
    const std::string total =
        "sum(" + l.convert(a, type) + ")" + (filtered ? filter(l, call, 1, in) : "");
    const std::string sql(sql_type(type));
    return {"coalesce(TRY_CAST(" + total + " AS " + sql + "), 0)", type};
}

// [a, b, ...] in the order that rows have.
std::string list_sql(Lowering& l, Relation& in, const std::string& item,
                     const std::string& filter) {
    std::string order;
    if (in.is_ordered || !in.groups.empty() || !in.row.empty())
        order = " ORDER BY " + l.row_number(in);
    return "'[' || coalesce(string_agg(" + item + ", ','" + order + ")" + filter + ", '') || ']'";
}

Typed gathered(Lowering& l, const Call& call, const Expression& at, Relation& in) {
    const std::string& f = call.function;
    const bool filtered = f.ends_with("_if");
    if (!counts(l, call, at, filtered ? 2 : 1, filtered ? 3 : 2)) return {"NULL", "dynamic"};
    const Typed a = l.expression(*call.arguments[0], in);
    std::string item = l.packed(a);
    if (f.ends_with("with_nulls")) item = "coalesce(" + item + ", 'null')";
    const std::string where = filtered ? filter(l, call, 1, in) : "";
    std::string sql = "(" + list_sql(l, in, item, where) + ")";
    const size_t most = filtered ? 2 : 1;
    std::string limit;
    const bool sketch =
        f.find("hll") != std::string::npos || f.find("tdigest") != std::string::npos;
    if (call.arguments.size() > most && !sketch)
        limit = ", " + l.convert(l.expression(*call.arguments[most], in), "long");
    if (f.find("merge") != std::string::npos) sql = l.native("_flatten", sql);
    if (f.starts_with("hll") || f.find("set") != std::string::npos)
        sql = l.native("set_of", sql + limit);
    else if (f.find("bag") != std::string::npos || f.find("dictionary") != std::string::npos)
        sql = l.native("_bag_merge_list", sql + limit);
    else if (!limit.empty())
        sql = l.native("list_of", sql + limit);
    return {sql, "dynamic"};
}

// take_any(x, y), take_any(*)
Typed any(Lowering& l, const Call& call, const Expression& at, Relation& in) {
    const bool filtered = call.function.ends_with("if");
    if (!counts(l, call, at, filtered ? 2 : 1, filtered ? 2 : 64)) return {"NULL", "long"};
    Typed out;
    const auto put = [&](const std::string& name, const Typed& value) {
        std::string sql =
            (value.type == "string" || value.type == "dynamic" ? "first(" : "any_value(") +
            value.sql + ")" + (filtered ? filter(l, call, 1, in) : "");
        if (value.type == "string") sql = "coalesce(" + sql + ", '')";
        out.more.emplace_back(name, Typed{sql, value.type});
    };
    const size_t values = filtered ? 1 : call.arguments.size();
    for (size_t i = 0; i < values; ++i) {
        const auto* name = std::get_if<Name>(&call.arguments[i]->node);
        if (name && name->text == "*")
            for (const auto& column : in.columns) {
                if (std::ranges::find(l.grouped, column.name) == l.grouped.end())
                    put(column.name, {column.id, column.type});
            }
        else
            put(l.name_of(*call.arguments[i]), l.expression(*call.arguments[i], in));
    }
    if (out.more.empty()) return l.fail(at.begin, "there is no column to take");
    out.sql = out.more[0].second.sql, out.type = out.more[0].second.type;
    if (out.more.size() == 1 && call.function.starts_with("any"))
        out.more[0].first = "any_" + out.more[0].first;
    return out;
}

// arg_max(x, *), arg_max(x, a, b): the row where x is greatest.
Typed extreme(Lowering& l, const Call& call, const Expression& at, Relation& in) {
    if (!counts(l, call, at, 1, 128)) return {"NULL", "long"};
    const bool greatest = call.function.find("max") != std::string::npos;
    std::vector<std::pair<std::string, Typed>> values;
    const Typed key = l.expression(*call.arguments[0], in);
    std::string key_name = l.name_of(*call.arguments[0]);
    values.emplace_back(key_name.empty() ? (greatest ? "max_" : "min_") : key_name, key);
    for (size_t i = 1; i < call.arguments.size(); ++i) {
        const auto* name = std::get_if<Name>(&call.arguments[i]->node);
        if (!name || name->text != "*") {
            values.emplace_back(l.name_of(*call.arguments[i]),
                                l.expression(*call.arguments[i], in));
            continue;
        }
        for (const auto& column : in.columns)
            if (column.id != key.sql &&
                std::ranges::find(l.grouped, column.name) == l.grouped.end())
                values.emplace_back(column.name, Typed{column.id, column.type});
    }
    std::string fields;
    for (size_t i = 0; i < values.size(); ++i)
        fields += (i > 0 ? ", 'v" : "'v") + std::to_string(i) + "': " + values[i].second.sql;
    const std::string row = l.hoist(in, "{" + fields + "}", "dynamic").sql;
    const std::string chosen = "coalesce(" + std::string(greatest ? "arg_max(" : "arg_min(") + row +
                               ", " + key.sql + "), first(" + row + "))";
    Typed out;
    for (size_t i = 0; i < values.size(); ++i)
        out.more.emplace_back(values[i].first, Typed{chosen + "['v" + std::to_string(i) + "']",
                                                     values[i].second.type});
    out.sql = out.more[0].second.sql, out.type = key.type;
    return out;
}

std::string rank_name(std::string rank) {
    if (rank.ends_with(".0")) rank.resize(rank.size() - 2);
    std::ranges::replace(rank, '.', '_');
    return rank;
}

Typed percentile(Lowering& l, const Call& call, const Expression& at, Relation& in) {
    if (!counts(l, call, at, 2, 64)) return {"NULL", "long"};
    const bool array = call.function.ends_with("_array");
    Typed x = l.expression(*call.arguments[0], in);
    if (x.type == "dynamic") x = {l.convert(x, "real"), "real"};
    std::vector<std::string> ranks;
    for (size_t i = 1; i < call.arguments.size(); ++i) {
        const Typed rank = l.constant(*call.arguments[i]);
        if (!rank.text) return l.fail(call.arguments[i]->begin, "expected a constant percentile");
        if (rank.type == "dynamic") {
            const auto list = base::parse_json(*rank.text);
            if (list.ok())
                for (const auto& one : list->array()) ranks.push_back(base::to_json(one));
        } else {
            ranks.push_back(*rank.text);
        }
    }
    const std::string name = l.name_of(*call.arguments[0]);
    Typed out;
    std::string list;
    for (const auto& rank : ranks) {
        const double share = parse_number(rank).value_or(-1) / 100;
        if (share < 0 || share > 1) return l.fail(at.begin, "a percentile lies between 0 and 100");
        const Typed one{"quantile_disc(" + x.sql + ", " + real_text(share) + ")", x.type};
        list += (list.empty() ? "" : " || ',' || ") + std::string("coalesce(") + l.packed(one) +
                ", 'null')";
        out.more.emplace_back("percentile_" + name + "_" + rank_name(rank), one);
    }
    if (array)
        return {"('[' || " + list + " || ']')",
                "dynamic",
                {},
                {},
                {{"percentiles_" + name, {"('[' || " + list + " || ']')", "dynamic"}}}};
    if (out.more.empty()) return l.fail(at.begin, "expected a percentile");
    out.sql = out.more[0].second.sql, out.type = x.type;
    return out;
}

// percentilesw(x, weight, 50, 75), percentilesw_array(x, weight, dynamic([..]))
Typed weighted(Lowering& l, const Call& call, const Expression& at, Relation& in) {
    if (!counts(l, call, at, 3, 64)) return {"NULL", "long"};
    const Typed x = l.expression(*call.arguments[0], in),
                weight = l.expression(*call.arguments[1], in);
    std::string ranks;
    std::vector<std::string> names;
    bool is_list = false;
    for (size_t i = 2; i < call.arguments.size(); ++i) {
        const Typed rank = l.expression(*call.arguments[i], in);
        is_list |= rank.type == "dynamic";
        ranks += (ranks.empty() ? "" : " || ',' || ") + l.packed(rank);
        names.push_back(rank_name(rank.text.value_or("")));
    }
    const std::string pair = "'[' || coalesce(" + l.packed(x) + ", 'null') || ',' || coalesce(" +
                             l.packed(weight) + ", '0') || ']'";
    const std::string all =
        l.native("percentiles", "'[' || string_agg(" + pair + ", ',') || ']', " +
                                    (is_list ? ranks : "'[' || " + ranks + " || ']'"));
    const std::string name = "percentile_" + l.name_of(*call.arguments[0]);
    if (is_list || call.function.ends_with("array"))
        return {all, "dynamic", {}, {}, {{name, {all, "dynamic"}}}};
    Typed out;
    for (size_t i = 0; i < names.size(); ++i) {
        const Typed one{"json_extract(" + all + ", '$[" + std::to_string(i) + "]')", "dynamic"};
        out.more.emplace_back(name + "_" + names[i], Typed{l.convert(one, x.type), x.type});
    }
    out.sql = out.more[0].second.sql, out.type = x.type;
    return out;
}

constexpr Special all[] = {
    {"countif", countif},
    {"sum", sum},
    {"sumif", sum},
    {"make_list", gathered},
    {"makelist", gathered},
    {"make_list_if", gathered},
    {"make_list_with_nulls", gathered},
    {"make_set", gathered},
    {"makeset", gathered},
    {"make_set_if", gathered},
    {"make_bag", gathered},
    {"make_bag_if", gathered},
    {"make_dictionary", gathered},
    {"hll", gathered},
    {"hll_if", gathered},
    {"hll_merge", gathered},
    {"tdigest", gathered},
    {"tdigest_merge", gathered},
    {"merge_tdigest", gathered},
    {"merge_tdigests", gathered},
    {"take_any", any},
    {"any", any},
    {"take_anyif", any},
    {"anyif", any},
    {"arg_max", extreme},
    {"arg_min", extreme},
    {"argmax", extreme},
    {"argmin", extreme},
    {"percentile", percentile},
    {"percentiles", percentile},
    {"percentiles_array", percentile},
    {"percentilew", weighted},
    {"percentilesw", weighted},
    {"percentilesw_array", weighted},
};

}  // namespace

std::span<const Special> special_aggregates() {
    return all;
}

}  // namespace ward::query
