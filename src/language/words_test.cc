// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "language/sentences.h"

namespace ward::language {

TEST(Words, numbers_times_and_lists) {
    const auto f = [](const std::string& got, std::string_view want) { EXPECT_EQ(got, want); };
    f(ordinal(1), "1st"), f(ordinal(2), "2nd"), f(ordinal(3), "3rd"), f(ordinal(4), "4th");
    f(ordinal(11), "11th"), f(ordinal(112), "112th"), f(ordinal(122), "122nd"),
        f(ordinal(0), "0th");
    f(duration(0), "0 seconds"), f(duration(base::second_ns), "1 second");
    f(duration(-90 * base::second_ns), "1 minute"), f(duration(7200 * base::second_ns), "2 hours");
    f(duration(86400 * base::second_ns), "1 day");
    f(enumerate({}), ""), f(enumerate({"a"}), "a"), f(enumerate({"a", "b"}), "a and b");
    f(enumerate({"a", "b", "c"}), "a, b and c"),
        f(enumerate({"a", "b", "c", "d"}), "a, b, c and 1 other");
    f(enumerate({"a", "b", "c", "d", "e"}, 2), "a, b and 3 others");
}

}  // namespace ward::language
