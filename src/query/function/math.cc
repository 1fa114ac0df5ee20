// SPDX-License-Identifier: Apache-2.0
// Numbers: powers, angles, rounding, distributions, chance.
#include <cmath>

#include "base/random.h"
#include "query/function/list.h"
#include "query/function/value.h"

namespace ward::query {

namespace {

constexpr int steps_max = 300;  // of continued fractions and of halving

template <double (*function)(double)>
Result of_real(Given a) {
    const auto x = real_at(a, 0);
    return x ? Result(function(*x)) : Result();
}

double exp_of_ten(double x) {
    return std::pow(10, x);
}
double cotangent(double x) {
    return 1 / std::tan(x);
}
double log_gamma(double x) {
    int sign = 0;
    return lgamma_r(x, &sign);
}

Result power(Given a) {
    const auto x = real_at(a, 0), y = real_at(a, 1);
    return x && y ? Result(std::pow(*x, *y)) : Result();
}

Result atan_two(Given a) {
    const auto y = real_at(a, 0), x = real_at(a, 1);
    return x && y ? Result(std::atan2(*y, *x)) : Result();
}

Result round_to(Given a) {
    const auto x = real_at(a, 0);
    const auto digits =
        std::clamp<int64_t>(a.size() > 1 ? long_at(a, 1).value_or(0) : 0, -300, 300);
    if (!x) return {};
    const double scale = std::pow(10, static_cast<double>(digits));
    const double moved = *x * scale;
    if (!std::isfinite(moved)) return *x;
    const double half = std::nearbyint(moved);  // halves go to the even one, as .NET does
    return half / scale;
}

// Regularised incomplete beta, by its continued fraction (Numerical analysis: Lentz).
double beta_fraction(double a, double b, double x) {
    constexpr double tiny = 1e-300;
    double c = 1, d = 1 - (a + b) * x / (a + 1);
    d = 1 / (std::fabs(d) < tiny ? tiny : d);
    double h = d;
    for (int m = 1; m <= steps_max; ++m) {
        for (const bool even : {true, false}) {
            const double n = m;
            const double term = even ? n * (b - n) * x / ((a + 2 * n - 1) * (a + 2 * n))
                                     : -(a + n) * (a + b + n) * x / ((a + 2 * n) * (a + 2 * n + 1));
            d = 1 + term * d, c = 1 + term / c;
            d = 1 / (std::fabs(d) < tiny ? tiny : d);
            if (std::fabs(c) < tiny) c = tiny;
            h *= d * c;
        }
        if (std::fabs(d * c - 1) < 1e-16) break;
    }
    return h;
}

double beta_cumulative(double x, double a, double b) {
    if (x <= 0) return 0;
    if (x >= 1) return 1;
    const double front = std::exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * std::log(x) +
                                  b * std::log(1 - x));
    return x < (a + 1) / (a + b + 2) ? front * beta_fraction(a, b, x) / a
                                     : 1 - front * beta_fraction(b, a, 1 - x) / b;
}

Result beta_cdf(Given g) {
    const auto x = real_at(g, 0), a = real_at(g, 1), b = real_at(g, 2);
    if (!x || !a || !b) return {};
    if (*x < 0 || *x > 1 || *a <= 0 || *b <= 0) return std::nan("");
    return beta_cumulative(*x, *a, *b);
}

Result beta_pdf(Given g) {
    const auto x = real_at(g, 0), a = real_at(g, 1), b = real_at(g, 2);
    if (!x || !a || !b) return {};
    if (*x < 0 || *x > 1 || *a <= 0 || *b <= 0) return std::nan("");
    return std::exp(log_gamma(*a + *b) - log_gamma(*a) - log_gamma(*b) + (*a - 1) * std::log(*x) +
                    (*b - 1) * std::log(1 - *x));
}

Result beta_inv(Given g) {
    const auto p = real_at(g, 0), a = real_at(g, 1), b = real_at(g, 2);
    if (!p || !a || !b || *p < 0 || *p > 1) return {};
    if (*a <= 0 || *b <= 0) return std::nan("");
    double low = 0, high = 1;
    for (int i = 0; i < 100; ++i) {
        const double middle = (low + high) / 2;
        (beta_cumulative(middle, *a, *b) < *p ? low : high) = middle;
    }
    return (low + high) / 2;
}

base::SeededRandom& chance() {
    thread_local base::SeededRandom random([] {
        uint64_t seed = 0;
        for (const char c : base::random_bytes(8)) seed = seed << 8 | static_cast<unsigned char>(c);
        return seed;
    }());
    return random;
}

Result random_real(Given a) {
    base::SeededRandom& random = chance();
    const double x = static_cast<double>(random.next() >> 11) * 0x1.0p-53;
    const auto range = a.empty() ? std::nullopt : long_at(a, 0);
    return range && *range > 1 ? std::floor(x * static_cast<double>(*range)) : x;
}

Result new_guid(Given) {
    base::SeededRandom& random = chance();
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (int i = 0; i < 32; ++i) {
        if (i == 8 || i == 12 || i == 16 || i == 20) out += '-';
        uint64_t nibble = random.next() & 15;
        if (i == 12) nibble = 4;
        if (i == 16) nibble = (nibble & 3) | 8;
        out += digits[nibble];
    }
    return out;
}

// The two-sided probability of Welch's test.
Result welch(Given g) {
    double v[6];
    for (size_t i = 0; i < 6; ++i) {
        const auto one = real_at(g, i);
        if (!one) return {};
        v[i] = *one;
    }
    const double left = v[1] / v[2], right = v[4] / v[5];
    const double t = (v[0] - v[3]) / std::sqrt(left + right);
    const double freedom =
        (left + right) * (left + right) / (left * left / (v[2] - 1) + right * right / (v[5] - 1));
    return beta_cumulative(freedom / (freedom + t * t), freedom / 2, 0.5);
}

constexpr Function all[] = {
    {"abs", "1", "a", "abs($1)"},
    {"sign", "long", "r", "CAST(sign($1) AS BIGINT)"},
    {"sqrt", "real", "r", {}, of_real<std::sqrt>},
    {"exp", "real", "r", {}, of_real<std::exp>},
    {"exp2", "real", "r", {}, of_real<std::exp2>},
    {"exp10", "real", "r", {}, of_real<exp_of_ten>},
    {"log", "real", "r", {}, of_real<std::log>},
    {"log2", "real", "r", {}, of_real<std::log2>},
    {"log10", "real", "r", {}, of_real<std::log10>},
    {"gamma", "real", "r", {}, of_real<std::tgamma>},
    {"loggamma", "real", "r", {}, of_real<log_gamma>},
    {"erf", "real", "r", {}, of_real<std::erf>},
    {"erfc", "real", "r", {}, of_real<std::erfc>},
    {"sin", "real", "r", {}, of_real<std::sin>},
    {"cos", "real", "r", {}, of_real<std::cos>},
    {"tan", "real", "r", {}, of_real<std::tan>},
    {"cot", "real", "r", {}, of_real<cotangent>},
    {"asin", "real", "r", {}, of_real<std::asin>},
    {"acos", "real", "r", {}, of_real<std::acos>},
    {"atan", "real", "r", {}, of_real<std::atan>},
    {"atan2", "real", "rr", {}, atan_two},
    {"pow", "real", "rr", {}, power},
    {"pi", "real", "", "pi()"},
    {"degrees", "real", "r", "degrees($1)"},
    {"radians", "real", "r", "radians($1)"},
    {"ceiling", "1", "r", "ceil($1)"},
    {"round", "real", "r?l", {}, round_to},
    {"isnan", "bool", "r", "coalesce(isnan($1), FALSE)"},
    {"isinf", "bool", "r", "coalesce(isinf($1), FALSE)"},
    {"isfinite", "bool", "r", "coalesce(isfinite($1), FALSE)"},
    {"beta_cdf", "real", "rrr", {}, beta_cdf},
    {"beta_pdf", "real", "rrr", {}, beta_pdf},
    {"beta_inv", "real", "rrr", {}, beta_inv},
    {"welch_test", "real", "rrrrrr", {}, welch},
    {"rand", "real", "?l", {}, random_real, true},
    {"new_guid", "guid", "", {}, new_guid, true},
};

}  // namespace

std::span<const Function> math_functions() {
    return all;
}

}  // namespace ward::query
