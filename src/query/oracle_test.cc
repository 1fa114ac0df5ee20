// SPDX-License-Identifier: Apache-2.0
// Oracles over made queries and made rows, from a seed. TLP: a condition, its negation and its
// absence part the rows of a table. NoREC: rows that a filter passes are those for which the same
// condition, computed and counted, is true.
#include <gtest/gtest.h>

#include "base/random.h"
#include "query/query.h"

namespace ward::query {

namespace {

constexpr int rounds = 150;

class Maker {
public:
    explicit Maker(uint64_t seed) : random_(seed) {}

    std::string table() {
        std::string out = "datatable(a:long, b:string, c:real, d:dynamic, e:datetime, f:bool) [";
        for (int i = 0; i < 12; ++i) {
            out += (i > 0 ? ", " : "") + pick({"long(null)", "0", "1", "-7", "42"}) + ", " +
                   text() + ", ";
            out += pick({"real(null)", "0.0", "1.5", "-2.25"}) + ", " +
                   pick({"dynamic(null)", "dynamic([1,2])", "dynamic({'k':'x'})", "dynamic('x')"}) +
                   ", ";
            out += pick({"datetime(null)", "datetime(2024-01-02)",
                         "datetime(1999-12-31 23:59:59.5)"}) +
                   ", " + pick({"bool(null)", "true", "false"});
        }
        return out + "]";
    }
    std::string condition(int depth) {
        if (depth == 0 || random_.below(3) == 0) return leaf();
        const std::string inner = condition(depth - 1);
        switch (random_.below(4)) {
            case 0:
                return "(" + inner + " and " + condition(depth - 1) + ")";
            case 1:
                return "(" + inner + " or " + condition(depth - 1) + ")";
            case 2:
                return "not(" + inner + ")";
            default:
                return "iff(" + inner + ", f, " + leaf() + ")";
        }
    }

private:
    std::string pick(std::initializer_list<std::string_view> all) {
        return std::string(*(all.begin() + random_.below(all.size())));
    }
    std::string text() {
        return pick({"''", "'x'", "'Alpha beta'", "'alpha-beta.exe'", "'10.0.0.1'"});
    }
    std::string leaf() {
        switch (random_.below(9)) {
            case 0:
                return "a " + pick({"==", "!=", "<", "<=", ">", ">="}) + " " +
                       pick({"0", "1", "42", "c"});
            case 1:
                return "b " +
                       pick({"has", "!has", "contains", "startswith", "endswith", "=~", "!~",
                             "has_cs", "hasprefix"}) +
                       " " + text();
            case 2:
                return "c + a " + pick({"<", ">", "=="}) + " 1.5";
            case 3:
                return "tostring(d.k) " + pick({"==", "!="}) + " 'x'";
            case 4:
                return "e " + pick({"<", ">=", "=="}) + " datetime(2024-01-02)";
            case 5:
                return pick({"isnull(a)", "isempty(b)", "isnotnull(c)", "isnull(d)", "f"});
            case 6:
                return "a in (1, 42, -7)";
            case 7:
                return "b in~ ('X', 'alpha BETA')";
            default:
                return "a between (0 .. 10)";
        }
    }
    base::SeededRandom random_;
};

int64_t count(store::EventStore& store, const std::string& text) {
    base::Diagnostics diagnostics;
    const auto answer = run(text, store, {}, 0, diagnostics);
    EXPECT_TRUE(answer.ok()) << text << "\n" << (answer.ok() ? "" : answer.error().text);
    if (!answer.ok() || answer->table.rows.empty()) return -1;
    const auto* number = std::get_if<int64_t>(&answer->table.rows[0][0]);
    return number ? *number : -1;
}

TEST(Oracle, conditions_part_the_rows) {
    auto store = store::EventStore::open_temporary();
    ASSERT_TRUE(store.ok());
    Maker maker(20260102);
    for (int i = 0; i < rounds; ++i) {
        const std::string table = maker.table(), condition = maker.condition(3);
        const int64_t yes = count(**store, table + " | where " + condition + " | count");
        const int64_t no = count(**store, table + " | where not(" + condition + ") | count");
        const int64_t unknown =
            count(**store, table + " | extend p = (" + condition + ") | where isnull(p) | count");
        const int64_t computed =
            count(**store, table + " | extend p = (" + condition + ") | summarize countif(p)");
        EXPECT_EQ(yes + no + unknown, 12) << condition;
        EXPECT_EQ(yes, computed) << condition;
    }
}

}  // namespace

}  // namespace ward::query
