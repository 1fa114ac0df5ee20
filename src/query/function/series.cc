// SPDX-License-Identifier: Apache-2.0
// Series: arrays of numbers, element by element, filled, filtered and summed. An element that is
// no number is null.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "query/function/list.h"
#include "query/function/series.h"

namespace ward::query {

namespace {

using Array = Json::Array;

Json number(double value) {
    return Json(value);
}

// Whole stays whole where both are.
template <typename Real, typename Whole>
Result pairs(Given a, Real real, Whole whole) {
    const auto x = json_at(a, 0), y = json_at(a, 1);
    if (!x || !y) return {};
    const size_t size = x->is_array() ? x->array().size() : y->array().size();
    Array out;
    for (size_t i = 0; i < size; ++i) {
        const Json l = x->is_array() ? (i < x->array().size() ? x->array()[i] : Json()) : *x;
        const Json r = y->is_array() ? (i < y->array().size() ? y->array()[i] : Json()) : *y;
        const auto lr = json_real(l), rr = json_real(r);
        if (!lr || !rr)
            out.emplace_back();
        else if (l.is_integer() && r.is_integer())
            out.push_back(whole(l.integer(), r.integer()));
        else
            out.push_back(real(*lr, *rr));
    }
    return kusto_json(Json(std::move(out)));
}

int64_t wrap(uint64_t value) {
    return static_cast<int64_t>(value);
}

Result add(Given a) {
    return pairs(
        a, [](double x, double y) { return number(x + y); },
        [](int64_t x, int64_t y) {
            return Json(wrap(static_cast<uint64_t>(x) + static_cast<uint64_t>(y)));
        });
}
Result subtract(Given a) {
    return pairs(
        a, [](double x, double y) { return number(x - y); },
        [](int64_t x, int64_t y) {
            return Json(wrap(static_cast<uint64_t>(x) - static_cast<uint64_t>(y)));
        });
}
Result multiply(Given a) {
    return pairs(
        a, [](double x, double y) { return number(x * y); },
        [](int64_t x, int64_t y) {
            return Json(wrap(static_cast<uint64_t>(x) * static_cast<uint64_t>(y)));
        });
}
Result divide(Given a) {
    const auto real = [](double x, double y) { return number(x / y); };
    return pairs(a, real, [&](int64_t x, int64_t y) {
        return real(static_cast<double>(x), static_cast<double>(y));
    });
}
Result power(Given a) {
    const auto real = [](double x, double y) { return number(std::pow(x, y)); };
    return pairs(a, real, [&](int64_t x, int64_t y) {
        return real(static_cast<double>(x), static_cast<double>(y));
    });
}

template <typename Test>
Result tests(Given a, Test test) {
    return pairs(
        a, [&](double x, double y) { return Json(test(x, y)); },
        [&](int64_t x, int64_t y) { return Json(test(x, y)); });
}
Result greater(Given a) {
    return tests(a, [](auto x, auto y) { return x > y; });
}
Result greater_equals(Given a) {
    return tests(a, [](auto x, auto y) { return x >= y; });
}
Result less(Given a) {
    return tests(a, [](auto x, auto y) { return x < y; });
}
Result less_equals(Given a) {
    return tests(a, [](auto x, auto y) { return x <= y; });
}
Result equals(Given a) {
    return tests(a, [](auto x, auto y) { return x == y; });
}
Result not_equals(Given a) {
    return tests(a, [](auto x, auto y) { return x != y; });
}

template <double (*function)(double)>
Result each(Given a) {
    const auto x = json_at(a, 0);
    if (!x || !x->is_array()) return {};
    Array out;
    for (const Json& one : x->array()) {
        const auto value = json_real(one);
        out.push_back(value ? number(function(*value)) : Json());
    }
    return kusto_json(Json(std::move(out)));
}

template <int64_t (*whole)(int64_t), double (*real)(double)>
Result each_of_its_kind(Given a) {
    const auto x = json_at(a, 0);
    if (!x || !x->is_array()) return {};
    Array out;
    for (const Json& one : x->array()) {
        if (one.is_integer())
            out.emplace_back(whole(one.integer()));
        else
            out.push_back(one.is_number() ? number(real(one.real())) : Json());
    }
    return kusto_json(Json(std::move(out)));
}

int64_t sign_whole(int64_t x) {
    return x > 0 ? 1 : x < 0 ? -1 : 0;
}
double sign_real(double x) {
    return x > 0 ? 1 : x < 0 ? -1 : 0;
}
int64_t abs_whole(int64_t x) {
    return x < 0 ? wrap(0 - static_cast<uint64_t>(x)) : x;
}

// Gaps are nulls, or what the second argument names.
bool is_gap(const Json& one, const std::optional<Json>& mark) {
    if (one.is_null() || one.text() == "NaN") return true;
    return mark && !mark->is_null() && json_equal(one, *mark);
}

template <bool forward>
Result fill(Given a) {
    const auto x = json_at(a, 0), mark = json_at(a, 1);
    if (!x || !x->is_array()) return {};
    Array out = x->array();
    const Json* last = nullptr;
    for (size_t n = 0; n < out.size(); ++n) {
        Json& one = out[forward ? n : out.size() - 1 - n];
        if (!is_gap(one, mark))
            last = &one;
        else if (last != nullptr)
            one = *last;
    }
    return kusto_json(Json(std::move(out)));
}

Result fill_const(Given a) {
    const auto x = json_at(a, 0), value = json_at(a, 1), mark = json_at(a, 2);
    if (!x || !x->is_array() || !value) return {};
    Array out = x->array();
    for (Json& one : out)
        if (is_gap(one, mark)) one = *value;
    return kusto_json(Json(std::move(out)));
}

// series_fill_linear(x, gap = null, fill edges = true, constant = 0)
Result fill_linear(Given a) {
    const auto x = json_at(a, 0), mark = json_at(a, 1), rest = json_at(a, 3);
    if (!x || !x->is_array()) return {};
    const bool edges = bool_at(a, 2, true);
    Array out = x->array();
    std::vector<size_t> known;
    for (size_t i = 0; i < out.size(); ++i)
        if (!is_gap(out[i], mark)) known.push_back(i);
    for (size_t i = 0; i < out.size(); ++i) {
        if (!is_gap(x->array()[i], mark)) continue;
        const auto after = std::ranges::upper_bound(known, i);
        if (known.empty()) {
            out[i] = rest.value_or(Json(0));
        } else if (after == known.begin() || after == known.end()) {
            if (edges) out[i] = x->array()[after == known.end() ? known.back() : known.front()];
        } else {
            const size_t from = *(after - 1), to = *after;
            const double l = *json_real(x->array()[from]), r = *json_real(x->array()[to]);
            out[i] = number(l + (r - l) * static_cast<double>(i - from) /
                                    static_cast<double>(to - from));
        }
    }
    return kusto_json(Json(std::move(out)));
}

// series_fir(x, filter, normalize = true where it sums to nought not, center = false)
Result fir(Given a) {
    const auto x = reals_at(a, 0), f = reals_at(a, 1);
    if (!x || !f) return {};
    double sum = 0;
    bool negative = false;
    for (const double one : *f) sum += one, negative |= one < 0;
    const bool normalize = a.size() > 2 ? bool_at(a, 2) : !negative;
    const bool center = bool_at(a, 3);
    const auto size = static_cast<int64_t>(x->size()), taps = static_cast<int64_t>(f->size());
    const int64_t lag = center ? taps / 2 : 0;
    Array out;
    for (int64_t i = 0; i < size; ++i) {
        double value = 0;
        for (int64_t k = 0; k < taps; ++k) {
            const int64_t at = i + lag - k;
            if (at >= 0 && at < size)
                value += (*x)[static_cast<size_t>(at)] * (*f)[static_cast<size_t>(k)];
        }
        out.push_back(number(normalize && sum != 0 ? value / sum : value));
    }
    return kusto_json(Json(std::move(out)));
}

Result iir(Given a) {
    const auto x = reals_at(a, 0), b = reals_at(a, 1), d = reals_at(a, 2);
    if (!x || !b || !d || d->empty() || (*d)[0] == 0) return {};
    std::vector<double> y;
    for (size_t i = 0; i < x->size(); ++i) {
        double value = 0;
        for (size_t k = 0; k < b->size() && k <= i; ++k) value += (*b)[k] * (*x)[i - k];
        for (size_t k = 1; k < d->size() && k <= i; ++k) value -= (*d)[k] * y[i - k];
        y.push_back(value / (*d)[0]);
    }
    return json_of(y);
}

template <bool roots>
Result square_sum(Given a) {
    const auto x = reals_at(a, 0);
    if (!x) return {};
    double sum = 0;
    for (const double one : *x) sum += one * one;
    return roots ? std::sqrt(sum) : sum;
}

Result sum(Given a) {
    const auto x = reals_at(a, 0);
    return x ? Result(std::accumulate(x->begin(), x->end(), 0.0)) : Result();
}

Result product(Given a) {
    const auto x = reals_at(a, 0);
    return x ? Result(std::accumulate(x->begin(), x->end(), 1.0, std::multiplies<>())) : Result();
}

Result dot_product(Given a) {
    const auto x = reals_at(a, 0), y = reals_at(a, 1);
    if (!x || !y) return {};
    double sum = 0;
    for (size_t i = 0; i < std::min(x->size(), y->size()); ++i) sum += (*x)[i] * (*y)[i];
    return sum;
}

Result cosine(Given a) {
    const auto x = reals_at(a, 0), y = reals_at(a, 1);
    if (!x || !y || x->size() != y->size()) return {};
    double xy = 0, xx = 0, yy = 0;
    for (size_t i = 0; i < x->size(); ++i)
        xy += (*x)[i] * (*y)[i], xx += (*x)[i] * (*x)[i], yy += (*y)[i] * (*y)[i];
    return xy / (std::sqrt(xx) * std::sqrt(yy));
}

Result pearson(Given a) {
    const auto x = reals_at(a, 0), y = reals_at(a, 1);
    if (!x || !y || x->size() != y->size() || x->empty()) return {};
    const auto n = static_cast<double>(x->size());
    const double mx = std::accumulate(x->begin(), x->end(), 0.0) / n;
    const double my = std::accumulate(y->begin(), y->end(), 0.0) / n;
    double xy = 0, xx = 0, yy = 0;
    for (size_t i = 0; i < x->size(); ++i) {
        const double dx = (*x)[i] - mx, dy = (*y)[i] - my;
        xy += dx * dy, xx += dx * dx, yy += dy * dy;
    }
    return xx == 0 || yy == 0 ? std::nan("") : xy / std::sqrt(xx * yy);
}

constexpr Function all[] = {
    {"series_add", "dynamic", "xx", {}, add},
    {"series_subtract", "dynamic", "xx", {}, subtract},
    {"series_multiply", "dynamic", "xx", {}, multiply},
    {"series_divide", "dynamic", "xx", {}, divide},
    {"series_pow", "dynamic", "xx", {}, power},
    {"series_greater", "dynamic", "xx", {}, greater},
    {"series_greater_equals", "dynamic", "xx", {}, greater_equals},
    {"series_less", "dynamic", "xx", {}, less},
    {"series_less_equals", "dynamic", "xx", {}, less_equals},
    {"series_equals", "dynamic", "xx", {}, equals},
    {"series_not_equals", "dynamic", "xx", {}, not_equals},
    {"series_exp", "dynamic", "j", {}, each<std::exp>},
    {"series_sin", "dynamic", "j", {}, each<std::sin>},
    {"series_asin", "dynamic", "j", {}, each<std::asin>},
    {"series_cos", "dynamic", "j", {}, each<std::cos>},
    {"series_acos", "dynamic", "j", {}, each<std::acos>},
    {"series_tan", "dynamic", "j", {}, each<std::tan>},
    {"series_atan", "dynamic", "j", {}, each<std::atan>},
    {"series_log", "dynamic", "j", {}, each<std::log>},
    {"series_floor", "dynamic", "j", {}, each<std::floor>},
    {"series_ceiling", "dynamic", "j", {}, each<std::ceil>},
    {"series_sign", "dynamic", "j", {}, each_of_its_kind<sign_whole, sign_real>},
    {"series_abs", "dynamic", "j", {}, each_of_its_kind<abs_whole, std::fabs>},
    {"series_fill_forward", "dynamic", "j?x", {}, fill<true>},
    {"series_fill_backward", "dynamic", "j?x", {}, fill<false>},
    {"series_fill_const", "dynamic", "jx?x", {}, fill_const},
    {"series_fill_linear", "dynamic", "j?xbx", {}, fill_linear},
    {"series_fir", "dynamic", "jj?bb", {}, fir},
    {"series_iir", "dynamic", "jjj", {}, iir},
    {"series_magnitude", "real", "j", {}, square_sum<true>},
    {"series_sum", "real", "j", {}, sum},
    {"array_sum", "real", "j", {}, sum},
    {"series_product", "real", "j", {}, product},
    {"series_dot_product", "real", "xx", {}, dot_product},
    {"series_cosine_similarity", "real", "jj?rr", {}, cosine},
    {"series_pearson_correlation", "real", "jj", {}, pearson},
};

}  // namespace

std::optional<std::vector<double>> reals_at(Given a, size_t i) {
    const auto x = json_at(a, i);
    if (!x || !x->is_array()) return std::nullopt;
    std::vector<double> out;
    for (const Json& one : x->array()) out.push_back(json_real(one).value_or(std::nan("")));
    return out;
}

std::string json_of(const std::vector<double>& values) {
    Array out;
    for (const double one : values) out.push_back(std::isnan(one) ? Json() : number(one));
    return kusto_json(Json(std::move(out)));
}

std::span<const Function> series_functions() {
    return all;
}

}  // namespace ward::query
