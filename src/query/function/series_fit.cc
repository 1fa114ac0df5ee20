// SPDX-License-Identifier: Apache-2.0
// Series as models: statistics, lines, polynomials, seasons, outliers, spectra. Functions that make
// several columns answer a bag; lowering takes it apart.
#include <algorithm>
#include <cmath>
#include <complex>
#include <numeric>

#include "query/function/list.h"
#include "query/function/series.h"

namespace ward::query {

namespace {

constexpr int degree_max = 20;

Result stats(Given a) {
    const auto x = reals_at(a, 0);
    if (!x || x->empty()) return {};
    const auto [least, most] = std::ranges::minmax_element(*x);
    const auto n = static_cast<double>(x->size());
    const double mean = std::accumulate(x->begin(), x->end(), 0.0) / n;
    double squares = 0;
    for (const double one : *x) squares += (one - mean) * (one - mean);
    const double variance = n > 1 ? squares / (n - 1) : 0;
    Json out;
    out.set("min", Json(*least));
    out.set("min_idx", Json(int64_t{least - x->begin()}));
    out.set("max", Json(*most));
    out.set("max_idx", Json(int64_t{most - x->begin()}));
    out.set("avg", Json(mean));
    out.set("stdev", Json(std::sqrt(variance)));
    out.set("variance", Json(variance));
    return kusto_json(out);
}

struct Line {
    double slope = 0, intercept = 0, rsquare = 0, variance = 0, rvariance = 0;
    std::vector<double> fit;
};

Line line_of(std::span<const double> y) {
    Line out;
    const auto n = static_cast<double>(y.size());
    double sx = 0, sy = 0, sxx = 0, sxy = 0;
    for (size_t i = 0; i < y.size(); ++i) {
        const auto x = static_cast<double>(i);
        sx += x, sy += y[i], sxx += x * x, sxy += x * y[i];
    }
    const double base = n * sxx - sx * sx;
    out.slope = base == 0 ? 0 : (n * sxy - sx * sy) / base;
    out.intercept = n == 0 ? 0 : (sy - out.slope * sx) / n;
    double total = 0, rest = 0;
    for (size_t i = 0; i < y.size(); ++i) {
        out.fit.push_back(out.intercept + out.slope * static_cast<double>(i));
        total += (y[i] - sy / n) * (y[i] - sy / n);
        rest += (y[i] - out.fit[i]) * (y[i] - out.fit[i]);
    }
    out.variance = n > 1 ? total / (n - 1) : 0;
    out.rvariance = n > 1 ? rest / (n - 1) : 0;
    out.rsquare = total == 0 ? 1 : 1 - rest / total;
    return out;
}

Json parsed(const std::vector<double>& values) {
    auto made = base::parse_json(json_of(values));
    return made.ok() ? *made : Json();
}

Result fit_line(Given a) {
    const auto y = reals_at(a, 0);
    if (!y) return {};
    const Line line = line_of(*y);
    Json out;
    out.set("rsquare", Json(line.rsquare));
    out.set("slope", Json(line.slope));
    out.set("variance", Json(line.variance));
    out.set("rvariance", Json(line.rvariance));
    out.set("interception", Json(line.intercept));
    out.set("line_fit", parsed(line.fit));
    return kusto_json(out);
}

Result fit_two_lines(Given a) {
    const auto y = reals_at(a, 0);
    if (!y || y->size() < 4 || y->size() > 4096) return {};
    const std::span<const double> all(*y);
    size_t best = 0;
    double least = INFINITY;
    for (size_t at = 2; at + 2 <= all.size(); ++at) {
        const Line l = line_of(all.first(at)), r = line_of(all.subspan(at));
        const double rest = l.rvariance * static_cast<double>(at - 1) +
                            r.rvariance * static_cast<double>(all.size() - at - 1);
        if (rest < least) least = rest, best = at;
    }
    const Line whole = line_of(all), l = line_of(all.first(best)), r = line_of(all.subspan(best));
    std::vector<double> fit = l.fit;
    fit.insert(fit.end(), r.fit.begin(), r.fit.end());
    const double total = whole.variance * static_cast<double>(all.size() - 1);
    Json out;
    out.set("rsquare", Json(total == 0 ? 1 : 1 - least / total));
    out.set("split_idx", Json(static_cast<int64_t>(best)));
    out.set("variance", Json(whole.variance));
    out.set("rvariance", Json(least / static_cast<double>(all.size() - 1)));
    out.set("line_fit", parsed(fit));
    out.set("right_rsquare", Json(r.rsquare));
    out.set("right_slope", Json(r.slope));
    out.set("right_interception", Json(r.intercept));
    out.set("right_variance", Json(r.variance));
    out.set("right_rvariance", Json(r.rvariance));
    out.set("left_rsquare", Json(l.rsquare));
    out.set("left_slope", Json(l.slope));
    out.set("left_interception", Json(l.intercept));
    out.set("left_variance", Json(l.variance));
    out.set("left_rvariance", Json(l.rvariance));
    return kusto_json(out);
}

// Gauss with pivots; empty if there is no one answer.
std::vector<double> solve(std::vector<std::vector<double>> m) {
    const size_t n = m.size();
    for (size_t c = 0; c < n; ++c) {
        size_t best = c;
        for (size_t r = c; r < n; ++r)
            if (std::fabs(m[r][c]) > std::fabs(m[best][c])) best = r;
        if (m[best][c] == 0) return {};
        std::swap(m[c], m[best]);
        for (size_t r = 0; r < n; ++r) {
            if (r == c) continue;
            const double factor = m[r][c] / m[c][c];
            for (size_t k = c; k <= n; ++k) m[r][k] -= factor * m[c][k];
        }
    }
    std::vector<double> out;
    for (size_t i = 0; i < n; ++i) out.push_back(m[i][n] / m[i][i]);
    return out;
}

// series_fit_poly(y [, x, degree])
Result fit_poly(Given a) {
    const auto y = reals_at(a, 0);
    if (!y) return {};
    auto x = reals_at(a, 1);
    if (!x) x.emplace(), x->resize(y->size()), std::iota(x->begin(), x->end(), 1.0);
    const auto degree =
        static_cast<size_t>(std::clamp<int64_t>(long_at(a, 2).value_or(2), 1, degree_max));
    if (x->size() != y->size()) return {};
    std::vector<std::vector<double>> m(degree + 1, std::vector<double>(degree + 2, 0));
    for (size_t i = 0; i < y->size(); ++i)
        for (size_t r = 0; r <= degree; ++r) {
            for (size_t c = 0; c <= degree; ++c)
                m[r][c] += std::pow((*x)[i], static_cast<double>(r + c));
            m[r][degree + 1] += (*y)[i] * std::pow((*x)[i], static_cast<double>(r));
        }
    auto factors = solve(std::move(m));
    if (factors.empty()) return {};
    std::vector<double> fit;
    const double mean = std::accumulate(y->begin(), y->end(), 0.0) / static_cast<double>(y->size());
    double total = 0, rest = 0;
    for (size_t i = 0; i < y->size(); ++i) {
        double value = 0;
        for (size_t r = factors.size(); r-- > 0;) value = value * (*x)[i] + factors[r];
        fit.push_back(value);
        total += ((*y)[i] - mean) * ((*y)[i] - mean), rest += ((*y)[i] - value) * ((*y)[i] - value);
    }
    const double n = static_cast<double>(y->size()) - 1;
    std::ranges::reverse(factors);
    Json out;
    out.set("rsquare", Json(total == 0 ? 1 : 1 - rest / total));
    out.set("coefficients", parsed(factors));
    out.set("variance", Json(total / n));
    out.set("rvariance", Json(rest / n));
    out.set("poly_fit", parsed(fit));
    return kusto_json(out);
}

double autocorrelation(const std::vector<double>& x, size_t lag) {
    const auto n = static_cast<double>(x.size());
    const double mean = std::accumulate(x.begin(), x.end(), 0.0) / n;
    double top = 0, base = 0;
    for (size_t i = 0; i < x.size(); ++i) {
        base += (x[i] - mean) * (x[i] - mean);
        if (i + lag < x.size()) top += (x[i] - mean) * (x[i + lag] - mean);
    }
    if (base == 0 || x.size() <= lag) return 0;
    return top / base * n / (n - static_cast<double>(lag));
}

// The period with the strongest echo, or none.
size_t period_of(const std::vector<double>& x) {
    size_t best = 0;
    double strength = 0.2;
    const size_t most = std::min<size_t>(x.size() / 3, 4096);  // seen three times
    for (size_t lag = 2; lag <= most; ++lag) {
        const double one = autocorrelation(x, lag);
        const bool peak = one > autocorrelation(x, lag - 1) &&
                          (lag == most || one >= autocorrelation(x, lag + 1));
        if (peak && one > strength + 1e-9) strength = one, best = lag;
    }
    return best;
}

// series_seasonal(x [, period]): what repeats.
Result seasonal(Given a) {
    const auto x = reals_at(a, 0);
    if (!x || x->empty()) return {};
    const auto given = a.size() > 1 ? long_at(a, 1).value_or(-1) : -1;
    const size_t period = given > 0 ? static_cast<size_t>(given) : period_of(*x);
    std::vector<double> out(x->size(), 0);
    if (period == 0 || period > x->size()) return json_of(out);
    for (size_t phase = 0; phase < period; ++phase) {
        std::vector<double> values;
        for (size_t i = phase; i < x->size(); i += period) values.push_back((*x)[i]);
        std::ranges::sort(values);
        const size_t middle = values.size() / 2;
        const double median =
            values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
        for (size_t i = phase; i < x->size(); i += period) out[i] = median;
    }
    return json_of(out);
}

double quantile(std::vector<double> values, double share) {
    if (values.empty()) return std::nan("");
    std::ranges::sort(values);
    const double at = share * static_cast<double>(values.size() - 1);
    const auto low = static_cast<size_t>(at);
    const size_t high = std::min(low + 1, values.size() - 1);
    return values[low] + (values[high] - values[low]) * (at - static_cast<double>(low));
}

// Scores beyond the fences: 0 within, the distance in ranges without (Tukey).
Result outliers(Given a) {
    const auto x = reals_at(a, 0);
    if (!x) return {};
    const bool custom = text_at(a, 1) != "tukey";
    const double low = quantile(*x, custom ? 0.1 : 0.25), high = quantile(*x, custom ? 0.9 : 0.75);
    const double range = high - low;
    std::vector<double> out;
    for (const double one : *x) {
        double score = 0;
        if (range > 0)
            score = one > high ? (one - high) / range : one < low ? (one - low) / range : 0;
        out.push_back(score);
    }
    return json_of(out);
}

// series_periods_validate(x, p1, p2, ...): scores of periods that are given.
Result periods_validate(Given a) {
    const auto x = reals_at(a, 0);
    if (!x) return {};
    std::vector<double> periods, scores;
    for (size_t i = 1; i < a.size(); ++i) {
        const auto period = real_at(a, i);
        if (!period || *period < 2 || *period > static_cast<double>(x->size())) continue;
        periods.push_back(*period);
        scores.push_back(
            std::max(0.0, autocorrelation(*x, static_cast<size_t>(std::llround(*period)))));
    }
    Json out;
    out.set("periods", parsed(periods));
    out.set("scores", parsed(scores));
    return kusto_json(out);
}

// series_fft(real [, imaginary]) and back.
template <int direction>
Result transform(Given a) {
    const auto re = reals_at(a, 0);
    if (!re || re->size() > 4096) return {};
    const auto im = reals_at(a, 1);
    const size_t n = re->size();
    std::vector<double> out_re, out_im;
    for (size_t k = 0; k < n; ++k) {
        std::complex<double> sum = 0;
        for (size_t t = 0; t < n; ++t) {
            const double angle =
                direction * 2 * M_PI * static_cast<double>(k * t % n) / static_cast<double>(n);
            sum += std::complex((*re)[t], im && t < im->size() ? (*im)[t] : 0.0) *
                   std::polar(1.0, angle);
        }
        if (direction > 0) sum /= static_cast<double>(n);
        out_re.push_back(sum.real()), out_im.push_back(sum.imag());
    }
    Json out;
    out.set("real", parsed(out_re));
    out.set("imag", parsed(out_im));
    return kusto_json(out);
}

constexpr Function all[] = {
    {"series_stats_dynamic", "dynamic", "j?b", {}, stats},
    {"series_fit_line_dynamic", "dynamic", "j", {}, fit_line},
    {"series_fit_2lines_dynamic", "dynamic", "j", {}, fit_two_lines},
    {"_series_fit_poly", "dynamic", "j?jl", {}, fit_poly},
    {"series_seasonal", "dynamic", "j?l", {}, seasonal},
    {"series_outliers", "dynamic", "j?srrr", {}, outliers},
    {"_series_periods_validate", "dynamic", "jr*", {}, periods_validate},
    {"_series_fft", "dynamic", "j?j", {}, transform<-1>},
    {"_series_ifft", "dynamic", "j?j", {}, transform<1>},
};

}  // namespace

std::span<const Function> series_fit_functions() {
    return all;
}

}  // namespace ward::query
