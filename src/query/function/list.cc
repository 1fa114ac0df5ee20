// SPDX-License-Identifier: Apache-2.0
// Every family of functions, and how a call becomes SQL.
#include "query/function/list.h"

#include <algorithm>
#include <deque>
#include <unordered_map>

#include "base/text.h"

namespace ward::query {

namespace {

constexpr std::span<const Function> (*families[])() = {
    array_functions, bag_functions,      bit_functions,        code_functions,   convert_functions,
    geo_functions,   internal_functions, ip_functions,         math_functions,   parse_functions,
    regex_functions, series_functions,   series_fit_functions, string_functions, term_functions,
    time_functions,  unit_functions,
};
constexpr std::span<const Special> (*special_families[])() = {special_functions, window_functions};

store::ScalarType scalar_type(std::string_view type) {
    const std::string_view sql = sql_type(type);
    if (sql == "BOOLEAN") return store::ScalarType::boolean;
    if (sql == "BIGINT") return store::ScalarType::integer;
    return sql == "DOUBLE" ? store::ScalarType::real : store::ScalarType::text;
}

struct Index {
    std::unordered_multimap<std::string_view, const Function*> functions;
    std::unordered_map<std::string_view, const Special*> specials;
    std::unordered_map<std::string_view, store::ScalarFunction> natives;
    std::deque<std::string> names;  // of natives
    std::vector<std::string_view> known;

    Index() {
        for (const auto family : families)
            for (const Function& one : family()) {
                const bool is_internal = family == internal_functions || one.name.starts_with('_');
                if (!is_internal) functions.emplace(one.name, &one), known.push_back(one.name);
                if (one.call == nullptr) continue;
                names.push_back("kql_" + std::string(one.name));
                natives[one.name] = {names.back(), scalar_type(one.result), one.is_volatile,
                                     one.call};
            }
        for (const auto family : special_families)
            for (const Special& one : family())
                specials[one.name] = &one, known.push_back(one.name);
        std::ranges::sort(known);
        known.erase(std::ranges::unique(known).begin(), known.end());
    }
};

const Index& index() {
    static const Index one;
    return one;
}

std::string_view type_of_letter(char letter) {
    switch (letter) {
        case 's':
            return "string";
        case 'l':
            return "long";
        case 'r':
            return "real";
        case 'b':
            return "bool";
        case 'd':
            return "datetime";
        case 't':
            return "timespan";
        case 'j':
            return "dynamic";
        case 'g':
            return "guid";
        case 'i':
            return "int";
        case 'm':
            return "decimal";
        default:
            return "";
    }
}

// The letter of the n-th argument.
char letter_of(std::string_view parameters, size_t n) {
    char last = 'a';
    size_t seen = 0;
    for (const char c : parameters) {
        if (c == '?' || c == '*') continue;
        last = c;
        if (seen++ == n) break;
    }
    return last;
}

std::string widest(const std::vector<Typed>& a) {
    std::string out = "int";
    for (const auto& one : a) {
        if (one.type == "dynamic" || one.type == "real") return "real";
        if (one.type == "decimal")
            out = "decimal";
        else if (out == "int" && !one.type.empty())
            out = one.type;
    }
    return out;
}

}  // namespace

bool Function::takes(size_t count) const {
    size_t least = 0, most = 0;
    bool optional = false;
    for (const char c : parameters) {
        if (c == '*') return count >= least;
        if (c == '?') {
            optional = true;
            continue;
        }
        ++most;
        if (!optional) ++least;
    }
    return count >= least && count <= most;
}

std::vector<const Function*> functions_named(std::string_view name) {
    std::vector<const Function*> out;
    const auto [from, to] = index().functions.equal_range(name);
    for (auto one = from; one != to; ++one) out.push_back(one->second);
    return out;
}

const Special* special_function(std::string_view name) {
    const auto found = index().specials.find(name);
    return found == index().specials.end() ? nullptr : found->second;
}

const std::vector<std::string_view>& function_names() {
    return index().known;
}

const store::ScalarFunction* native_function(std::string_view name) {
    const auto found = index().natives.find(name);
    return found == index().natives.end() ? nullptr : &found->second;
}

Typed call_of(Lowering& lowering, const Function& function, const std::vector<Typed>& a) {
    std::vector<std::string> given;
    for (size_t i = 0; i < a.size(); ++i) {
        const char letter = letter_of(function.parameters, i);
        // Hashes see a datetime as Kusto counts it, from the year one.
        if (letter == 'h' && a[i].type == "datetime") {
            given.push_back(lowering.convert(a[i], "long"));
            continue;
        }
        if (letter == 'x')
            given.push_back(lowering.packed(a[i]));
        else if (letter == 'j' && a[i].type == "string")
            given.push_back(lowering.native("text_dynamic", a[i].sql));
        else
            given.push_back(lowering.convert(a[i], type_of_letter(letter)));
    }
    std::string type(function.result);
    if (function.result.size() == 1 && function.result[0] >= '1' && function.result[0] <= '9') {
        const auto n = static_cast<size_t>(function.result[0] - '1');
        type = n < a.size() ? a[n].type : "long";
        if (type == "dynamic" && function.parameters[0] != 'j')
            type = "real", given[0] = lowering.convert(a[0], "real");
    } else if (function.result == "n") {
        type = widest(a);
        for (size_t i = 0; i < a.size(); ++i) given[i] = lowering.convert(a[i], type);
    }
    if (function.call != nullptr) {
        std::string list;
        for (const auto& one : given) list += (list.empty() ? "" : ", ") + one;
        return {lowering.native(function.name, list), type};
    }
    std::string sql;
    for (size_t i = 0; i < function.sql.size(); ++i) {
        const bool names = function.sql[i] == '$' && i + 1 < function.sql.size() &&
                           base::is_digit(function.sql[i + 1]);
        if (!names) {
            sql += function.sql[i];
            continue;
        }
        const auto n = static_cast<size_t>(function.sql[++i] - '1');
        if (n < given.size()) sql += given[n];
    }
    return {sql, type};
}

}  // namespace ward::query
