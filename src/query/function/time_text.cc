// SPDX-License-Identifier: Apache-2.0
// Texts of times, numbers and guids.
#include "query/function/time_text.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>

#include "base/text.h"

namespace ward::query {

namespace {

constexpr std::array<std::string_view, 12> month_names = {"jan", "feb", "mar", "apr", "may", "jun",
                                                          "jul", "aug", "sep", "oct", "nov", "dec"};

// Reads texts from left to right.
struct Reader {
    std::string_view rest;
    bool skip(char c) {
        if (rest.empty() || rest[0] != c) return false;
        rest.remove_prefix(1);
        return true;
    }
    void blanks() {
        while (!rest.empty() && base::is_space(rest[0])) rest.remove_prefix(1);
    }
    std::optional<int64_t> digits(size_t least, size_t most) {
        size_t n = 0;
        int64_t value = 0;
        while (n < rest.size() && n < most && base::is_digit(rest[n]))
            value = value * 10 + (rest[n++] - '0');
        if (n < least) return std::nullopt;
        rest.remove_prefix(n);
        return value;
    }
};

// ".1234567" as ticks; more digits are dropped.
int64_t fraction(Reader& in) {
    int64_t ticks = 0, scale = ticks_second / 10;
    while (!in.rest.empty() && base::is_digit(in.rest[0])) {
        ticks += (in.rest[0] - '0') * scale;
        scale /= 10;
        in.rest.remove_prefix(1);
    }
    return ticks;
}

bool clock(Reader& in, Moment& out) {
    const auto hour = in.digits(1, 2);
    if (!hour || *hour > 24 || !in.skip(':')) return false;
    const auto minute = in.digits(1, 2);
    if (!minute || *minute > 59) return false;
    out.hour = static_cast<int>(*hour), out.minute = static_cast<int>(*minute);
    if (in.skip(':')) {
        const auto second = in.digits(1, 2);
        if (!second || *second > 59) return false;
        out.second = static_cast<int>(*second);
        if (in.skip('.')) out.ticks = fraction(in);
    }
    in.blanks();
    const bool pm = base::starts_with_ignore_case(in.rest, "pm");
    if (pm || base::starts_with_ignore_case(in.rest, "am")) {
        in.rest.remove_prefix(2);
        out.hour = out.hour % 12 + (pm ? 12 : 0);
    }
    return true;
}

bool zone(Reader& in, int64_t& offset) {
    in.blanks();
    if (in.skip('Z') || in.skip('z') || in.rest.empty()) return true;
    if (in.rest == "GMT" || in.rest == "UTC") return in.rest = {}, true;
    const bool minus = in.skip('-');
    if (!minus && !in.skip('+')) return false;
    const auto hours = in.digits(1, 2);
    if (!hours) return false;
    in.skip(':');
    const auto minutes = in.digits(0, 2);
    offset = (*hours * ticks_hour + minutes.value_or(0) * ticks_minute) * (minus ? -1 : 1);
    return true;
}

// 2024-01-02, 2024/1/2, 2024-01, 2024, 20240102: what follows the year.
bool year_first(Reader& in, Moment& out, int64_t year) {
    out.year = year;
    const char mark = in.rest.empty() ? '\0' : in.rest[0];
    if (mark != '-' && mark != '/' && mark != '.') {
        // 20240102 is one number.
        const auto month = in.digits(2, 2), day = in.digits(2, 2);
        if (month && day) out.month = static_cast<int>(*month), out.day = static_cast<int>(*day);
        return true;
    }
    in.skip(mark);
    const auto month = in.digits(1, 2);
    if (!month) return false;
    out.month = static_cast<int>(*month);
    if (in.skip(mark)) {
        const auto day = in.digits(1, 2);
        if (!day) return false;
        out.day = static_cast<int>(*day);
    }
    return true;
}

// 2024-01-02, 2024/1/2, 2024-01, 2024; 01/02/2024 (month first); 2 Jan 2024; Jan 2, 2024.
bool date(Reader& in, Moment& out) {
    const auto named_month = [&]() -> int {
        for (size_t i = 0; i < month_names.size(); ++i)
            if (base::starts_with_ignore_case(in.rest, month_names[i])) {
                while (!in.rest.empty() && base::is_alpha(in.rest[0])) in.rest.remove_prefix(1);
                return static_cast<int>(i) + 1;
            }
        return 0;
    };
    if (!in.rest.empty() && base::is_alpha(in.rest[0])) {
        Reader copy = in;  // "Sat, 2 Jan 2024": the weekday says nothing
        if (const size_t comma = in.rest.find(','); comma <= 3 && comma != std::string_view::npos)
            in.rest.remove_prefix(comma + 1), in.blanks();
        else
            in = copy;
    }
    if (const int month = named_month(); month > 0) {
        in.blanks();
        const auto day = in.digits(1, 2);
        in.skip(',');
        in.blanks();
        const auto year = in.digits(4, 4);
        if (!day || !year) return false;
        return out.year = *year, out.month = month, out.day = static_cast<int>(*day), true;
    }
    const std::string_view start = in.rest;
    const auto first = in.digits(1, 4);
    if (!first) return false;
    const size_t length = start.size() - in.rest.size();
    if (length == 4) return year_first(in, out, *first);
    if (in.skip('/') || in.skip('-')) {
        const auto second = in.digits(1, 2);
        if (!second || !(in.skip('/') || in.skip('-'))) return false;
        const auto year = in.digits(4, 4);
        if (!year) return false;
        out.year = *year, out.month = static_cast<int>(*first), out.day = static_cast<int>(*second);
        return true;
    }
    in.blanks();
    const int month = named_month();
    in.blanks();
    const auto year = in.digits(2, 4);
    if (month == 0 || !year) return false;
    out.year = *year < 100 ? *year + 2000 : *year;
    out.month = month, out.day = static_cast<int>(*first);
    return true;
}

std::optional<int64_t> ticks_of_unit(std::string_view unit) {
    const std::string u = base::to_lower(unit);
    if (u == "d" || u == "day" || u == "days") return ticks_day;
    if (u == "h" || u == "hr" || u == "hrs" || u == "hour" || u == "hours") return ticks_hour;
    if (u == "m" || u == "min" || u == "minute" || u == "minutes") return ticks_minute;
    if (u == "s" || u == "sec" || u == "second" || u == "seconds") return ticks_second;
    if (u == "ms" || u.starts_with("milli")) return ticks_second / 1000;
    if (u.starts_with("micro")) return 10;
    if (u == "tick" || u == "ticks") return 1;
    return std::nullopt;
}

std::optional<int64_t> clamped(double ticks) {
    if (!(std::fabs(ticks) < 9.2e18)) return std::nullopt;
    return static_cast<int64_t>(std::llround(ticks));
}

}  // namespace

int64_t days_of(int64_t year, int month, int day) {
    year -= month <= 2;
    const int64_t era = (year >= 0 ? year : year - 399) / 400;
    const int64_t yoe = year - era * 400;
    const int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146'097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719'468;
}

int64_t floor_to(int64_t value, int64_t step) {
    const int64_t rest = value % step;
    return value - (rest < 0 ? rest + step : rest);
}

Moment moment_of(int64_t ticks) {
    const int64_t days = floor_to(ticks, ticks_day) / ticks_day, in_day = ticks - days * ticks_day;
    const int64_t z = days + 719'468, era = (z >= 0 ? z : z - 146'096) / 146'097;
    const int64_t doe = z - era * 146'097;
    const int64_t yoe = (doe - doe / 1460 + doe / 36'524 - doe / 146'096) / 365;
    const int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    Moment out;
    out.day = static_cast<int>(doy - (153 * mp + 2) / 5 + 1);
    out.month = static_cast<int>(mp < 10 ? mp + 3 : mp - 9);
    out.year = yoe + era * 400 + (out.month <= 2 ? 1 : 0);
    out.hour = static_cast<int>(in_day / ticks_hour);
    out.minute = static_cast<int>(in_day / ticks_minute % 60);
    out.second = static_cast<int>(in_day / ticks_second % 60);
    out.ticks = in_day % ticks_second;
    return out;
}

int64_t ticks_of(const Moment& m) {
    return days_of(m.year, m.month, m.day) * ticks_day + m.hour * ticks_hour +
           m.minute * ticks_minute + m.second * ticks_second + m.ticks;
}

int days_in_month(int64_t year, int month) {
    constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leaps = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 && leaps ? 29 : days[month - 1];
}

std::optional<int64_t> parse_datetime(std::string_view text, int64_t now_ticks) {
    text = base::trim(text);
    if (text.size() >= 2 && (text[0] == '"' || text[0] == '\'') && text.back() == text[0])
        text = base::trim(text.substr(1, text.size() - 2));
    if (base::equals_ignore_case(text, "null") || text.empty()) return std::nullopt;
    if (base::equals_ignore_case(text, "now")) return now_ticks;
    if (base::equals_ignore_case(text, "min")) return ticks_year_one;
    if (base::equals_ignore_case(text, "max"))
        return ticks_of({9999, 12, 31, 23, 59, 59, 9'999'999});
    if (base::is_digit(text[0]) && text.find(',') != std::string_view::npos) {
        // datetime(2024, 1, 2): parts
        std::string joined;
        for (const auto part : base::split(text, ','))
            joined += (joined.empty() ? "" : "-") + std::string(base::trim(part));
        return parse_datetime(joined, now_ticks);
    }
    Reader in{text};
    Moment out;
    int64_t offset = 0;
    if (!date(in, out)) return std::nullopt;
    if (!in.skip('T') && !in.skip('t')) in.blanks();
    if (!in.rest.empty() && base::is_digit(in.rest[0]) && !clock(in, out)) return std::nullopt;
    if (!zone(in, offset) || !in.rest.empty()) return std::nullopt;
    if (out.month < 1 || out.month > 12 || out.day < 1 || out.year < 1) return std::nullopt;
    if (out.day > days_in_month(out.year, out.month)) return std::nullopt;
    return ticks_of(out) - offset;
}

std::optional<int64_t> parse_timespan(std::string_view text) {
    text = base::trim(text);
    if (text.size() >= 2 && (text[0] == '"' || text[0] == '\'') && text.back() == text[0])
        text = base::trim(text.substr(1, text.size() - 2));
    Reader in{text};
    const bool minus = in.skip('-');
    const int64_t sign = minus ? -1 : 1;
    if (base::equals_ignore_case(in.rest, "min")) return INT64_MIN;
    if (base::equals_ignore_case(in.rest, "max")) return INT64_MAX;
    if (in.rest.find(':') == std::string_view::npos) {
        size_t at = 0;
        while (at < in.rest.size() && (base::is_digit(in.rest[at]) || in.rest[at] == '.')) ++at;
        const auto number = parse_number(in.rest.substr(0, at));
        const std::string_view unit = base::trim(in.rest.substr(at));
        const auto ticks = unit.empty() ? std::optional(ticks_day) : ticks_of_unit(unit);
        if (!number || !ticks) return std::nullopt;
        if (const auto whole = base::parse_integer(in.rest.substr(0, at));
            whole && *whole < INT64_MAX / *ticks)
            return sign * *whole * *ticks;
        return clamped(static_cast<double>(sign) * *number * static_cast<double>(*ticks));
    }
    int64_t days = 0;
    Reader ahead = in;
    if (const auto first = ahead.digits(1, 9); first && ahead.skip('.')) days = *first, in = ahead;
    const auto hours = in.digits(1, 9);
    if (!hours || !in.skip(':')) return std::nullopt;
    const auto minutes = in.digits(1, 2);
    if (!minutes || *minutes > 59) return std::nullopt;
    int64_t seconds = 0, ticks = 0;
    if (in.skip(':')) {
        const auto value = in.digits(1, 2);
        if (!value || *value > 59) return std::nullopt;
        seconds = *value;
        if (in.skip('.')) ticks = fraction(in);
    }
    if (!in.rest.empty() || days > 10'000'000 || *hours > 200'000'000) return std::nullopt;
    return sign * (days * ticks_day + *hours * ticks_hour + *minutes * ticks_minute +
                   seconds * ticks_second + ticks);
}

std::optional<int64_t> parse_long(std::string_view text) {
    text = base::trim(text);
    if (!text.starts_with("0x") && !text.starts_with("0X")) {
        if (text.starts_with('+')) text.remove_prefix(1);
        return base::parse_integer(text);
    }
    uint64_t value = 0;
    const char* end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data() + 2, end, value, 16);
    if (error != std::errc() || at != end) return std::nullopt;
    return static_cast<int64_t>(value);
}

std::optional<double> parse_number(std::string_view text) {
    text = base::trim(text);
    if (text == "nan" || text == "NaN" || text == "-nan") return std::nan("");
    if (text == "+inf" || text == "inf" || text == "Infinity") return INFINITY;
    if (text == "-inf" || text == "-Infinity") return -INFINITY;
    if (text.starts_with('+')) text.remove_prefix(1);
    if (text.starts_with("0x")) {
        const auto whole = parse_long(text);
        return whole ? std::optional(static_cast<double>(*whole)) : std::nullopt;
    }
    double value = 0;
    const char* end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || at != end) return std::nullopt;
    return value;
}

std::optional<std::string> parse_guid(std::string_view text) {
    text = base::trim(text);
    if (text.size() > 2 && (text[0] == '{' || text[0] == '('))
        text = text.substr(1, text.size() - 2);
    if (text.size() >= 2 && (text[0] == '"' || text[0] == '\''))
        text = text.substr(1, text.size() - 2);
    std::string hex;
    for (const char c : text) {
        if (c == '-') continue;
        if (!base::is_digit(c) && !(base::lower(c) >= 'a' && base::lower(c) <= 'f'))
            return std::nullopt;
        hex += base::lower(c);
    }
    if (hex.size() != 32) return std::nullopt;
    for (const size_t at : {20, 16, 12, 8}) hex.insert(at, "-");
    return hex;
}

std::string datetime_text(int64_t ticks) {
    const Moment m = moment_of(ticks);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:07}Z", m.year, m.month, m.day, m.hour,
                       m.minute, m.second, m.ticks);
}

std::string timespan_text(int64_t ticks) {
    const bool negative = ticks < 0;
    const auto t = negative ? 0 - static_cast<uint64_t>(ticks) : static_cast<uint64_t>(ticks);
    const uint64_t seconds = t / 10'000'000, days = seconds / 86'400;
    std::string out = negative ? "-" : "";
    if (days > 0) out += fmt::format("{}.", days);
    out += fmt::format("{:02}:{:02}:{:02}", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    return t % 10'000'000 == 0 ? out : out + fmt::format(".{:07}", t % 10'000'000);
}

std::string real_text(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
    const double size = std::fabs(value);
    if (size != 0 && (size >= 1e15 || size < 1e-5)) {
        std::string out = fmt::format("{:e}", value);
        char buffer[40];
        const auto made =
            std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific);
        out.assign(buffer, made.ptr);
        if (const size_t e = out.find('e'); e != std::string::npos) out[e] = 'E';
        return out;
    }
    char buffer[64];
    const auto made =
        std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed);
    std::string out(buffer, made.ptr);
    return out.find('.') == std::string::npos ? out + ".0" : out;
}

}  // namespace ward::query
