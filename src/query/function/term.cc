// SPDX-License-Identifier: Apache-2.0
// Terms: what has, has_any, has_all and their kin look for where the text sought is no constant.
// A term is a run of letters and digits.
#include <algorithm>

#include "base/text.h"
#include "query/function/list.h"
#include "query/function/value.h"

namespace ward::query {

namespace {

bool is_term_byte(char c) {
    return base::is_alpha(c) || base::is_digit(c) || c < 0;
}

bool ends_at(std::string_view text, size_t at) {
    return at == 0 || at >= text.size() || !is_term_byte(text[at - 1]) || !is_term_byte(text[at]);
}

enum class Edge { both, front, back };

size_t find_term(std::string_view text, std::string_view term, Edge edge, size_t from = 0) {
    if (term.empty()) return 0;
    for (size_t at = text.find(term, from); at != std::string_view::npos;
         at = text.find(term, at + 1)) {
        const bool front = edge == Edge::back || !is_term_byte(term.front()) || ends_at(text, at);
        const bool back =
            edge == Edge::front || !is_term_byte(term.back()) || ends_at(text, at + term.size());
        if (front && back) return at;
    }
    return std::string_view::npos;
}

bool has(std::string_view text, std::string_view term, Edge edge, bool exact) {
    if (exact) return find_term(text, term, edge) != std::string_view::npos;
    return find_term(base::to_lower(text), base::to_lower(term), edge) != std::string_view::npos;
}

template <Edge edge, bool exact>
Result has_one(Given a) {
    return has(text_at(a, 0), text_at(a, 1), edge, exact);
}

template <bool all>
Result has_list(Given a) {
    const auto list = json_at(a, 1);
    if (!list) return all;
    const std::string text = base::to_lower(text_at(a, 0));
    const auto one = [&](const Json& term) {
        return find_term(text, base::to_lower(json_text(term)), Edge::both) != std::string::npos;
    };
    if (!list->is_array()) return one(*list);
    return all ? std::ranges::all_of(list->array(), one) : std::ranges::any_of(list->array(), one);
}

Result has_any_index(Given a) {
    const auto list = json_at(a, 1);
    const std::string text = base::to_lower(text_at(a, 0));
    int64_t n = 0;
    if (!list) return int64_t{-1};
    for (const Json& term : list->array()) {
        if (find_term(text, base::to_lower(json_text(term)), Edge::both) != std::string::npos)
            return n;
        ++n;
    }
    return int64_t{-1};
}

template <bool fold>
Result in_array(Given a) {
    const auto value = json_at(a, 0), list = json_at(a, 1);
    if (!value || !list) return false;
    const auto same = [&](const Json& one) {
        if (fold) return base::equals_ignore_case(json_text(one), json_text(*value));
        if (one.is_string() != value->is_string()) return json_text(one) == json_text(*value);
        return json_equal(one, *value);
    };
    if (list->is_array()) return std::ranges::any_of(list->array(), same);
    if (!list->is_object()) return same(*list);
    return std::ranges::any_of(list->object(), [&](const auto& one) { return same(one.second); });
}

// '%' any text, '_' any character.
template <bool exact>
Result like(Given a) {
    const std::string text = exact ? std::string(text_at(a, 0)) : base::to_lower(text_at(a, 0));
    const std::string pattern = exact ? std::string(text_at(a, 1)) : base::to_lower(text_at(a, 1));
    size_t p = 0, n = 0, star = std::string::npos, from = 0;
    while (n < text.size()) {
        if (p < pattern.size() && pattern[p] == '%')
            star = p++, from = n;
        else if (p < pattern.size() && (pattern[p] == '_' || pattern[p] == text[n]))
            ++p, ++n;
        else if (star != std::string::npos)
            p = star + 1, n = ++from;
        else
            return false;
    }
    while (p < pattern.size() && pattern[p] == '%') ++p;
    return p == pattern.size();
}

constexpr Function all[] = {
    {"has_any_index", "long", "sj", {}, has_any_index},
};

}  // namespace

std::span<const Function> term_functions() {
    return all;
}

// Operators, not functions: lowering calls them, a query cannot.
std::span<const Function> term_operators() {
    static constexpr Function operators[] = {
        {"has", "bool", "ss", {}, has_one<Edge::both, false>},
        {"has_cs", "bool", "ss", {}, has_one<Edge::both, true>},
        {"hasprefix", "bool", "ss", {}, has_one<Edge::front, false>},
        {"hasprefix_cs", "bool", "ss", {}, has_one<Edge::front, true>},
        {"hassuffix", "bool", "ss", {}, has_one<Edge::back, false>},
        {"hassuffix_cs", "bool", "ss", {}, has_one<Edge::back, true>},
        {"has_any", "bool", "sj", {}, has_list<false>},
        {"has_all", "bool", "sj", {}, has_list<true>},
        {"in_array", "bool", "jj", {}, in_array<false>},
        {"in_array_fold", "bool", "jj", {}, in_array<true>},
        {"like", "bool", "ss", {}, like<false>},
        {"like_cs", "bool", "ss", {}, like<true>},
    };
    return operators;
}

}  // namespace ward::query
