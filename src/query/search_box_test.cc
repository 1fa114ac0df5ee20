// SPDX-License-Identifier: Apache-2.0
// What the search box means, and that it always gives KQL that parses and runs.
#include "query/search_box.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "query/query.h"

namespace ward::query {

namespace {

std::string kql(std::string_view search) {
    base::Diagnostics diagnostics;
    const std::string out = search_to_kql(search, diagnostics);
    if (diagnostics.has_errors()) return "error: " + diagnostics.all()[0].text;
    constexpr std::string_view head = "Events\n| where ";
    return out.starts_with(head) ? out.substr(head.size()) : out;
}

TEST(SearchBox, means_what_people_type) {
    const auto f = [](std::string_view search, std::string_view wanted) {
        EXPECT_EQ(kql(search), wanted) << search;
    };
    f("", "Events");
    f("failed ssh", "Raw has \"failed\" and Raw has \"ssh\"");
    f("\"access denied\" AND root", "Raw has \"access denied\" and Raw has \"root\"");
    f("user:alice OR user:bob", "(User =~ \"alice\" or User =~ \"bob\")");
    f("src_ip:192.0.2.* -status:ok", "SrcIp startswith \"192.0.2.\" and not(Status =~ \"ok\")");
    f("SrcIp:192.0.2.1", "SrcIp =~ \"192.0.2.1\"");
    f("dst_port:[1 TO 1024]", "(DstPort >= 1 and DstPort <= 1024)");
    f("bytes_out:>5000", "BytesOut > 5000");
    f("time:[2024-01-01 TO *]", "(TimeGenerated >= todatetime(\"2024-01-01\"))");
    f("EventRecordID:>10", "toreal(tostring(Native[\"EventRecordID\"])) > 10");
    f("/evil[0-9]+/", "Raw matches regex \"evil[0-9]+\"");
    f("file_name:/\\.iso$/", "FileName matches regex \"\\\\.iso$\"");
    f("power* *shell *ersh* p*l",
      "Raw hasprefix \"power\" and Raw hassuffix \"shell\" and Raw contains \"ersh\" and Raw "
      "matches regex \"(?i)p.*l\"");
    f("host:*", "isnotempty(Host)");
    f("user:(alice OR bob) NOT (a b)",
      "(User =~ \"alice\" or User =~ \"bob\") and not(Raw has \"a\" and Raw has \"b\")");
    f("c:\\\\temp", "tostring(Native[\"c\"]) =~ \"\\\\temp\"");
    f("(a", "error: expected ')'");
    f("\"a", "error: the closing quote is missing");
}

TEST(SearchBox, adds_values_to_a_search) {
    EXPECT_EQ(search_with("", "user", "alice", false), "user:\"alice\"");
    EXPECT_EQ(search_with("a OR b", "user", "x\"y", true), "(a OR b) NOT user:\"x\\\"y\"");
}

TEST(SearchBox, always_gives_kql_that_runs) {
    auto store = store::EventStore::open_temporary();
    ASSERT_TRUE(store.ok());
    base::SeededRandom random(7);
    constexpr std::string_view parts[] = {"a",     "b*",   "*c", ":",  "\"", "(",    ")", " OR ",
                                          " AND ", "NOT ", "-",  "/",  "[",  " TO ", "]", ">",
                                          "user",  "1",    "'",  "\\", "|",  ";",    " "};
    for (int i = 0; i < 400; ++i) {
        std::string text;
        for (uint64_t n = random.below(9) + 1; n > 0; --n)
            text += parts[random.below(std::size(parts))];
        base::Diagnostics search, query;
        const std::string made = search_to_kql(text, search);
        if (search.has_errors()) continue;
        const auto answer = run(made + " | count", **store, {}, 0, query);
        EXPECT_FALSE(query.has_errors())
            << text << " -> " << made << ": " << (query.has_errors() ? query.all()[0].text : "");
    }
}

}  // namespace

}  // namespace ward::query
