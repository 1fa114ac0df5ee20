// SPDX-License-Identifier: Apache-2.0
// Functions on datetimes and timespans, both ticks of 100 ns.
#include <fmt/format.h>

#include <cmath>

#include "base/text.h"
#include "query/function/list.h"
#include "query/function/time_text.h"
#include "query/function/time_zone.h"
#include "query/function/value.h"

namespace ward::query {

namespace {

enum class Unit { day, week, month, year };

int64_t add_months(int64_t ticks, int64_t months) {
    Moment m = moment_of(ticks);
    const int64_t count = m.year * 12 + m.month - 1 + months;
    m.year = floor_to(count, 12) / 12;
    m.month = static_cast<int>(count - m.year * 12) + 1;
    m.day = std::min(m.day, days_in_month(m.year, m.month));
    return ticks_of(m);
}

int64_t weekday(int64_t ticks) {  // 0 is Sunday
    const int64_t days = floor_to(ticks, ticks_day) / ticks_day;
    return ((days + 4) % 7 + 7) % 7;
}

int64_t start_of(Unit unit, int64_t ticks, int64_t offset) {
    const int64_t day = floor_to(ticks, ticks_day);
    Moment m = moment_of(day);
    switch (unit) {
        case Unit::day:
            return day + offset * ticks_day;
        case Unit::week:
            return day - weekday(ticks) * ticks_day + offset * 7 * ticks_day;
        case Unit::month:
            m.day = 1;
            return add_months(ticks_of(m), offset);
        case Unit::year:
            m.day = 1, m.month = 1;
            return add_months(ticks_of(m), offset * 12);
    }
    return ticks;
}

template <Unit unit, bool ends>
Result boundary(Given a) {
    const auto ticks = long_at(a, 0);
    if (!ticks) return {};
    const int64_t offset =
        std::clamp<int64_t>(a.size() > 1 ? long_at(a, 1).value_or(0) : 0, -100'000, 100'000);
    return ends ? start_of(unit, *ticks, offset + 1) - 1 : start_of(unit, *ticks, offset);
}

std::string unit_of(Given a, size_t i) {
    std::string unit = base::to_lower(text_at(a, i));
    if (unit.ends_with('s')) unit.pop_back();
    return unit;
}

int64_t ticks_of_part(std::string_view unit) {
    if (unit == "week") return 7 * ticks_day;
    if (unit == "day") return ticks_day;
    if (unit == "hour") return ticks_hour;
    if (unit == "minute") return ticks_minute;
    if (unit == "second") return ticks_second;
    if (unit == "millisecond") return ticks_second / 1000;
    if (unit == "microsecond") return 10;
    return 0;
}

int64_t months_of_part(std::string_view unit) {
    return unit == "year" ? 12 : unit == "quarter" ? 3 : unit == "month" ? 1 : 0;
}

Result datetime_add(Given a) {
    const auto amount = long_at(a, 1), ticks = long_at(a, 2);
    const std::string unit = unit_of(a, 0);
    if (!amount || !ticks) return {};
    if (const int64_t months = months_of_part(unit)) return add_months(*ticks, *amount * months);
    if (unit == "nanosecond") return *ticks + *amount / 100;
    int64_t by = 0, sum = 0;
    if (__builtin_mul_overflow(*amount, ticks_of_part(unit), &by) ||
        __builtin_add_overflow(*ticks, by, &sum))
        return {};
    return sum;
}

// Boundaries between the two.
Result datetime_diff(Given a) {
    const auto left = long_at(a, 1), right = long_at(a, 2);
    const std::string unit = unit_of(a, 0);
    if (!left || !right) return {};
    if (const int64_t months = months_of_part(unit)) {
        const auto count = [&](int64_t ticks) {
            const Moment m = moment_of(ticks);
            return (m.year * 12 + m.month - 1) / months;
        };
        return count(*left) - count(*right);
    }
    if (unit == "nanosecond") return (*left - *right) * 100;
    const int64_t step = ticks_of_part(unit);
    if (step == 0) return {};
    const int64_t shift = unit == "week" ? 3 * ticks_day : 0;  // weeks begin on Sunday
    return floor_to(*left - shift, step) / step - floor_to(*right - shift, step) / step;
}

int64_t iso_week(int64_t ticks) {
    const int64_t day = floor_to(ticks, ticks_day) / ticks_day;
    const int64_t monday = ((day + 3) % 7 + 7) % 7;  // 0 is Monday
    const int64_t thursday = day - monday + 3;
    const Moment m = moment_of(thursday * ticks_day);
    return (thursday - days_of(m.year, 1, 1)) / 7 + 1;
}

Result datetime_part(Given a) {
    const auto ticks = long_at(a, 1);
    const std::string unit = base::to_lower(text_at(a, 0));
    if (!ticks) return {};
    const Moment m = moment_of(*ticks);
    if (unit == "year") return m.year;
    if (unit == "quarter") return int64_t{(m.month - 1) / 3 + 1};
    if (unit == "month") return int64_t{m.month};
    if (unit == "week_of_year" || unit == "week" || unit == "weekofyear") return iso_week(*ticks);
    if (unit == "day") return int64_t{m.day};
    if (unit == "dayofyear") return days_of(m.year, m.month, m.day) - days_of(m.year, 1, 1) + 1;
    if (unit == "hour") return int64_t{m.hour};
    if (unit == "minute") return int64_t{m.minute};
    if (unit == "second") return int64_t{m.second};
    if (unit == "millisecond") return m.ticks / 10'000;
    if (unit == "microsecond") return m.ticks / 10;
    if (unit == "nanosecond") return m.ticks * 100;
    return {};
}

// make_datetime(y, m [, d, h, min, s])
Result make_datetime(Given a) {
    Moment m;
    const auto year = long_at(a, 0), month = long_at(a, 1);
    if (!year || !month || *year < 1 || *year > 9999 || *month < 1 || *month > 12) return {};
    m.year = *year, m.month = static_cast<int>(*month);
    const auto day = a.size() > 2 ? long_at(a, 2) : 1, hour = a.size() > 3 ? long_at(a, 3) : 0;
    const auto minute = a.size() > 4 ? long_at(a, 4) : 0;
    const auto second = a.size() > 5 ? real_at(a, 5) : 0;
    if (!day || !hour || !minute || !second || *day < 1 || *day > days_in_month(m.year, m.month))
        return {};
    if (*hour < 0 || *hour > 23 || *minute < 0 || *minute > 59 || *second < 0 || *second >= 60)
        return {};
    m.day = static_cast<int>(*day), m.hour = static_cast<int>(*hour),
    m.minute = static_cast<int>(*minute);
    return ticks_of(m) + static_cast<int64_t>(std::llround(*second * 1e7));
}

// make_timespan([d,] h, m [, s])
Result make_timespan(Given a) {
    const size_t first = a.size() == 4 ? 1 : 0;
    const auto days = first ? long_at(a, 0) : 0, hours = long_at(a, first),
               minutes = long_at(a, first + 1);
    const auto seconds = a.size() > 2 ? real_at(a, first + 2) : 0;
    if (!days || !hours || !minutes || !seconds || std::abs(*days) > 10'000'000 ||
        std::abs(*hours) > 1'000'000)
        return {};
    return *days * ticks_day + *hours * ticks_hour + *minutes * ticks_minute +
           static_cast<int64_t>(std::llround(*seconds * 1e7));
}

// Runs of one letter as .NET's custom formats mean them.
std::string format_run(const Moment& m, char letter, size_t n) {
    switch (letter) {
        case 'y':
            return n <= 2 ? fmt::format("{:0{}}", m.year % 100, n) : fmt::format("{:04}", m.year);
        case 'M':
            return fmt::format("{:0{}}", m.month, n);
        case 'd':
            return fmt::format("{:0{}}", m.day, n);
        case 'h':
            return fmt::format("{:0{}}", (m.hour + 11) % 12 + 1, n);
        case 'H':
            return fmt::format("{:0{}}", m.hour, n);
        case 'm':
            return fmt::format("{:0{}}", m.minute, n);
        case 's':
            return fmt::format("{:0{}}", m.second, n);
        case 'f':
            return fmt::format("{:07}", m.ticks).substr(0, n);
        case 'F': {
            std::string out = fmt::format("{:07}", m.ticks).substr(0, n);
            while (out.ends_with('0')) out.pop_back();
            return out;
        }
        case 't':
            return m.hour < 12 ? "AM" : "PM";
        default:
            return std::string(n, letter);
    }
}

std::string format(const Moment& m, std::string_view pattern) {
    std::string out;
    for (size_t i = 0; i < pattern.size();) {
        size_t n = 1;
        while (i + n < pattern.size() && pattern[i + n] == pattern[i]) ++n;
        out += format_run(m, pattern[i],
                          pattern[i] == 'f' || pattern[i] == 'F' ? std::min<size_t>(n, 7)
                                                                 : std::min<size_t>(n, 9));
        i += n;
    }
    return out;
}

Result format_datetime(Given a) {
    const auto ticks = long_at(a, 0);
    return ticks ? format(moment_of(*ticks), text_at(a, 1)) : std::string();
}

Result format_timespan(Given a) {
    const auto ticks = long_at(a, 0);
    if (!ticks) return std::string();
    const std::string_view pattern = text_at(a, 1);
    const bool negative = *ticks < 0;
    const int64_t size = negative ? -*ticks : *ticks;
    Moment m;
    m.hour = static_cast<int>(size / ticks_hour % 24),
    m.minute = static_cast<int>(size / ticks_minute % 60);
    m.second = static_cast<int>(size / ticks_second % 60), m.ticks = size % ticks_second;
    std::string out = negative ? "-" : "";
    for (size_t i = 0; i < pattern.size();) {
        size_t n = 1;
        while (i + n < pattern.size() && pattern[i + n] == pattern[i]) ++n;
        if (pattern[i] == 'd')
            out += fmt::format("{:0{}}", size / ticks_day, std::min<size_t>(n, 8));
        else if (pattern[i] == 'h')
            out += fmt::format("{:0{}}", m.hour, n);
        else
            out += format_run(m, pattern[i], std::min<size_t>(n, 9));
        i += n;
    }
    return out;
}

Result dayofweek(Given a) {
    const auto ticks = long_at(a, 0);
    return ticks ? Result(weekday(*ticks) * ticks_day) : Result();
}

template <int64_t (*part)(const Moment&)>
Result part_of(Given a) {
    const auto ticks = long_at(a, 0);
    return ticks ? Result(part(moment_of(*ticks))) : Result();
}

template <int64_t numerator, int64_t denominator>
Result from_unix(Given a) {
    if (const auto* real = std::get_if<double>(&a[0])) {
        const double ticks = *real * numerator / denominator;
        return std::fabs(ticks) < 9e18 ? Result(static_cast<int64_t>(ticks)) : Result();
    }
    const auto count = long_at(a, 0);
    int64_t ticks = 0;
    if (!count || __builtin_mul_overflow(*count, numerator, &ticks)) return {};
    return ticks / denominator;
}

Result weekofyear(Given a) {
    const auto ticks = long_at(a, 0);
    return ticks ? Result(iso_week(*ticks)) : Result();
}

Result to_local(Given a) {
    const auto ticks = long_at(a, 0);
    const auto zone = zone_named(text_at(a, 1));
    return ticks && zone ? Result(*ticks + zone->offset_ticks(*ticks)) : Result();
}

Result to_utc(Given a) {
    const auto ticks = long_at(a, 0);
    const auto zone = zone_named(text_at(a, 1));
    if (!ticks || !zone) return {};
    const int64_t guess = *ticks - zone->offset_ticks(*ticks);
    return *ticks - zone->offset_ticks(guess);
}

constexpr Function all[] = {
    {"startofday", "datetime", "d?l", {}, boundary<Unit::day, false>},
    {"startofweek", "datetime", "d?l", {}, boundary<Unit::week, false>},
    {"startofmonth", "datetime", "d?l", {}, boundary<Unit::month, false>},
    {"startofyear", "datetime", "d?l", {}, boundary<Unit::year, false>},
    {"endofday", "datetime", "d?l", {}, boundary<Unit::day, true>},
    {"endofweek", "datetime", "d?l", {}, boundary<Unit::week, true>},
    {"endofmonth", "datetime", "d?l", {}, boundary<Unit::month, true>},
    {"endofyear", "datetime", "d?l", {}, boundary<Unit::year, true>},
    {"datetime_add", "datetime", "sld", {}, datetime_add},
    {"datetime_diff", "long", "sdd", {}, datetime_diff},
    {"datetime_part", "long", "sd", {}, datetime_part},
    {"datepart", "long", "sd", {}, datetime_part},
    {"_make_datetime", "datetime", "ll?lllr", {}, make_datetime},
    {"make_timespan", "timespan", "ll?rr", {}, make_timespan},
    {"format_datetime", "string", "ds", {}, format_datetime},
    {"format_timespan", "string", "ts", {}, format_timespan},
    {"dayofweek", "timespan", "d", {}, dayofweek},
    {"dayofmonth", "int", "d", {}, part_of<[](const Moment& m) { return int64_t{m.day}; }>},
    {"dayofyear", "int", "d", {}, part_of<[](const Moment& m) {
         return days_of(m.year, m.month, m.day) - days_of(m.year, 1, 1) + 1;
     }>},
    {"hourofday", "int", "d", {}, part_of<[](const Moment& m) { return int64_t{m.hour}; }>},
    {"monthofyear", "int", "d", {}, part_of<[](const Moment& m) { return int64_t{m.month}; }>},
    {"getmonth", "int", "d", {}, part_of<[](const Moment& m) { return int64_t{m.month}; }>},
    {"getyear", "int", "d", {}, part_of<[](const Moment& m) { return m.year; }>},
    {"week_of_year", "long", "d", {}, weekofyear},
    {"weekofyear", "long", "d", {}, weekofyear},
    {"unixtime_seconds_todatetime", "datetime", "a", {}, from_unix<ticks_second, 1>},
    {"unixtime_milliseconds_todatetime", "datetime", "a", {}, from_unix<10'000, 1>},
    {"unixtime_microseconds_todatetime", "datetime", "a", {}, from_unix<10, 1>},
    {"unixtime_nanoseconds_todatetime", "datetime", "a", {}, from_unix<1, 100>},
    {"datetime_utc_to_local", "datetime", "ds", {}, to_local},
    {"datetime_local_to_utc", "datetime", "ds", {}, to_utc},
};

}  // namespace

std::span<const Function> time_functions() {
    return all;
}

}  // namespace ward::query
