// SPDX-License-Identifier: Apache-2.0
#include "app/demo/scenario.h"

#include <gtest/gtest.h>

namespace ward::app::demo {

TEST(Scenario, the_shipped_day_is_whole_ordered_and_the_same_each_time) {
    base::Diagnostics diagnostics;
    const auto scenario = load_scenario("content/demo/day.yaml", diagnostics);
    for (const auto& one : diagnostics.all()) ADD_FAILURE() << base::render(one);
    const auto lines = expand(scenario, 0);
    EXPECT_GT(lines.size(), 90'000U);
    EXPECT_LT(lines.size(), 120'000U);
    for (size_t i = 1; i < lines.size(); ++i) ASSERT_LE(lines[i - 1].time_ns, lines[i].time_ns);
    for (const auto& line : lines) ASSERT_EQ(line.text.find("${"), std::string::npos) << line.text;
    const auto again = expand(scenario, 0);
    ASSERT_EQ(again.size(), lines.size());
    EXPECT_EQ(again[777].text, lines[777].text);
}

}  // namespace ward::app::demo
