// SPDX-License-Identifier: Apache-2.0
// Event time: the ways in which JSON producers write a point in time. A number's unit is told by
// its size: years 1973 to 5138 are told apart in s, ms, us and ns.
#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "ingest/parse/json/classify.h"
#include "ingest/parse/line/line_time.h"

namespace ward::ingest::json {

namespace {

struct Unit {
    int64_t below;  // a whole part smaller than this is in this unit
    int64_t ns;
};
constexpr Unit units[] = {
    {100'000'000'000, base::second_ns},
    {100'000'000'000'000, 1'000'000},
    {100'000'000'000'000'000, 1'000},
    {INT64_MAX, 1},
};

// "1700000000", "1700000000.123": whole and fraction read as text, because a double loses digits.
std::optional<base::TimeNs> from_number(std::string_view text) {
    const size_t dot = text.find('.');
    const auto whole = base::parse_integer(text.substr(0, dot));
    if (!whole || *whole < 0) return {};
    const Unit* unit = units;
    while (*whole >= unit->below) ++unit;
    if (unit->ns > 1 && *whole > INT64_MAX / unit->ns) return {};
    base::TimeNs time = *whole * unit->ns;
    if (dot == std::string_view::npos) return time;
    int64_t digit_ns = unit->ns;
    for (const char c : text.substr(dot + 1)) {
        if (!base::is_digit(c)) return {};
        digit_ns /= 10;
        time += (c - '0') * digit_ns;
    }
    return time;
}

int number_before(std::string_view& text, char end) {
    const auto value = base::parse_integer(base::take_until(text, end));
    return value && *value >= 0 && *value <= 9999 ? static_cast<int>(*value) : -1;
}

// "3/24/2026 2:42:35 PM", as Microsoft's services write it in places; it is UTC.
std::optional<base::TimeNs> from_american(std::string_view text) {
    if (!text.ends_with(" AM") && !text.ends_with(" PM")) return {};
    const bool is_afternoon = text.ends_with(" PM");
    text.remove_suffix(3);
    base::CivilTime civil;
    civil.month = number_before(text, '/'), civil.day = number_before(text, '/');
    civil.year = number_before(text, ' '), civil.hour = number_before(text, ':');
    civil.minute = number_before(text, ':'), civil.second = number_before(text, ' ');
    const bool is_time = civil.month >= 1 && civil.month <= 12 && civil.day >= 1 &&
                         civil.day <= 31 && civil.year >= 1970 && civil.hour >= 1 &&
                         civil.hour <= 12 && civil.minute >= 0 && civil.minute <= 59 &&
                         civil.second >= 0 && civil.second <= 60;
    if (!is_time) return {};
    civil.hour = civil.hour % 12 + (is_afternoon ? 12 : 0);
    return base::from_civil(civil);
}

// "/Date(1700000000000)/", as .NET writes it.
std::string_view inside_date(std::string_view text) {
    constexpr std::string_view open = "/Date(", close = ")/";
    if (!text.starts_with(open) || !text.ends_with(close)) return text;
    return text.substr(open.size(), text.size() - open.size() - close.size());
}

}  // namespace

std::optional<base::TimeNs> event_time(std::string_view text) {
    text = inside_date(base::trim(text));
    constexpr size_t text_bytes_max = 64;
    if (text.empty() || text.size() > text_bytes_max) return {};
    if (text.ends_with(" UTC")) text.remove_suffix(4);
    if (const auto time = base::parse_rfc3339(text); time && text.size() > 9) return time;
    if (const auto time = from_number(text)) return time;
    if (const auto time = from_american(text)) return time;
    if (const auto time = line::leading_time(text, {}); time && time->length == text.size())
        return time->time_ns;
    const auto real = base::parse_real(text);  // "1.7e9"
    constexpr double seconds_max = 9e9;
    if (!real || !std::isfinite(*real) || *real < 0 || *real > seconds_max) return {};
    return static_cast<base::TimeNs>(*real * static_cast<double>(base::second_ns));
}

int8_t time_digits(std::string_view text) {
    const size_t dot = std::min(text.find('.'), text.find(','));
    if (dot == std::string_view::npos) return text.find(':') == std::string_view::npos ? -1 : 0;
    size_t end = dot + 1;
    while (end < text.size() && base::is_digit(text[end])) ++end;
    return static_cast<int8_t>(std::min<size_t>(9, end - dot - 1));
}

}  // namespace ward::ingest::json
