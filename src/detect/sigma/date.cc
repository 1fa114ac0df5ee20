// SPDX-License-Identifier: Apache-2.0
// Parts of dates for the time modifiers. Reads no clock.
#include "detect/sigma/date.h"

#include <cmath>
#include <string>

#include "base/clock.h"
#include "base/text.h"

namespace ward::detect::sigma {

namespace {

constexpr size_t date_text_max = 64;

std::optional<base::CivilTime> civil_of_epoch(double number) {
    if (!(std::abs(number) < 1e20)) return {};
    double seconds = number;
    while (std::abs(seconds) > 1e11) seconds /= 1000;  // milli-, micro-, nanoseconds
    return base::to_civil(static_cast<base::TimeNs>(seconds) * base::second_ns);
}

std::optional<base::CivilTime> civil_of(std::string_view text) {
    text = base::trim(text);
    if (text.size() > date_text_max) return {};
    if (const auto number = base::parse_real(text)) return civil_of_epoch(*number);
    if (text.size() == 10) {
        const auto time = base::parse_rfc3339(std::string(text) + "T00:00:00");
        if (time) return base::to_civil(*time);
        return {};
    }
    // The zone is cut off, not applied: the modifiers look at what is written.
    const size_t zone = text.find_first_of("Zz+-", 11);
    if (zone == std::string_view::npos && text.size() < 12) return {};
    std::string_view local = base::trim(text.substr(0, zone));
    const auto time = base::parse_rfc3339(local);
    if (!time) return {};
    return base::to_civil(*time);
}

// Monday is 0.
int64_t weekday(int64_t days) {
    return ((days + 3) % 7 + 7) % 7;
}

double iso_week(const base::CivilTime& civil) {
    const auto days_of = [](int year, int month, int day) {
        return base::from_civil({year, month, day}) / (86400 * base::second_ns);
    };
    const int64_t days = days_of(civil.year, civil.month, civil.day);
    const int64_t thursday = days - weekday(days) + 3;  // the week belongs to its Thursday's year
    const auto year = base::to_civil(thursday * 86400 * base::second_ns).year;
    return static_cast<double>((thursday - days_of(year, 1, 1)) / 7 + 1);
}

}  // namespace

std::optional<double> part_of_date(std::string_view text, TimePart part) {
    const auto civil = civil_of(text);
    if (!civil) return {};
    switch (part) {
        case TimePart::minute:
            return civil->minute;
        case TimePart::hour:
            return civil->hour;
        case TimePart::day:
            return civil->day;
        case TimePart::week:
            return iso_week(*civil);
        case TimePart::month:
            return civil->month;
        case TimePart::year:
            return civil->year;
        case TimePart::none:
            break;
    }
    return {};
}

}  // namespace ward::detect::sigma
