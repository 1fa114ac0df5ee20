// SPDX-License-Identifier: Apache-2.0
// mv-expand: how many rows one row becomes.
#include <gtest/gtest.h>

#include "query/query.h"

namespace ward::query {

namespace {

TEST(Expand, cuts_the_rows_of_each_row_at_its_limit) {
    const auto store = store::EventStore::open_temporary();
    ASSERT_TRUE(store.ok());
    const std::string rows =
        "datatable(n: long, a: dynamic, b: dynamic) [1, dynamic([1, 2, 3]), dynamic([7]), "
        "2, dynamic([4]), dynamic([8, 9])] | mv-expand ";
    const auto f = [&](const std::string& expansion, std::vector<int64_t> want) {
        base::Diagnostics diagnostics;
        const auto answer = run(rows + expansion + " | summarize count() by n | order by n asc",
                                **store, {}, 0, diagnostics);
        ASSERT_TRUE(answer.ok()) << expansion;
        std::vector<int64_t> counts;
        for (const auto& row : answer->table.rows) counts.push_back(std::get<int64_t>(row.at(1)));
        EXPECT_EQ(counts, want) << expansion;
    };
    f("a", {3, 1});
    f("a limit 2", {2, 1});
    f("a limit 1", {1, 1});
    f("a limit 0", {});
    f("a limit 100", {3, 1});
    f("a, b limit 2", {2, 2});
    f("with_itemindex=i a limit 2", {2, 1});
}

}  // namespace

}  // namespace ward::query
