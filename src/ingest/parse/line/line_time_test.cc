// SPDX-License-Identifier: Apache-2.0
#include "ingest/parse/line/line_time.h"

#include <gtest/gtest.h>

namespace ward::ingest::line {
namespace {

TEST(LineTime, reads_what_logs_write_and_leaves_what_follows) {
    RecordContext context;
    context.received_ns = *base::parse_rfc3339("2026-03-01T12:00:00Z");
    auto f = [&](std::string_view text, std::string_view want, std::string_view rest = "") {
        const auto time = leading_time(text, context);
        ASSERT_TRUE(time) << text;
        EXPECT_EQ(base::format_rfc3339(time->time_ns), want) << text;
        EXPECT_EQ(text.substr(time->length), rest) << text;
    };
    f("2026-01-02T03:04:05.678Z x", "2026-01-02T03:04:05.678Z", " x");
    f("2026-01-02 03:04:05,678 INFO", "2026-01-02T03:04:05.678Z", " INFO");
    f("2026-01-02T03:04:05+0530", "2026-01-01T21:34:05Z");
    f("2026-01-02 03:04:05.1 -08:00 x", "2026-01-02T11:04:05.1Z", " x");
    f("2026/01/02 03:04:05 [error]", "2026-01-02T03:04:05Z", " [error]");
    f("2026 Jan  2 03:04:05 CET: %A", "2026-01-02T02:04:05Z", ": %A");
    f("Jan  2 03:04:05 web-01 x", "2026-01-02T03:04:05Z", " web-01 x");
    f("Jan 2 2024 03:04:05: x", "2024-01-02T03:04:05Z", ": x");
    f("Dec 31 23:59:59 x", "2025-12-31T23:59:59Z", " x");
    f("Mar  3 11:59:59 x", "2026-03-03T11:59:59Z", " x");  // within two days ahead
    f("Mar  4 12:00:01 x", "2025-03-04T12:00:01Z", " x");
    f("Feb 29 10:00:00 x", "2024-02-29T10:00:00Z", " x");  // the last year that has it
    f("Mon Jan  5 03:04:05.123 2026] x", "2026-01-05T03:04:05.123Z", "] x");
    f("Mon Jan 5 03:04:05 EST 2026", "2026-01-05T08:04:05Z");
    f("Thu Nov 14 20:14:37.123 x", "2025-11-14T20:14:37.123Z", " x");
    f("Sun, 04 Jan 2026 08:49:37 GMT", "2026-01-04T08:49:37Z");
    f("02/Jan/2026:03:04:05 +0100] x", "2026-01-02T02:04:05Z", "] x");
    f("02-Jan-2026 03:04:05.678 q", "2026-01-02T03:04:05.678Z", " q");
    f("01/17/2026:03:04:05 GMT h", "2026-01-17T03:04:05Z", " h");
    f("17/01/2026 03:04:05 h", "2026-01-17T03:04:05Z", " h");
    f("1/2/2026 3:04:05 PM x", "2026-01-02T15:04:05Z", " x");
    f("1767323045.678 x", "2026-01-02T03:04:05.678Z", " x");
    f("1767323045678 x", "2026-01-02T03:04:05.678Z", " x");
}

TEST(LineTime, says_that_other_text_is_no_time) {
    RecordContext context;
    context.received_ns = *base::parse_rfc3339("2026-03-01T12:00:00Z");
    for (std::string_view text :
         {"", "Jan", "Jan 2", "January was cold", "Mon", "2026", "2026-13-02 03:04:05",
          "12:30:00 x", "99/99/2026 03:04:05", "Feb 30 2026 03:04:05", "12345678901234567", "1",
          "2026-01-02T25:04:05", "Failed password", "1767323045abc"})
        EXPECT_FALSE(leading_time(text, context)) << text;
}

TEST(LineTime, finds_a_time_behind_a_few_words) {
    auto f = [](std::string_view text, std::string_view want, size_t length) {
        const auto time = early_time(text, {});
        ASSERT_TRUE(time) << text;
        EXPECT_EQ(base::format_rfc3339(time->time_ns), want) << text;
        EXPECT_EQ(time->length, length) << text;
    };
    f("[2026-01-02 03:04:05] x", "2026-01-02T03:04:05Z", 20);
    f("app.log 2026-01-02 03:04:05 x", "2026-01-02T03:04:05Z", 0);
    f("INFO [7] [2026-01-02T03:04:05Z] x", "2026-01-02T03:04:05Z", 0);
    EXPECT_FALSE(early_time("a b c d 2026-01-02T03:04:05Z", {}));
}

TEST(LineTime, has_no_year_without_a_receive_time) {
    const auto time = leading_time("Jan  2 03:04:05 x", {});
    ASSERT_TRUE(time);
    EXPECT_EQ(time->time_ns, base::no_time);
    EXPECT_EQ(time->length, 15U);
}

TEST(LineTime, uses_the_zone_of_the_source_where_none_is_written) {
    RecordContext context;
    context.zone_offset_seconds = 3600;
    EXPECT_EQ(base::format_rfc3339(leading_time("2026-01-02 03:04:05", context)->time_ns),
              "2026-01-02T02:04:05Z");
    EXPECT_EQ(base::format_rfc3339(leading_time("2026-01-02 03:04:05Z", context)->time_ns),
              "2026-01-02T03:04:05Z");
}

}  // namespace
}  // namespace ward::ingest::line
