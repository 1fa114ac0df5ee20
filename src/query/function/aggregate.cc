// SPDX-License-Identifier: Apache-2.0
// Aggregates. Those of one shape are rows: SQL with the arguments and the filter of the ...if form;
// the others are code. Nulls are not counted; an aggregate over nothing is Kusto's, not SQL's.
#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "query/function/list.h"

namespace ward::query {

namespace {

// $1 the first argument, $F the filter. Result "1": the first argument's type.
constexpr Aggregate plain[] = {
    {"count", "long", "?a", "count(*)$F", "count"},
    {"cnt", "long", "", "count(*)$F", "count"},
    {"dcount", "long", "a?l", "count(DISTINCT $1)$F", "dcount"},
    {"count_distinct", "long", "a", "count(DISTINCT $1)$F", "count_distinct"},
    {"min", "1", "a", "min($1)$F", "min"},
    {"max", "1", "a", "max($1)$F", "max"},
    {"avg", "r", "r", "avg($1)$F", "avg"},
    {"stdev", "real", "r", "coalesce(stddev_samp($1)$F, 0)", "stdev"},
    {"stdevp", "real", "r", "coalesce(stddev_pop($1)$F, 0)", "stdev"},
    {"variance", "real", "r", "coalesce(var_samp($1)$F, 0)", "variance"},
    {"variancep", "real", "r", "coalesce(var_pop($1)$F, 0)", "variance"},
    {"covariance", "real", "rr", "covar_samp($1, $2)$F", "covariance"},
    {"covariancep", "real", "rr", "covar_pop($1, $2)$F", "covariancep"},
    {"binary_all_or", "long", "l", "bit_or($1)$F", ""},
    {"binary_all_and", "long", "l", "bit_and($1)$F", ""},
    {"binary_all_xor", "long", "l", "bit_xor($1)$F", ""},
    {"passthrough", "1", "a", "any_value($1)$F", ""},
};

const Aggregate* plain_named(std::string_view name) {
    const auto* found = std::ranges::find(plain, name, &Aggregate::name);
    return found == std::end(plain) ? nullptr : found;
}

// dcountif, dcount_if: the aggregate and its filter, the last argument.
struct Split {
    const Aggregate* base = nullptr;
    bool filtered = false;
};
Split split(std::string_view name) {
    if (const auto* one = plain_named(name)) return {one, false};
    if (name.ends_with("_if")) return {plain_named(name.substr(0, name.size() - 3)), true};
    if (name.ends_with("if")) return {plain_named(name.substr(0, name.size() - 2)), true};
    return {};
}

std::string filter_of(Lowering& l, const Call& call, size_t at, Relation& in) {
    if (call.arguments.size() <= at) return "";
    return " FILTER (WHERE " + l.convert(l.expression(*call.arguments[at], in), "bool") + ")";
}

std::string prefix_of(std::string_view name) {
    if (const auto* special = special_aggregate(name); !special) {
        const Split one = split(name);
        if (!one.base) return std::string(name);
        if (name == "stdevp" || name == "variancep")
            return std::string(name.substr(0, name.size() - 1));
        return std::string(name);
    }
    if (name.starts_with("make_list") || name == "makelist") return "list";
    if (name.starts_with("make_set") || name == "makeset") return "set";
    if (name.starts_with("make_bag")) return "bag";
    if (name == "make_dictionary") return "dictionary";
    return std::string(name);
}

}  // namespace

bool is_aggregate(std::string_view name) {
    return split(name).base != nullptr || special_aggregate(name) != nullptr;
}

const std::vector<std::string_view>& aggregate_names() {
    static const std::vector<std::string_view> names = [] {
        std::vector<std::string_view> out;
        for (const auto& one : plain) out.push_back(one.name);
        for (const auto& one : special_aggregates()) out.push_back(one.name);
        for (const std::string_view more :
             {"countif", "dcountif", "count_distinctif", "minif", "maxif", "avgif", "stdevif",
              "varianceif", "variancepif", "covarianceif", "covariancepif"})
            out.push_back(more);
        std::ranges::sort(out);
        return out;
    }();
    return names;
}

const Special* special_aggregate(std::string_view name) {
    for (const auto& one : special_aggregates())
        if (one.name == name) return &one;
    return nullptr;
}

Typed plain_aggregate(Lowering& l, const Call& call, const Expression& at, Relation& in) {
    const Split one = split(call.function);
    const size_t wanted = static_cast<size_t>(
        std::ranges::count_if(one.base->parameters, [](char c) { return c != '?'; }));
    const size_t least = std::min(wanted, one.base->parameters.find('?'));
    const size_t given = call.arguments.size() - (one.filtered && !call.arguments.empty() ? 1 : 0);
    if (given > wanted || given < least || (one.filtered && call.arguments.empty()))
        return l.fail(at.begin, "'" + call.function + "' does not take " +
                                    std::to_string(call.arguments.size()) + " arguments");
    const std::string filter = one.filtered ? filter_of(l, call, given, in) : "";
    std::vector<Typed> a;
    for (size_t i = 0; i < given; ++i) a.push_back(l.expression(*call.arguments[i], in));
    if (l.failed()) return {"NULL", "long"};
    std::string type(one.base->result);
    if (type == "1") type = a[0].type;
    if (type == "r")
        type = a[0].type == "timespan" || a[0].type == "datetime" || a[0].type == "decimal"
                   ? a[0].type
                   : "real";
    const bool as_number = one.base->parameters[0] == 'r';
    std::string sql;
    for (size_t i = 0; i < one.base->sql.size(); ++i) {
        const char next = i + 1 < one.base->sql.size() ? one.base->sql[i + 1] : ' ';
        if (one.base->sql[i] != '$') {
            sql += one.base->sql[i];
        } else if (next == 'F') {
            sql += filter, ++i;
        } else {
            const auto n = static_cast<size_t>(next - '1');
            sql += as_number && !(type == "timespan" || type == "datetime")
                       ? l.convert(a[n], "real")
                   : one.base->parameters[0] == 'l' ? l.convert(a[n], "long")
                                                    : a[n].sql;
            ++i;
        }
    }
    if (a.size() > 0 && a[0].type == "string" && type == "string")
        sql = "coalesce(" + sql + ", '')";
    if (type == "timespan" || type == "datetime") sql = "CAST(" + sql + " AS BIGINT)";
    if (one.base->name == "min" || one.base->name == "max") {
        if (type == "dynamic") return {l.convert({sql, "dynamic"}, "dynamic"), type};
    }
    return {sql, type};
}

std::string aggregate_name(Lowering& l, const Expression& value) {
    const auto* call = std::get_if<Call>(&value.node);
    if (!call) return "";
    std::string inner = call->arguments.empty() ? "" : l.name_of(*call->arguments[0]);
    const std::string& f = call->function;
    if (!is_aggregate(f)) {
        const std::string own = l.name_of(value);
        return own;
    }
    if (f.starts_with("binary_all") || f == "passthrough") return inner;
    if (f == "countif") return f + "_";
    if (f == "covariance" || f.starts_with("covariance"))
        inner += call->arguments.size() > 1 ? "_" + l.name_of(*call->arguments[1]) : "";
    return prefix_of(f) + "_" + inner;
}

// max(x) - min(x), round(avg(x), 2): aggregates inside an expression.
Typed over_aggregates(Lowering& l, const Expression& value, Relation& in) {
    const bool before = l.set_aggregating(true);
    Typed out = l.expression(value, in);
    l.set_aggregating(before);
    return out;
}

}  // namespace ward::query
