// SPDX-License-Identifier: Apache-2.0
// The YAML reader's limits, at each, one over, and ten times over.
#include "base/yaml.h"

#include <gtest/gtest.h>

namespace ward::base {
namespace {

bool reads(const std::string& text, const YamlLimits& limits) {
    Diagnostics diagnostics;
    parse_yaml(text, "t.yml", diagnostics, limits);
    return !diagnostics.has_errors();
}

TEST(YamlLimits, bytes) {
    const YamlLimits limits{.bytes_max = 100};
    const auto of = [](size_t bytes) { return "a: " + std::string(bytes - 3, 'x'); };
    EXPECT_TRUE(reads(of(100), limits));
    EXPECT_FALSE(reads(of(101), limits));
    EXPECT_FALSE(reads(of(1000), limits));
}

TEST(YamlLimits, depth) {
    const auto nested = [](size_t depth) {
        return std::string(depth, '[') + "a" + std::string(depth, ']');
    };
    const YamlLimits limits;
    size_t deepest = 0;
    while (deepest < 2 * limits.depth_max && reads(nested(deepest + 1), limits)) deepest++;
    EXPECT_LE(deepest, limits.depth_max);
    EXPECT_GE(deepest + 1, limits.depth_max);
    EXPECT_FALSE(reads(nested(limits.depth_max + 1), limits));
    EXPECT_FALSE(reads(nested(10 * limits.depth_max), limits));
}

TEST(YamlLimits, aliases_count_each_time_they_are_used) {
    const YamlLimits limits{.nodes_max = 1000};
    const auto used = [](size_t times) {
        std::string text = "a: &a [x, x, x, x, x, x, x, x, x]\nb: [";
        for (size_t i = 0; i < times; i++) text += "*a, ";
        return text + "]";
    };
    EXPECT_TRUE(reads(used(90), limits));
    EXPECT_FALSE(reads(used(101), limits));
    EXPECT_FALSE(reads(used(1000), limits));
}

TEST(YamlLimits, a_billion_laughs_end_in_a_message) {
    std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; i++) {
        text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
        for (int n = 0; n < 10; n++) text += "*a" + std::to_string(i - 1) + ", ";
        text += "]\n";
    }
    EXPECT_FALSE(reads(text, {}));
}

}  // namespace
}  // namespace ward::base
