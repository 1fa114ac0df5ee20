// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"

#include <ctime>

namespace ward::base {

static TimeNs read_clock(clockid_t id) {
    timespec t{};
    clock_gettime(id, &t);
    return static_cast<TimeNs>(t.tv_sec) * second_ns + t.tv_nsec;
}

TimeNs SystemClock::now_ns() const {
    return read_clock(CLOCK_REALTIME);
}
TimeNs SystemClock::monotonic_ns() const {
    return read_clock(CLOCK_MONOTONIC);
}

// Days since 1970-01-01 of a Gregorian date, by counting 400-year eras from 1 March (Howard
// Hinnant's well-known scheme).
static int64_t days_from_civil(int64_t year, int month, int day) {
    year -= month <= 2;
    const int64_t era = (year >= 0 ? year : year - 399) / 400;
    const int64_t year_of_era = year - era * 400;
    const int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

TimeNs from_civil(const CivilTime& civil, int zone_offset_seconds) {
    if (civil.year < 1678 || civil.year > 2261) return no_time;
    const int64_t days = days_from_civil(civil.year, civil.month, civil.day);
    const int64_t seconds =
        days * 86400 + civil.hour * 3600 + civil.minute * 60 + civil.second - zone_offset_seconds;
    return seconds * second_ns + civil.nanosecond;
}

CivilTime to_civil(TimeNs time) {
    int64_t seconds = time / second_ns;
    int64_t fraction = time % second_ns;
    if (fraction < 0) fraction += second_ns, --seconds;
    int64_t days = seconds / 86400;
    int64_t rest = seconds % 86400;
    if (rest < 0) rest += 86400, --days;
    days += 719468;
    const int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    const int64_t day_of_era = days - era * 146097;
    const int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int64_t shifted_month = (5 * day_of_year + 2) / 153;
    CivilTime out;
    out.day = static_cast<int>(day_of_year - (153 * shifted_month + 2) / 5 + 1);
    out.month = static_cast<int>(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
    out.year = static_cast<int>(year_of_era + era * 400 + (out.month <= 2));
    out.hour = static_cast<int>(rest / 3600);
    out.minute = static_cast<int>(rest / 60 % 60);
    out.second = static_cast<int>(rest % 60);
    out.nanosecond = static_cast<int32_t>(fraction);
    return out;
}

static void append_number(std::string& out, int64_t value, int width) {
    char text[20];
    for (int i = width - 1; i >= 0; --i) text[i] = static_cast<char>('0' + value % 10), value /= 10;
    out.append(text, static_cast<size_t>(width));
}

void append_rfc3339(std::string& out, TimeNs time, int digits) {
    const CivilTime t = to_civil(time);
    append_number(out, t.year, 4), out += '-', append_number(out, t.month, 2), out += '-';
    append_number(out, t.day, 2), out += 'T', append_number(out, t.hour, 2), out += ':';
    append_number(out, t.minute, 2), out += ':', append_number(out, t.second, 2);
    int64_t fraction = t.nanosecond;
    int width = 9;
    if (digits < 0) {
        if (fraction == 0) width = 0;
        while (width > 0 && fraction % 10 == 0) fraction /= 10, --width;
    } else {
        for (; width > digits; --width) fraction /= 10;
    }
    if (width > 0) out += '.', append_number(out, fraction, width);
    out += 'Z';
}

std::string format_rfc3339(TimeNs time, int digits) {
    std::string out;
    if (time != no_time) append_rfc3339(out, time, digits);
    return out;
}

namespace {

// Reads fixed-width numbers from the left of a text; `ok` falls on the first thing that is none.
struct Reader {
    std::string_view text;
    bool ok = true;

    int number(size_t width, int low, int high) {
        if (text.size() < width) return ok = false, 0;
        int value = 0;
        for (size_t i = 0; i < width; ++i) {
            if (text[i] < '0' || text[i] > '9') return ok = false, 0;
            value = value * 10 + (text[i] - '0');
        }
        text.remove_prefix(width);
        if (value < low || value > high) ok = false;
        return value;
    }
    bool skip(std::string_view any_of) {
        if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
        text.remove_prefix(1);
        return true;
    }
    int32_t fraction() {
        int32_t value = 0;
        int width = 0;
        for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1))
            if (width < 9) value = value * 10 + (text.front() - '0'), ++width;
        if (width == 0) ok = false;
        for (; width < 9; ++width) value *= 10;
        return value;
    }
    int zone() {
        if (skip("Zz")) return 0;
        const bool west = !text.empty() && text.front() == '-';
        if (!skip("+-")) return 0;
        const int hours = number(2, 0, 23);
        skip(":");
        const int minutes = text.empty() ? 0 : number(2, 0, 59);
        return (west ? -1 : 1) * (hours * 3600 + minutes * 60);
    }
};

}  // namespace

std::optional<TimeNs> parse_rfc3339(std::string_view text) {
    Reader in{text};
    CivilTime t;
    t.year = in.number(4, 0, 9999);
    if (!in.skip("-")) return {};
    t.month = in.number(2, 1, 12);
    if (!in.skip("-")) return {};
    t.day = in.number(2, 1, 31);
    if (!in.ok) return {};
    if (!in.text.empty()) {
        if (!in.skip("Tt ")) return {};
        t.hour = in.number(2, 0, 24);
        if (!in.skip(":")) return {};
        t.minute = in.number(2, 0, 59);
        if (in.skip(":")) t.second = in.number(2, 0, 60);
        if (in.skip(".,")) t.nanosecond = in.fraction();
        if (in.skip(" ") && in.text.empty()) return {};
    }
    const int offset = in.zone();
    if (!in.ok || !in.text.empty()) return {};
    const TimeNs out = from_civil(t, offset);
    if (out == no_time) return {};
    return out;
}

}  // namespace ward::base
