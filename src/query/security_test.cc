// SPDX-License-Identifier: Apache-2.0
// A query reaches no file, no network and no setting, whatever it is called: each trick is refused
// by name, or is a text like any other.
#include <gtest/gtest.h>

#include "query/query.h"

namespace ward::query {

namespace {

std::unique_ptr<store::EventStore> empty_store() {
    auto opened = store::EventStore::open_temporary();
    EXPECT_TRUE(opened.ok());
    return std::move(*opened);
}

TEST(Security, reaches_nothing) {
    const auto store = empty_store();
    for (const std::string_view text : {"read_csv('/etc/passwd')",
                                        "print read_text('/etc/passwd')",
                                        "print read_blob('/etc/passwd')",
                                        "print getenv('HOME')",
                                        "T | take 1; copy events to '/tmp/x'",
                                        "attach '/tmp/x' as y",
                                        "duckdb_settings() | take 1",
                                        "sqlite_scan('/tmp/x', 'y')",
                                        "glob('/etc/*') | take 1",
                                        "print pragma_version()",
                                        "['/etc/passwd'] | take 1",
                                        "table('/etc/passwd') | take 1",
                                        "externaldata(a:string) ['https://example.test/a.csv']",
                                        "external_table('x') | take 1",
                                        "cluster('https://example.test').database('x').T | take 1",
                                        "database('other').Events | take 1",
                                        "Events | evaluate http_request('https://example.test')",
                                        "Events | evaluate python(typeof(*), 'x')",
                                        "Events | evaluate sql_request('a', 'b')",
                                        "information_schema.tables | take 1",
                                        "Events | where raw_binary == 'x'",
                                        "print kql_real_text(1.0)",
                                        "print text_long('1')",
                                        "d20260102.main.events | take 1",
                                        "duckdb_functions | take 1",
                                        "Events | project [\"c0\"]",
                                        "let x = `a`; print x",
                                        "print nextval('s')",
                                        "print current_setting('memory_limit')"}) {
        base::Diagnostics diagnostics;
        EXPECT_FALSE(run(text, *store, {}, 0, diagnostics).ok()) << text;
        EXPECT_TRUE(diagnostics.has_errors()) << text;
    }
}

TEST(Security, keeps_texts_as_texts) {
    const auto store = empty_store();
    for (const std::string_view text : {"'; drop table events; --", "'' || (select 1) || ''",
                                        "$1 $2 $F", "\\' or 1=1 --", "${x}", "%' or '1'='1"}) {
        base::Diagnostics diagnostics;
        std::string literal;
        for (const char c : text)
            literal += c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c);
        const std::string query =
            "print a = '" + literal + "' | extend b = strcat(a, ''), c = a has a, d = toupper(a)";
        const auto answer = run(query, *store, {}, 0, diagnostics);
        ASSERT_TRUE(answer.ok()) << text << ": " << answer.error().text;
        EXPECT_EQ(std::get<std::string>(answer->table.rows[0][1]), text);
        EXPECT_TRUE(std::get<bool>(answer->table.rows[0][2])) << text;
    }
}

TEST(Security, bounds_what_grows) {
    const auto store = empty_store();
    std::string nested = "print 1", chain = "Events", lets;
    for (int i = 0; i < 400; ++i) chain += " | where Host == 'a'";
    for (int i = 0; i < 40; ++i)
        lets += "let f" + std::to_string(i) + " = (x:string) { strcat(" +
                (i == 0 ? "x, x"
                        : "f" + std::to_string(i - 1) + "(x), f" + std::to_string(i - 1) + "(x)") +
                ") };";
    for (const std::string& text :
         {lets + "print f39('a')",
          std::string("print ") + std::string(500, '(') + "1" + std::string(500, ')')}) {
        base::Diagnostics diagnostics;
        EXPECT_FALSE(run(text, *store, {}, 0, diagnostics).ok());
    }
    base::Diagnostics diagnostics;
    const auto ended = run(chain, *store, {}, 0, diagnostics);  // long, not wrong: must end
    EXPECT_TRUE(ended.ok() || !ended.error().text.empty());
    store::QueryLimits limits;
    limits.timeout_ms = 300;
    EXPECT_FALSE(run("range x from 1 to 100000000000 step 1 | summarize max(x)", *store, limits, 0,
                     diagnostics)
                     .ok());
}

}  // namespace

}  // namespace ward::query
