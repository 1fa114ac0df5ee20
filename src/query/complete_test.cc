// SPDX-License-Identifier: Apache-2.0
// What is offered where, what lint says, and that the coverage page is what the lists say.
#include "query/complete.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/file.h"
#include "query/function/list.h"

namespace ward::query {

namespace {

bool offers(std::string_view text, std::string_view wanted) {
    for (const auto& one : complete(text, text.size()))
        if (one.text == wanted) return true;
    return false;
}

TEST(Completion, knows_where_it_is) {
    EXPECT_TRUE(offers("", "Events"));
    EXPECT_TRUE(offers("Ev", "Events"));
    EXPECT_TRUE(offers("Events | su", "summarize"));
    EXPECT_FALSE(offers("Events | su", "substring"));
    EXPECT_TRUE(offers("Events | where Ho", "Host"));
    EXPECT_TRUE(offers("Events | where tolo", "tolower"));
    EXPECT_TRUE(offers("Events | extend zebra = 1 | where zeb", "zebra"));
    EXPECT_TRUE(offers("let zebra = Events | project yak = 1; zebra | where y", "yak"));
    EXPECT_TRUE(offers("Events | summarize dco", "dcount"));
    EXPECT_TRUE(offers("Events | join (Fin", "Findings"));
}

TEST(Lint, says_all_without_running) {
    base::Diagnostics diagnostics;
    lint("Events | where Hst == 'a'", 0, diagnostics);
    ASSERT_TRUE(diagnostics.has_errors());
    EXPECT_EQ(diagnostics.all()[0].hint, "did you mean 'Host'?");
    EXPECT_EQ(diagnostics.all()[0].place.column, 16);
}

TEST(Functions, are_as_many_as_promised) {
    EXPECT_GE(function_names().size(), 300U);
    EXPECT_GE(aggregate_names().size(), 40U);
}

// UPDATE=1 rewrites the page.
TEST(Coverage, stands_in_the_guide) {
    const std::string path = "docs/guide/kql-coverage.md";
    if (std::getenv("UPDATE") != nullptr) {
        ASSERT_TRUE(base::write_file_atomically(path, coverage()).ok());
    }
    const auto page = base::read_file(path);
    if (!page.ok()) GTEST_SKIP() << "not run from the source folder";
    EXPECT_EQ(*page, coverage()) << "run again with UPDATE=1";
}

}  // namespace

}  // namespace ward::query
