// SPDX-License-Identifier: Apache-2.0
// Arguments, JSON and regular expressions of functions.
#include "query/function/value.h"

#include <re2/re2.h>

#include <cmath>
#include <memory>
#include <unordered_map>

#include "query/function/time_text.h"

namespace ward::query {

namespace {

constexpr int64_t regex_bytes_max = int64_t{8} << 20;  // memory of one compiled expression
constexpr size_t regexes_kept_max = 64;                // a thread

}  // namespace

bool is_null(Given a, size_t i) {
    return i >= a.size() || std::holds_alternative<std::monostate>(a[i]);
}

std::string_view text_at(Given a, size_t i) {
    const auto* text = i < a.size() ? std::get_if<std::string_view>(&a[i]) : nullptr;
    return text ? *text : std::string_view();
}

std::optional<int64_t> long_at(Given a, size_t i) {
    if (i >= a.size()) return std::nullopt;
    if (const auto* number = std::get_if<int64_t>(&a[i])) return *number;
    if (const auto* real = std::get_if<double>(&a[i]); real && std::fabs(*real) < 9.2e18)
        return static_cast<int64_t>(*real);
    return std::nullopt;
}

std::optional<double> real_at(Given a, size_t i) {
    if (i >= a.size()) return std::nullopt;
    if (const auto* number = std::get_if<int64_t>(&a[i])) return static_cast<double>(*number);
    if (const auto* real = std::get_if<double>(&a[i])) return *real;
    return std::nullopt;
}

bool bool_at(Given a, size_t i, bool otherwise) {
    const auto* yes = i < a.size() ? std::get_if<bool>(&a[i]) : nullptr;
    return yes ? *yes : otherwise;
}

std::optional<Json> json_at(Given a, size_t i) {
    if (is_null(a, i)) return std::nullopt;
    auto value = base::parse_json(text_at(a, i));
    if (!value.ok()) return std::nullopt;
    return std::move(*value);
}

void append_json(std::string& out, const Json& value) {
    if (value.is_array()) {
        out += '[';
        bool first = true;
        for (const Json& one : value.array()) {
            if (!std::exchange(first, false)) out += ',';
            append_json(out, one);
        }
        out += ']';
    } else if (value.is_object()) {
        out += '{';
        bool first = true;
        for (const auto& [name, one] : value.object()) {
            if (!std::exchange(first, false)) out += ',';
            base::append_json_string(out, name);
            out += ':';
            append_json(out, one);
        }
        out += '}';
    } else if (value.is_string()) {
        base::append_json_string(out, value.text());
    } else if (value.is_number() && !value.is_integer()) {
        const double real = value.real();
        const std::string text = real_text(real);
        out += std::isfinite(real) ? text : "\"" + text + "\"";
    } else {
        out += base::to_json(value);
    }
}

std::string kusto_json(const Json& value) {
    std::string out;
    append_json(out, value);
    return out;
}

std::string json_text(const Json& value) {
    if (value.is_string()) return std::string(value.text());
    return value.is_null() ? std::string() : kusto_json(value);
}

std::optional<double> json_real(const Json& value) {
    if (value.is_number())
        return value.is_integer() ? static_cast<double>(value.integer()) : value.real();
    if (value.is_bool()) return value.boolean() ? 1 : 0;
    if (value.is_string() && (value.text() == "NaN" || value.text().ends_with("Infinity")))
        return parse_number(value.text());
    return std::nullopt;
}

bool json_equal(const Json& a, const Json& b) {
    if (a.is_number() && b.is_number()) return json_real(a) == json_real(b);
    return kusto_json(a) == kusto_json(b);
}

int json_order(const Json& a, const Json& b) {
    const auto rank = [](const Json& v) {
        return v.is_null() ? 3 : v.is_number() ? 0 : v.is_bool() ? 1 : 2;
    };
    if (rank(a) != rank(b)) return rank(a) < rank(b) ? -1 : 1;
    if (rank(a) == 0 || rank(a) == 1) {
        const double x = *json_real(a), y = *json_real(b);
        return x < y ? -1 : x > y ? 1 : 0;
    }
    const int order = json_text(a).compare(json_text(b));
    return order < 0 ? -1 : order > 0 ? 1 : 0;
}

const re2::RE2* regex_of(std::string_view pattern) {
    // A column of patterns must not keep them all; a constant one is found by its text.
    thread_local std::unordered_map<std::string, std::unique_ptr<re2::RE2>> known;
    const std::string key(pattern);
    const auto found = known.find(key);
    if (found != known.end()) return found->second->ok() ? found->second.get() : nullptr;
    if (known.size() >= regexes_kept_max) known.clear();
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(regex_bytes_max);
    auto made = std::make_unique<re2::RE2>(key, options);
    const re2::RE2* out = made->ok() ? made.get() : nullptr;
    known.emplace(key, std::move(made));
    return out;
}

}  // namespace ward::query
