// SPDX-License-Identifier: Apache-2.0
// What the conversion functions make of dynamic values, as Kusto does.
#include <gtest/gtest.h>

#include "query/query.h"

namespace ward::query {

namespace {

TEST(Convert, whole_numbers_of_json) {
    const auto store = store::EventStore::open_temporary();
    ASSERT_TRUE(store.ok());
    const auto f = [&](const std::string& value, std::optional<int64_t> want) {
        base::Diagnostics diagnostics;
        const auto answer =
            run("print tolong(dynamic(" + value + "))", **store, {}, 0, diagnostics);
        ASSERT_TRUE(answer.ok()) << value;
        const auto* number = std::get_if<int64_t>(&answer->table.rows.at(0).at(0));
        EXPECT_EQ(number ? std::optional(*number) : std::nullopt, want) << value;
    };
    f("7", 7), f("7.9", 7), f("-7.9", -7), f("'12'", 12), f("true", 1);
    f("9007199254740993", 9007199254740993);
    f("'1.5'", {}), f("'abc'", {}), f("null", {}), f("[1]", {}), f("1e30", {});
}

}  // namespace

}  // namespace ward::query
