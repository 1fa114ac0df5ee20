// SPDX-License-Identifier: Apache-2.0
// Line times: the ways in which text logs write a time, told apart by their shape. Shared by the
// parsers of text logs. A time without a year is put into the year that the receive time suggests.
#pragma once

#include <optional>
#include <string_view>

#include "ingest/parser.h"

namespace ward::ingest::line {

struct LineTime {
    base::TimeNs time_ns = base::no_time;
    int8_t digits = 0;     // of fraction, as written
    size_t length = 0;     // bytes of the text that the time takes
    bool has_year = true;  // else it was resolved against the receive time
};

/// The time at the front of `text`: ISO 8601 and its looser kin, "Jan  2 03:04:05" with or without
/// year, zone and weekday, "02/Jan/2026:03:04:05 +0100", "02-Jan-2026 03:04:05", "01/02/2026
/// 03:04:05", "2026 Jan  2 03:04:05", seconds since 1970 with or without a fraction, milli-, micro-
/// and nanoseconds.
/// A zone that is written is used, else the context's. Looks at 48 bytes at most.
std::optional<LineTime> leading_time(std::string_view text, const RecordContext& context);

/// The same in brackets or quotes, or behind up to three words (a file's name, a level); `length`
/// is 0 where words stand before it.
std::optional<LineTime> early_time(std::string_view text, const RecordContext& context);

/// The latest year in which month, day and time of `civil` lie not later than two days after
/// `received` (a sender's clock may be ahead); nothing without a receive time.
std::optional<int> year_near(const base::CivilTime& civil, base::TimeNs received);

/// 1 to 12 of "Jan" to "Dec" (any case); 0 if it is none.
int month_of(std::string_view text);

}  // namespace ward::ingest::line
