// SPDX-License-Identifier: Apache-2.0
// What lowering resolves, what it refuses by name, and that no text escapes its quotes.
#include "query/sql/lower.h"

#include <gtest/gtest.h>

#include "query/syntax/parser.h"

namespace ward::query {

namespace {

// The columns as "name:type ..." or the first error.
std::string plan(std::string_view text) {
    base::Diagnostics diagnostics;
    const Query query = parse(text, diagnostics);
    Relation relation;
    if (!diagnostics.has_errors()) relation = Lowering(text, 0, diagnostics).query(query);
    if (diagnostics.has_errors())
        return diagnostics.all().front().text + "|" + diagnostics.all().front().hint;
    std::string out;
    for (const auto& column : relation.columns) out += column.name + ":" + column.type + " ";
    return out;
}

TEST(Lowering, names_and_types_columns) {
    EXPECT_EQ(plan("print 1, b = 1.5"), "print_0:long b:real ");
    EXPECT_EQ(plan("Events | summarize count(), dcount(User) by Host"),
              "Host:string count_:long dcount_User:long ");
    EXPECT_EQ(plan("Events | project t = TimeGenerated - 1h, Native.a"),
              "t:datetime Native_a:dynamic ");
    EXPECT_EQ(plan("Quarantine | count"), "Count:long ");
}

TEST(Lowering, refuses_by_name) {
    EXPECT_EQ(plan("Events | where Hst == 'a'"), "there is no column 'Hst'|did you mean 'Host'?");
    EXPECT_EQ(plan("Event | count"), "there is no table 'Event'|did you mean 'Events'?");
    EXPECT_EQ(plan("read_csv('/etc/passwd') | count"), "there is no table function 'read_csv'|");
    EXPECT_EQ(plan("print read_text('/etc/passwd')").find("the function 'read_text'"), 0U);
    EXPECT_EQ(plan("Events | scan with (step a: true;)"), "the operator 'scan' cannot run yet|");
    EXPECT_EQ(plan("let a = b; let b = a; print a"), "there is no column 'b'|");
    EXPECT_EQ(plan("let f = () { f() }; print f()").find("the query is nested"), 0U);
}

TEST(Lowering, keeps_texts_in_their_quotes) {
    EXPECT_EQ(quoted("a'; drop table events; --"), "'a''; drop table events; --'");
    EXPECT_EQ(quoted(std::string_view("a\0b", 3)), "'ab'");
}

}  // namespace

}  // namespace ward::query
