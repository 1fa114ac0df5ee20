// SPDX-License-Identifier: Apache-2.0
// What lowering calls and a query cannot name: conversions between types.
#include <algorithm>
#include <cmath>
#include <vector>

#include "base/text.h"
#include "query/function/list.h"
#include "query/function/time_text.h"
#include "query/function/value.h"

namespace ward::query {

std::span<const Function> term_operators();
std::span<const Function> regex_operators();
std::span<const Function> parse_operators();
std::span<const Function> table_operators();

namespace {

Result of(const std::optional<int64_t>& value) {
    return value ? Result(*value) : Result();
}

// tolong("42"), tolong("0x1F"); "4.2" is none, "4.0" neither.
Result text_long(Given a) {
    return of(parse_long(text_at(a, 0)));
}

Result whole(double value) {
    constexpr double limit = 9.2e18;
    if (!(std::fabs(value) < limit)) return {};
    return static_cast<int64_t>(std::trunc(value));
}

// tolong() of JSON: of a number its whole part, of a string as of any text.
Result dynamic_long(Given a) {
    const std::string_view json = base::trim(text_at(a, 0));
    if (json == "true" || json == "false") return int64_t{json == "true"};
    if (!json.starts_with('"')) {
        if (const auto value = parse_long(json)) return *value;
        const auto real = parse_number(json);
        return real ? whole(*real) : Result();
    }
    const auto text = base::parse_json(json);
    return text.ok() ? of(parse_long(text->text())) : Result();
}

Result text_real(Given a) {
    const auto value = parse_number(text_at(a, 0));
    return value ? Result(*value) : Result();
}

Result text_bool(Given a) {
    const std::string_view text = base::trim(text_at(a, 0));
    if (base::equals_ignore_case(text, "true")) return true;
    if (base::equals_ignore_case(text, "false")) return false;
    const auto number = parse_number(text);
    return number ? Result(*number != 0) : Result();
}

Result text_guid(Given a) {
    auto id = parse_guid(text_at(a, 0));
    return id ? Result(std::move(*id)) : Result();
}

Result int_range(Given a) {
    const auto value = long_at(a, 0);
    return value && *value >= INT32_MIN && *value <= INT32_MAX ? Result(*value) : Result();
}

Result real_json(Given a) {
    const auto value = real_at(a, 0);
    if (!value) return {};
    return std::isfinite(*value) ? real_text(*value) : "\"" + real_text(*value) + "\"";
}

// parse_json: a text that is no JSON is a JSON string.
Result text_dynamic(Given a) {
    if (is_null(a, 0)) return {};
    const std::string_view text = base::trim(text_at(a, 0));
    if (text.empty()) return {};
    const auto value = base::parse_json(text);
    if (value.ok() && value->is_null()) return {};
    if (value.ok()) return kusto_json(*value);
    std::string out;
    base::append_json_string(out, text_at(a, 0));
    return out;
}

Result member(Given a) {
    const auto root = json_at(a, 0);
    if (!root) return {};
    if (const auto index = long_at(a, 1); index && root->is_array()) {
        const auto size = static_cast<int64_t>(root->array().size());
        const int64_t at = *index < 0 ? size + *index : *index;
        if (at < 0 || at >= size) return {};
        const Json& value = root->array()[static_cast<size_t>(at)];
        return value.is_null() ? Result() : Result(kusto_json(value));
    }
    std::string_view key = text_at(a, 1);
    const Json& value = (*root)[key];
    return value.is_null() ? Result() : Result(kusto_json(value));
}

Result divide(Given a) {
    const auto x = real_at(a, 0), y = real_at(a, 1);
    return x && y ? Result(*x / *y) : Result();
}

constexpr Function own[] = {
    {"text_long", "long", "s", {}, text_long},
    {"dynamic_long", "long", "j", {}, dynamic_long},
    {"text_real", "real", "s", {}, text_real},
    {"text_bool", "bool", "s", {}, text_bool},
    {"text_guid", "guid", "s", {}, text_guid},
    {"text_datetime",
     "datetime",
     "s",
     {},
     [](Given a) -> Result {
         return is_null(a, 0) ? Result() : of(parse_datetime(text_at(a, 0)));
     }},
    {"text_timespan",
     "timespan",
     "s",
     {},
     [](Given a) -> Result {
         return is_null(a, 0) ? Result() : of(parse_timespan(text_at(a, 0)));
     }},
    {"text_dynamic", "dynamic", "s", {}, text_dynamic},
    {"int_range", "int", "l", {}, int_range},
    {"real_json", "dynamic", "r", {}, real_json},
    {"real_text",
     "string",
     "r",
     {},
     [](Given a) -> Result {
         return is_null(a, 0) ? Result() : Result(real_text(*real_at(a, 0)));
     }},
    {"datetime_text",
     "string",
     "d",
     {},
     [](Given a) -> Result {
         return is_null(a, 0) ? Result() : Result(datetime_text(*long_at(a, 0)));
     }},
    {"timespan_text",
     "string",
     "t",
     {},
     [](Given a) -> Result {
         return is_null(a, 0) ? Result() : Result(timespan_text(*long_at(a, 0)));
     }},
    {"member", "dynamic", "ja", {}, member},
    {"divide", "real", "rr", {}, divide},
};

}  // namespace

std::span<const Function> internal_functions() {
    static const std::vector<Function> all = [] {
        std::vector<Function> out(std::begin(own), std::end(own));
        for (const auto more :
             {term_operators(), regex_operators(), parse_operators(), table_operators()})
            out.insert(out.end(), more.begin(), more.end());
        return out;
    }();
    return all;
}

}  // namespace ward::query
