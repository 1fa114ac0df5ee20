// SPDX-License-Identifier: Apache-2.0
// Time. Only base reads the clock; everyone else is handed a Clock, so that a simulator can be one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ward::base {

/// Nanoseconds since 1970-01-01T00:00:00Z. `no_time` where the source had none.
using TimeNs = int64_t;
constexpr TimeNs no_time = INT64_MIN;
constexpr TimeNs second_ns = 1'000'000'000;

class Clock {
public:
    virtual ~Clock() = default;
    virtual TimeNs now_ns() const = 0;        // wall clock
    virtual TimeNs monotonic_ns() const = 0;  // never goes back; for intervals
};

/// The machine's clock.
class SystemClock final : public Clock {
public:
    TimeNs now_ns() const override;
    TimeNs monotonic_ns() const override;
};

struct CivilTime {
    int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0;
    int32_t nanosecond = 0;
};

/// Proleptic Gregorian; no range check beyond int64 nanoseconds (1678 to 2261): outside it gives
/// no_time.
TimeNs from_civil(const CivilTime& civil, int zone_offset_seconds = 0);
CivilTime to_civil(TimeNs time);

/// RFC 3339 UTC ("2026-01-02T03:04:05.678Z") with `digits` of fraction (0..9), -1: as many as are
/// not zero.
std::string format_rfc3339(TimeNs time, int digits = -1);
void append_rfc3339(std::string& out, TimeNs time, int digits = -1);

/// Reads RFC 3339 and its usual loosenings: 'T' or blank, zone "Z", "+hh:mm", "+hhmm" or none
/// (UTC), 0 to 9 digits of fraction (more are cut), ',' for '.'. Must match the whole text. Nothing
/// if it is none.
std::optional<TimeNs> parse_rfc3339(std::string_view text);

}  // namespace ward::base
