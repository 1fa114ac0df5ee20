// SPDX-License-Identifier: Apache-2.0
// What the parser takes and what it refuses, and where it says so.
#include "query/syntax/parser.h"

#include <gtest/gtest.h>

namespace ward::query {

namespace {

std::string verdict(std::string_view text) {
    base::Diagnostics diagnostics;
    parse(text, diagnostics);
    if (!diagnostics.has_errors()) return "ok";
    const auto& place = diagnostics.all().front().place;
    return std::to_string(place.line) + ":" + std::to_string(place.column);
}

TEST(Parser, takes_what_kusto_takes) {
    for (const std::string_view text :
         {"Events | count", "T | where a == 1 and (b has 'x' or c in~ ('p', 'q'))",
          "let n = 5; let f = (a:long, b:string = 'x') { T | where c == a }; f(1) | take n",
          "T | summarize c = count(), arg_max(t, *) by bin(t, 1h), ['the host']",
          "T | join kind=leftouter (U | where x) on $left.a == $right.b",
          "T | mv-expand a to typeof(string) limit 5 | sort by a desc nulls last",
          "T | parse kind=regex m with * 'a=' a:long ',' rest",
          "T | render piechart with (title='x')",
          "print d = dynamic({'a': [1, -2.5, null]}), t = datetime(2024-01-01) + 1d",
          "T | extend a = b.c[0]['d'] | project-away x*, *y", "T | where not(t between (1 .. 2))",
          "range x from 1 to 3 step 1 // a remark", "union withsource=s A, (B | take 1)"})
        EXPECT_EQ(verdict(text), "ok") << text;
}

TEST(Parser, says_where_it_is_wrong) {
    EXPECT_EQ(verdict("T | wher x"), "1:5");
    EXPECT_EQ(verdict("T | where a b"), "1:13");
    EXPECT_EQ(verdict("T\n| where (a"), "2:11");
    EXPECT_EQ(verdict("print 'x"), "1:7");
    EXPECT_EQ(verdict("T | count\n\nU | count"), "3:1");
    EXPECT_EQ(verdict("T | take"), "1:9");
}

TEST(Parser, bounds_hostile_texts) {
    EXPECT_NE(verdict("print " + std::string(60'000, '(')), "ok");
    EXPECT_NE(verdict("print " + std::string(60'000, '-') + "1"), "ok");
    EXPECT_NE(verdict("print dynamic(" + std::string(60'000, '[')), "ok");
    EXPECT_NE(verdict(std::string(128 * 1024 + 1, 'a')), "ok");
    std::string sum = "print 1";
    for (int i = 0; i < 10'000; ++i) sum += "+1";
    EXPECT_NE(verdict(sum), "ok");
}

}  // namespace

}  // namespace ward::query
