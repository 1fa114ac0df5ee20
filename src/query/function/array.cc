// SPDX-License-Identifier: Apache-2.0
// Functions on arrays and on sets (arrays without repeats). A dynamic value that is no array gives
// null.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_set>

#include "query/function/list.h"
#include "query/function/time_text.h"
#include "query/function/value.h"

namespace ward::query {

namespace {

using Array = Json::Array;

std::optional<Array> array_at(Given a, size_t i) {
    const auto value = json_at(a, i);
    if (!value || !value->is_array()) return std::nullopt;
    return value->array();
}

Result out(Array items) {
    return kusto_json(Json(std::move(items)));
}

int64_t wrapped(int64_t index, int64_t size) {
    return index < 0 ? std::max<int64_t>(index + size, 0) : std::min(index, size);
}

Result concat(Given a) {
    Array all;
    for (size_t i = 0; i < a.size(); ++i) {
        auto one = array_at(a, i);
        if (!one) return {};
        all.insert(all.end(), one->begin(), one->end());
    }
    return out(std::move(all));
}

Result reverse(Given a) {
    auto items = array_at(a, 0);
    if (!items) return {};
    std::ranges::reverse(*items);
    return out(std::move(*items));
}

template <int direction>
Result rotate(Given a) {
    auto items = array_at(a, 0);
    const auto by = long_at(a, 1);
    if (!items || !by) return {};
    const auto size = static_cast<int64_t>(items->size());
    if (size == 0) return out({});
    const int64_t shift = ((*by * direction) % size + size) % size;
    std::rotate(items->begin(), items->begin() + shift, items->end());
    return out(std::move(*items));
}

template <int direction>
Result shift(Given a) {
    const auto items = array_at(a, 0);
    const auto by = long_at(a, 1);
    if (!items || !by) return {};
    const Json fill = a.size() > 2 ? json_at(a, 2).value_or(Json()) : Json();
    const auto size = static_cast<int64_t>(items->size());
    Array moved;
    for (int64_t i = 0; i < size; ++i) {
        const int64_t from = i + *by * direction;
        moved.push_back(from >= 0 && from < size ? (*items)[static_cast<size_t>(from)] : fill);
    }
    return out(std::move(moved));
}

Result slice(Given a) {
    const auto items = array_at(a, 0);
    const auto from = long_at(a, 1), to = long_at(a, 2);
    if (!items || !from || !to) return {};
    const auto size = static_cast<int64_t>(items->size());
    const int64_t begin = wrapped(*from, size);
    const int64_t end = std::min(*to < 0 ? *to + size : *to, size - 1);
    Array part;
    for (int64_t i = begin; i <= end; ++i) part.push_back((*items)[static_cast<size_t>(i)]);
    return out(std::move(part));
}

Result split(Given a) {
    const auto items = array_at(a, 0);
    const auto marks = json_at(a, 1);
    if (!items || !marks) return {};
    const auto size = static_cast<int64_t>(items->size());
    Array at = marks->array();
    if (!marks->is_array()) at.push_back(*marks);
    at.emplace_back(size);
    Array parts;
    int64_t begin = 0;
    for (const Json& mark : at) {
        const int64_t end = std::max(wrapped(mark.integer(), size), begin);
        parts.emplace_back(Array(items->begin() + begin, items->begin() + end));
        begin = end;
    }
    return out(std::move(parts));
}

Result index_of(Given a) {
    const auto items = array_at(a, 0);
    const auto value = json_at(a, 1);
    if (!items || !value) return {};
    const auto size = static_cast<int64_t>(items->size());
    const int64_t begin = a.size() > 2 ? wrapped(long_at(a, 2).value_or(0), size) : 0;
    const int64_t length = a.size() > 3 ? long_at(a, 3).value_or(-1) : -1;
    int64_t occurrence = a.size() > 4 ? long_at(a, 4).value_or(1) : 1;
    const int64_t end = length < 0 ? size : std::min(size, begin + length);
    for (int64_t i = begin; i < end; ++i)
        if (json_equal((*items)[static_cast<size_t>(i)], *value) && --occurrence == 0) return i;
    return int64_t{-1};
}

// array_iff(conditions, then, otherwise): element by element.
Result iff(Given a) {
    const auto conditions = array_at(a, 0);
    if (!conditions) return {};
    const auto yes = json_at(a, 1), no = json_at(a, 2);
    const auto pick = [](const std::optional<Json>& from, size_t i) {
        if (!from) return Json();
        if (!from->is_array()) return *from;
        return i < from->array().size() ? from->array()[i] : Json();
    };
    Array chosen;
    for (size_t i = 0; i < conditions->size(); ++i) {
        const Json& one = (*conditions)[i];
        if (!one.is_bool() && !one.is_number())
            chosen.emplace_back();
        else
            chosen.push_back(pick(*json_real(one) != 0 ? yes : no, i));
    }
    return out(std::move(chosen));
}

// One order for all: the first array's; nulls last unless said otherwise.
template <bool descending>
Result sorted(Given a, size_t arrays, bool nulls_last) {
    const auto keys = array_at(a, 0);
    if (!keys) return {};
    std::vector<size_t> order(keys->size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::ranges::stable_sort(order, [&](size_t x, size_t y) {
        const Json &l = (*keys)[x], &r = (*keys)[y];
        if (l.is_null() || r.is_null())
            return nulls_last ? !l.is_null() && r.is_null() : l.is_null() && !r.is_null();
        return descending ? json_order(l, r) > 0 : json_order(l, r) < 0;
    });
    Array all;
    for (size_t n = 0; n < arrays; ++n) {
        const auto items = array_at(a, n);
        if (!items || items->size() != keys->size()) {
            all.emplace_back();
            continue;
        }
        Array one;
        for (const size_t i : order) one.push_back((*items)[i]);
        all.emplace_back(std::move(one));
    }
    return out(std::move(all));
}

// All arrays sorted, as one array of arrays; lowering takes them apart.
template <bool descending>
Result sort(Given a) {
    const bool says = a.size() > 1 && std::holds_alternative<bool>(a[a.size() - 1]);
    return sorted<descending>(a, a.size() - (says ? 1 : 0), says ? bool_at(a, a.size() - 1) : true);
}

Result range(Given a) {
    const auto from = real_at(a, 0), to = real_at(a, 1), step = a.size() > 2 ? real_at(a, 2) : 1;
    if (!from || !to || !step || *step == 0) return {};
    const bool whole = std::holds_alternative<int64_t>(a[0]) &&
                       (a.size() < 3 || std::holds_alternative<int64_t>(a[2]));
    Array items;
    if (whole) {
        const int64_t begin = *long_at(a, 0), end = *long_at(a, 1),
                      by = a.size() > 2 ? *long_at(a, 2) : 1;
        for (int64_t x = begin; (by > 0 ? x <= end : x >= end) && items.size() < array_items_max;
             x += by)
            items.emplace_back(x);
    } else {
        for (size_t i = 0; i < array_items_max; ++i) {
            const double x = *from + *step * static_cast<double>(i);
            if (*step > 0 ? x > *to : x < *to) break;
            items.emplace_back(x);
        }
    }
    return out(std::move(items));
}

// Times within: a range of datetimes or timespans (ticks in; texts out).
template <bool is_moment>
Result range_of_times(Given a) {
    const auto from = long_at(a, 0), to = long_at(a, 1), step = long_at(a, 2);
    if (!from || !to || !step || *step == 0) return {};
    Array items;
    for (int64_t x = *from; (*step > 0 ? x <= *to : x >= *to) && items.size() < array_items_max;
         x += *step)
        items.emplace_back(is_moment ? datetime_text(x) : timespan_text(x));
    return out(std::move(items));
}

Result repeat(Given a) {
    const auto value = json_at(a, 0);
    const auto times = long_at(a, 1);
    if (!times || *times < 0) return {};
    const auto count = std::min<size_t>(static_cast<size_t>(*times), array_items_max);
    return out(Array(count, value.value_or(Json())));
}

Result zip(Given a) {
    std::vector<Array> all;
    size_t longest = 0;
    for (size_t i = 0; i < a.size(); ++i) {
        all.push_back(array_at(a, i).value_or(Array{}));
        longest = std::max(longest, all.back().size());
    }
    Array rows;
    for (size_t i = 0; i < longest; ++i) {
        Array row;
        for (const Array& one : all) row.push_back(i < one.size() ? one[i] : Json());
        rows.emplace_back(std::move(row));
    }
    return out(std::move(rows));
}

Array distinct(const Array& items) {
    Array kept;
    std::unordered_set<std::string> seen;
    for (const Json& one : items)
        if (seen.insert(kusto_json(one)).second) kept.push_back(one);
    return kept;
}

bool holds(const std::unordered_set<std::string>& set, const Json& one) {
    return set.contains(kusto_json(one));
}

std::unordered_set<std::string> set_of(const Array& items) {
    std::unordered_set<std::string> set;
    for (const Json& one : items) set.insert(kusto_json(one));
    return set;
}

Result set_union(Given a) {
    Array all;
    for (size_t i = 0; i < a.size(); ++i) {
        const auto one = array_at(a, i);
        if (!one) return {};
        all.insert(all.end(), one->begin(), one->end());
    }
    return out(distinct(all));
}

template <bool keeps>
Result set_filter(Given a) {
    const auto first = array_at(a, 0);
    if (!first) return {};
    Array kept = distinct(*first);
    for (size_t i = 1; i < a.size(); ++i) {
        const auto one = array_at(a, i);
        if (!one) return {};
        const auto set = set_of(*one);
        std::erase_if(kept, [&](const Json& item) { return holds(set, item) != keeps; });
    }
    return out(std::move(kept));
}

Result flatten(Given a) {
    const auto lists = array_at(a, 0);
    Array all;
    if (!lists) return {};
    for (const Json& one : *lists) all.insert(all.end(), one.array().begin(), one.array().end());
    return out(std::move(all));
}

std::vector<double> sorted_reals(Given a) {
    std::vector<double> values;
    for (const Json& one : array_at(a, 0).value_or(Array{}))
        if (const auto value = json_real(one)) values.push_back(*value);
    std::ranges::sort(values);
    return values;
}

// By the nearest rank.
double nearest_rank(const std::vector<double>& values, double percent) {
    const double at = std::ceil(percent / 100 * static_cast<double>(values.size()));
    const auto i = static_cast<size_t>(std::clamp(at, 1.0, static_cast<double>(values.size())));
    return values[i - 1];
}

Result percentile_of(Given a) {
    const auto values = sorted_reals(a);
    const auto percent = real_at(a, 1);
    return values.empty() || !percent ? Result() : Result(nearest_rank(values, *percent));
}

Result percentiles_of(Given a) {
    const auto values = sorted_reals(a);
    Array all;
    for (size_t i = 1; i < a.size() && !values.empty(); ++i) {
        const auto ranks = json_at(a, i);
        if (!ranks) continue;
        if (!ranks->is_array())
            all.emplace_back(nearest_rank(values, json_real(*ranks).value_or(0)));
        for (const Json& one : ranks->array())
            all.emplace_back(nearest_rank(values, json_real(one).value_or(0)));
    }
    return out(std::move(all));
}

template <bool percent>
Result rank_of(Given a) {
    const auto values = sorted_reals(a);
    const auto value = real_at(a, 1);
    if (values.empty() || !value) return {};
    const auto rank =
        static_cast<double>(std::ranges::upper_bound(values, *value) - values.begin());
    return percent ? rank / static_cast<double>(values.size()) * 100 : rank;
}

Result set_equals(Given a) {
    const auto x = array_at(a, 0), y = array_at(a, 1);
    return x && y ? Result(set_of(*x) == set_of(*y)) : Result();
}

Result set_has_element(Given a) {
    const auto items = array_at(a, 0);
    const auto value = json_at(a, 1);
    if (!items) return {};
    return std::ranges::any_of(
        *items, [&](const Json& one) { return json_equal(one, value.value_or(Json())); });
}

Result jaccard_index(Given a) {
    const auto x = array_at(a, 0), y = array_at(a, 1);
    if (!x || !y) return {};
    const auto left = set_of(*x), right = set_of(*y);
    const auto both =
        std::ranges::count_if(left, [&](const auto& one) { return right.contains(one); });
    const auto all = static_cast<double>(left.size() + right.size()) - static_cast<double>(both);
    return all == 0 ? std::nan("") : static_cast<double>(both) / all;
}

constexpr Function all[] = {
    {"array_length", "long", "j",
     "(CASE WHEN json_type($1) = 'ARRAY' THEN json_array_length($1)::BIGINT END)"},
    {"arraylength", "long", "j",
     "(CASE WHEN json_type($1) = 'ARRAY' THEN json_array_length($1)::BIGINT END)"},
    {"array_concat", "dynamic", "j*", {}, concat},
    {"array_reverse", "dynamic", "j", {}, reverse},
    {"array_rotate_left", "dynamic", "jl", {}, rotate<1>},
    {"array_rotate_right", "dynamic", "jl", {}, rotate<-1>},
    {"array_shift_left", "dynamic", "jl?x", {}, shift<1>},
    {"array_shift_right", "dynamic", "jl?x", {}, shift<-1>},
    {"array_slice", "dynamic", "jll", {}, slice},
    {"array_split", "dynamic", "jx", {}, split},
    {"array_index_of", "long", "jx?lll", {}, index_of},
    {"array_iff", "dynamic", "jxx", {}, iff},
    {"array_iif", "dynamic", "jxx", {}, iff},
    {"_array_sort_asc", "dynamic", "j*", {}, sort<false>},
    {"_array_sort_desc", "dynamic", "j*", {}, sort<true>},
    {"_range", "dynamic", "aa?a", {}, range},
    {"_range_datetime", "dynamic", "ddt", {}, range_of_times<true>},
    {"_range_timespan", "dynamic", "ttt", {}, range_of_times<false>},
    {"repeat", "dynamic", "xl", {}, repeat},
    {"zip", "dynamic", "j*", {}, zip},
    // Sketches are exact here: hll keeps the values, tdigest the numbers.
    {"hll_merge", "dynamic", "j*", {}, set_union},
    {"tdigest_merge", "dynamic", "j*", {}, concat},
    {"merge_tdigest", "dynamic", "j*", {}, concat},
    {"dcount_hll", "long", "j", "coalesce(json_array_length($1)::BIGINT, 0)"},
    {"hll_isvalid", "bool", "j", "(json_type($1) = 'ARRAY')"},
    {"tdigest_isvalid", "bool", "j", "(json_type($1) = 'ARRAY')"},
    {"_flatten", "dynamic", "j", {}, flatten},
    {"percentile_tdigest", "real", "jr?a", {}, percentile_of},
    {"percentiles_array_tdigest", "dynamic", "jx*", {}, percentiles_of},
    {"rank_tdigest", "real", "jr", {}, rank_of<false>},
    {"percentrank_tdigest", "real", "jr", {}, rank_of<true>},
    {"set_union", "dynamic", "j*", {}, set_union},
    {"set_intersect", "dynamic", "j*", {}, set_filter<true>},
    {"set_difference", "dynamic", "j*", {}, set_filter<false>},
    {"set_equals", "bool", "jj", {}, set_equals},
    {"set_has_element", "bool", "jx", {}, set_has_element},
    {"jaccard_index", "real", "jj", {}, jaccard_index},
};

}  // namespace

std::span<const Function> array_functions() {
    return all;
}

}  // namespace ward::query
