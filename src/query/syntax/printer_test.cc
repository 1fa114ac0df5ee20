// SPDX-License-Identifier: Apache-2.0
// What the printer writes parses to a tree that prints the same.
#include "query/syntax/printer.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "query/syntax/parser.h"

namespace ward::query {

namespace {

// Empty if it holds, else what is wrong.
std::string round_trip(std::string_view text) {
    base::Diagnostics first, second;
    const std::string printed = print(parse(text, first));
    if (first.has_errors()) return "";
    const std::string again = print(parse(printed, second));
    if (second.has_errors()) return second.all()[0].text + " in " + printed;
    return again == printed ? "" : printed + "\n  became " + again;
}

TEST(Printer, gives_back_the_same_tree) {
    for (const std::string_view text :
         {"T | where a == 1 and (b has 'x' or not(c in~ ('p', \"q\\n\")))",
          "let n = 5; let f = (a:long, b:string = 'x', t:(*)) { let q = 1; t | where c == a }; "
          "f(1)",
          "T | join kind=leftouter hint.remote=left (U | where x) on $left.a == $right.b, c",
          "T | mv-expand with_itemindex=i kind=array a to typeof(string), b limit 5",
          "T | mv-apply x = y to typeof(long) on (top 2 by x | summarize s = sum(x))",
          "T | parse kind=regex flags=i m with * 'a=' a:long ',' rest",
          "T | parse-kv m as (a:long, ['b c']:string) with (pair_delimiter=' ', kv_delimiter='=')",
          "T | make-series a=avg(x) default=0, count() on t from ago(1d) to now() step 1h by k",
          "T | top-nested 3 of a by count(), top-nested 2 of b by sum(c)",
          "T | scan declare (s:long = 0) with (step a output=all: x > 1 => s = s + 1; step b: "
          "true;)",
          "T | partition hint.strategy=native by k (top 1 by x)",
          "T | facet by a, b with (take 3)",
          "search kind=case_sensitive in (A, B*) 'x' and c:'y'",
          "find in (A) where x == 1 project a:long, b",
          "T | make-graph a --> b with N on id | graph-match (x)-[e]->(y)<-[f*1..3]-(z) where x.n "
          "== 1 project y",
          "T | render timechart with (title='x', kind=stacked)",
          "T | reduce by m with threshold=0.1",
          "datatable(a:long, b:dynamic) [1, dynamic({'k': [1, null]})] | project ['a b'] = "
          "b.k[0]['x y']",
          "declare pattern P = (a:string) { ('x') = { print 1 }; }; P('x')",
          "union withsource=s A*, (B | take 1)"})
        EXPECT_EQ(round_trip(text), "") << text;
}

TEST(Printer, gives_back_published_queries) {
    const char* home = std::getenv("HOME");
    const auto file =
        base::read_file(std::string(home ? home : "") + "/.cache/ward-corpus/kql-queries.ndjson");
    if (!file.ok()) GTEST_SKIP() << "the corpus is not here";
    size_t wrong = 0, all = 0;
    for (const auto line : base::split(*file, '\n')) {
        const auto json = base::parse_json(line);
        if (!json.ok()) continue;
        ++all;
        const std::string problem = round_trip((*json)["query"].text());
        if (!problem.empty() && ++wrong <= 3) ADD_FAILURE() << problem;
    }
    EXPECT_EQ(wrong, 0U) << "of " << all;
}

}  // namespace

}  // namespace ward::query
