// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"

#include <gtest/gtest.h>

namespace ward::base {

TEST(Clock, reads_rfc3339_and_its_loosenings) {
    const auto f = [](std::string_view text, std::string_view want) {
        const auto time = parse_rfc3339(text);
        EXPECT_EQ(time ? format_rfc3339(*time) : "none", want) << text;
    };
    f("2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z");
    f("2026-01-02 03:04:05.678", "2026-01-02T03:04:05.678Z");
    f("2026-01-02T03:04:05,5+02:00", "2026-01-02T01:04:05.5Z");
    f("2026-01-02T03:04:05-0530", "2026-01-02T08:34:05Z");
    f("2026-01-02", "2026-01-02T00:00:00Z");
    f("1969-12-31T23:59:59.999999999Z", "1969-12-31T23:59:59.999999999Z");
    f("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z");
    f("2026-13-02T03:04:05Z", "none");
    f("2026-01-02T03:04:05Zx", "none");
    f("", "none");
    f("9999-01-01T00:00:00Z", "none");
}

}  // namespace ward::base
