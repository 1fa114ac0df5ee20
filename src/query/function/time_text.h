// SPDX-License-Identifier: Apache-2.0
// Kusto's texts of times, numbers and guids, read and written. Datetimes are ticks of 100 ns since
// 1970, timespans are ticks. Nothing here reads a clock or a locale.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ward::query {

constexpr int64_t ticks_second = 10'000'000;
constexpr int64_t ticks_minute = 60 * ticks_second;
constexpr int64_t ticks_hour = 60 * ticks_minute;
constexpr int64_t ticks_day = 24 * ticks_hour;
constexpr int64_t ticks_year_one = -621'355'968'000'000'000;  // 0001-01-01

struct Moment {
    int64_t year = 1970;
    int month = 1, day = 1, hour = 0, minute = 0, second = 0;
    int64_t ticks = 0;  // of the second
};
int64_t days_of(int64_t year, int month, int day);  // since 1970
Moment moment_of(int64_t ticks);
int64_t ticks_of(const Moment& moment);
int days_in_month(int64_t year, int month);
int64_t floor_to(int64_t value, int64_t step);

std::optional<int64_t> parse_datetime(std::string_view text, int64_t now_ticks = 0);
std::optional<int64_t> parse_timespan(std::string_view text);
std::optional<int64_t> parse_long(std::string_view text);  // decimal or 0x...
std::optional<double> parse_number(std::string_view text);
std::optional<std::string> parse_guid(std::string_view text);

std::string datetime_text(int64_t ticks);  // 2024-01-02T03:04:05.0000000Z
std::string timespan_text(int64_t ticks);  // 1.02:03:04.5000000
std::string real_text(double value);       // 1.0, 0.1, 1E+16, NaN

}  // namespace ward::query
