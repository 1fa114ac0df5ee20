// SPDX-License-Identifier: Apache-2.0
// Line times: see the header.
#include "ingest/parse/line/line_time.h"

#include <algorithm>

#include "base/text.h"

namespace ward::ingest::line {

namespace {

using base::is_digit;

constexpr size_t longest = 48;  // bytes: weekday, month, day, time, fraction, zone, year
constexpr base::TimeNs ahead_ns = 2 * 24 * 3600 * base::second_ns;

struct Zone {
    std::string_view name;
    int hours;
};
// Names that devices write. Those that mean two zones have the one of the field's usual senders.
constexpr Zone zones[] = {{"UTC", 0},   {"GMT", 0},   {"Z", 0},     {"WET", 0},   {"WEST", 1},
                          {"CET", 1},   {"CEST", 2},  {"EET", 2},   {"EEST", 3},  {"MSK", 3},
                          {"EST", -5},  {"EDT", -4},  {"CST", -6},  {"CDT", -5},  {"MST", -7},
                          {"MDT", -6},  {"PST", -8},  {"PDT", -7},  {"BST", 1},   {"JST", 9},
                          {"AEST", 10}, {"AEDT", 11}, {"NZST", 12}, {"NZDT", 13}, {"BRT", -3}};

bool is_leap(int year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool is_day(const base::CivilTime& t) {
    constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (t.month < 1 || t.month > 12 || t.day < 1) return false;
    return t.day <= days[t.month - 1] + (t.month == 2 && is_leap(t.year) ? 1 : 0);
}

// Reads a time from the left. Each step says whether its text was there; nothing is read twice.
class Reader {
public:
    explicit Reader(std::string_view text) : text_(text.substr(0, longest)) {}

    std::string_view rest() const { return text_.substr(at_); }
    size_t at() const { return at_; }
    void back_to(size_t at) { at_ = at; }
    char peek(size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    bool skip(char c) { return peek() == c ? (++at_, true) : false; }
    bool skip_any(std::string_view of) {
        return peek() != '\0' && of.find(peek()) != of.npos ? (++at_, true) : false;
    }
    void blanks() {
        while (peek() == ' ') ++at_;
    }
    size_t digits_ahead() const {
        size_t n = 0;
        while (is_digit(peek(n))) ++n;
        return n;
    }
    // A number of `least` to `most` digits, within [low, high].
    bool number(int& out, size_t least, size_t most, int low, int high) {
        const size_t n = std::min(digits_ahead(), most);
        if (n < least) return false;
        int value = 0;
        for (size_t i = 0; i < n; ++i) value = value * 10 + (text_[at_ + i] - '0');
        if (value < low || value > high) return false;
        at_ += n, out = value;
        return true;
    }
    bool month(base::CivilTime& t) {
        const int month = month_of(rest().substr(0, 3));
        if (month == 0) return false;
        at_ += 3, t.month = month;
        while (base::is_alpha(peek())) ++at_;  // "January"
        return true;
    }
    bool year(base::CivilTime& t) { return number(t.year, 4, 4, 1970, 2261); }
    bool day(base::CivilTime& t) { return number(t.day, 1, 2, 1, 31); }
    // "03:04[:05[.678]]", "3:04:05 PM"
    bool clock(base::CivilTime& t, int8_t& digits) {
        if (!number(t.hour, 1, 2, 0, 24) || !skip(':') || !number(t.minute, 2, 2, 0, 59))
            return false;
        if (peek() == ':' && is_digit(peek(1))) {
            ++at_;
            if (!number(t.second, 2, 2, 0, 60)) return false;
            fraction(t, digits);
        }
        half_day(t);
        return true;
    }
    void fraction(base::CivilTime& t, int8_t& digits) {
        if ((peek() != '.' && peek() != ',') || !is_digit(peek(1))) return;
        ++at_;
        int32_t value = 0;
        int width = 0;
        for (; is_digit(peek()); ++at_)
            if (width < 9) value = value * 10 + (peek() - '0'), ++width;
        digits = static_cast<int8_t>(width);
        for (; width < 9; ++width) value *= 10;
        t.nanosecond = value;
    }
    // A zone directly behind or after one blank. Nothing is taken if it is none.
    std::optional<int> zone() {
        const size_t before = at_;
        skip(' ');
        if (const auto found = numeric_zone()) return found;
        size_t n = 0;
        while (base::is_alpha(peek(n))) ++n;
        const std::string_view name = rest().substr(0, n);
        for (const Zone& zone : zones)
            if (zone.name == name) return at_ += n, zone.hours * 3600;
        at_ = before;
        return {};
    }

private:
    std::optional<int> numeric_zone() {
        const size_t before = at_;
        const bool named = rest().starts_with("GMT") || rest().starts_with("UTC");
        if (named && (peek(3) == '+' || peek(3) == '-')) at_ += 3;
        const bool is_west = peek() == '-';
        int hours = 0, minutes = 0;
        if (skip_any("+-") && number(hours, 2, 2, 0, 14)) {
            skip(':');
            if (number(minutes, 2, 2, 0, 59) && !is_digit(peek()))
                return (is_west ? -1 : 1) * (hours * 3600 + minutes * 60);
        }
        at_ = before;
        return {};
    }
    void half_day(base::CivilTime& t) {
        const size_t n = peek() == ' ' ? 1 : 0;
        const char half = base::lower(peek(n));
        if ((half != 'a' && half != 'p') || base::lower(peek(n + 1)) != 'm' ||
            base::is_alpha(peek(n + 2)))
            return;
        at_ += n + 2;
        t.hour = t.hour % 12 + (half == 'p' ? 12 : 0);
    }

    std::string_view text_;
    size_t at_ = 0;
};

struct Parts {
    base::CivilTime civil;
    int8_t digits = 0;
    bool has_year = true;
    std::optional<int> zone;
};

// "2026-01-02T03:04:05", "2026/01/02 03:04:05", "2026-01-02-03:04:05", "2026 Jan  2 03:04:05"
bool year_first(Reader& in, Parts& out) {
    if (!in.year(out.civil)) return false;
    if (in.skip(' ')) {
        if (!in.month(out.civil)) return false;
        in.blanks();
        return in.day(out.civil) && in.skip(' ') && in.clock(out.civil, out.digits);
    }
    const char separator = in.peek();
    if (!in.skip_any("-/.") || !in.number(out.civil.month, 1, 2, 1, 12) || !in.skip(separator) ||
        !in.day(out.civil) || !in.skip_any("Tt _-:"))
        return false;
    in.blanks();
    return in.clock(out.civil, out.digits);
}

// "02/Jan/2026:03:04:05", "02-Jan-2026 03:04:05", "2 Jan 2026 03:04:05", "01/02/2026 03:04:05" (US
// order unless the first number cannot be a month), "02.01.2026 03:04:05"
bool day_first(Reader& in, Parts& out) {
    int first = 0;
    if (!in.number(first, 1, 2, 1, 31)) return false;
    const char separator = in.peek();
    if (!in.skip_any("/-. ")) return false;
    out.civil.day = first;
    if (!in.month(out.civil)) {
        int second = 0;
        if (separator == ' ' || !in.number(second, 1, 2, 1, 31)) return false;
        const bool is_us = separator != '.' && first <= 12;
        out.civil.month = is_us ? first : second;
        out.civil.day = is_us ? second : first;
    }
    if (!in.skip(separator) || !in.year(out.civil) || !in.skip_any(": -T,")) return false;
    in.blanks();
    return in.clock(out.civil, out.digits);
}

// "Jan  2 03:04:05", "Jan  2 2026 03:04:05", "Mon Jan  2 03:04:05 2026", "Mon, 02 Jan 2026
// 03:04:05"
bool name_first(Reader& in, Parts& out) {
    if (month_of(in.rest().substr(0, 3)) == 0) {
        constexpr std::string_view days = "MonTueWedThuFriSatSun";
        const size_t at = days.find(in.rest().substr(0, 3));
        if (at == days.npos || at % 3 != 0) return false;
        in.back_to(in.at() + 3);
        in.skip(',');
        if (!in.skip(' ')) return false;
        if (is_digit(in.peek())) return day_first(in, out);
    }
    if (!in.month(out.civil) || !in.skip(' ')) return false;
    in.blanks();
    if (!in.day(out.civil)) return false;
    in.skip(',');
    if (!in.skip(' ')) return false;
    in.blanks();
    out.has_year = in.year(out.civil);
    if (out.has_year) {
        in.skip(',');
        if (!in.skip(' ')) return false;
        in.blanks();
    }
    if (!in.clock(out.civil, out.digits)) return false;
    if (out.has_year) return true;
    out.zone = in.zone();
    const size_t before = in.at();
    if (in.skip(' ') && in.digits_ahead() == 4 && in.peek(4) != ':' && in.peek(4) != '.')
        out.has_year = in.year(out.civil);
    if (!out.has_year) in.back_to(before);
    return true;
}

std::optional<LineTime> since_1970(Reader& in, size_t digits) {
    constexpr int64_t first_s = 100'000'000, end_s = 4'200'000'000;  // 1973 to 2103
    int64_t value = 0;
    for (size_t i = 0; i < digits; ++i) value = value * 10 + (in.peek(i) - '0');
    in.back_to(in.at() + digits);
    base::CivilTime fraction;
    LineTime out;
    if (digits > 10) {  // milliseconds, microseconds, nanoseconds
        int64_t unit = 1;
        for (size_t i = 10; i < digits; ++i) unit *= 10;
        fraction.nanosecond = static_cast<int32_t>(value % unit * (base::second_ns / unit));
        out.digits = static_cast<int8_t>(digits - 10), value /= unit;
    } else {
        in.fraction(fraction, out.digits);
    }
    if (value < first_s || value > end_s || base::is_alpha(in.peek()) || in.peek() == '-')
        return {};
    out.time_ns = value * base::second_ns + fraction.nanosecond;
    out.length = in.at();
    return out;
}

}  // namespace

int month_of(std::string_view text) {
    constexpr std::string_view months = "janfebmaraprmayjunjulaugsepoctnovdec";
    if (text.size() != 3) return 0;
    for (size_t i = 0; i < 12; ++i) {
        const char* const name = months.data() + 3 * i;
        if (base::lower(text[0]) == name[0] && base::lower(text[1]) == name[1] &&
            base::lower(text[2]) == name[2])
            return static_cast<int>(i) + 1;
    }
    return 0;
}

std::optional<int> year_near(const base::CivilTime& civil, base::TimeNs received) {
    if (received == base::no_time) return {};
    base::CivilTime t = civil;
    const int now = base::to_civil(received).year;
    constexpr int leap_gap = 8;  // years between two 29ths of February at most
    for (t.year = now + 1; t.year >= now - leap_gap; --t.year)
        if (is_day(t) && base::from_civil(t) <= received + ahead_ns) return t.year;
    return {};
}

std::optional<LineTime> leading_time(std::string_view text, const RecordContext& context) {
    Reader in(text);
    Parts parts;
    const size_t digits = in.digits_ahead();
    if (digits == 10 || digits == 13 || digits == 16 || digits == 19) return since_1970(in, digits);
    const bool is_read = digits == 4   ? year_first(in, parts)
                         : digits == 0 ? name_first(in, parts)
                         : digits <= 2 ? day_first(in, parts)
                                       : false;
    if (!is_read || base::is_digit(in.peek())) return {};
    if (!parts.zone) parts.zone = in.zone();
    if (!parts.has_year) {
        const auto year = year_near(parts.civil, context.received_ns);
        if (year) parts.civil.year = *year;
    }
    LineTime out;
    out.digits = parts.digits, out.length = in.at(), out.has_year = parts.has_year;
    const bool is_placed = parts.has_year || context.received_ns != base::no_time;
    if (parts.has_year && !is_day(parts.civil)) return {};
    if (is_placed)
        out.time_ns =
            base::from_civil(parts.civil, parts.zone.value_or(context.zone_offset_seconds));
    return out;
}

std::optional<LineTime> early_time(std::string_view text, const RecordContext& context) {
    constexpr int words_max = 4;
    constexpr size_t word_bytes_max = 160;
    constexpr std::string_view opens = "[(\"<'", parts = " |\t";
    size_t at = 0;
    for (int i = 0; i < words_max && at < text.size(); ++i) {
        if (opens.find(text[at]) != opens.npos) ++at;
        if (auto time = leading_time(text.substr(at), context)) {
            time->length = i == 0 ? at + time->length : 0;
            return time;
        }
        const size_t end = text.substr(at, word_bytes_max).find_first_of(parts);
        if (end == text.npos) break;
        at += end;
        while (at < text.size() && parts.find(text[at]) != parts.npos) ++at;
    }
    return {};
}

}  // namespace ward::ingest::line
