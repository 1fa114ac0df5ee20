// SPDX-License-Identifier: Apache-2.0
// The shapes that Kusto's clients read.
#include "query/kusto_rest.h"

#include <gtest/gtest.h>

#include "base/json.h"

namespace ward::query {

namespace {

class KustoRest : public testing::Test {
protected:
    Answer ask(std::string_view text) {
        base::Diagnostics diagnostics;
        auto answer = run(text, *store_, {}, 0, diagnostics);
        EXPECT_TRUE(answer.ok()) << text;
        return answer.ok() ? std::move(*answer) : Answer();
    }
    base::Result<std::unique_ptr<store::EventStore>> opened_ = store::EventStore::open_temporary();
    store::EventStore* store_ = opened_->get();
};

TEST_F(KustoRest, writes_tables_of_the_first_version) {
    const auto json =
        base::parse_json(to_kusto_v1(ask("print a = 1, b = 'x', c = 1h, d = dynamic([1])")));
    ASSERT_TRUE(json.ok());
    const auto& table = (*json)["Tables"].array()[0];
    EXPECT_EQ(table["TableName"].text(), "Table_0");
    EXPECT_EQ(table["Columns"].array()[0]["DataType"].text(), "Int64");
    EXPECT_EQ(table["Columns"].array()[2]["ColumnType"].text(), "timespan");
    EXPECT_EQ(base::to_json(table["Rows"]), R"([[1,"x","01:00:00",[1]]])");
}

TEST_F(KustoRest, writes_frames_of_the_second_version) {
    const auto json =
        base::parse_json(to_kusto_v2(ask("print t = datetime(2024-01-02), n = real(nan)")));
    ASSERT_TRUE(json.ok());
    const auto& frames = json->array();
    ASSERT_EQ(frames.size(), 5U);
    EXPECT_EQ(frames[0]["FrameType"].text(), "DataSetHeader");
    EXPECT_EQ(frames[2]["TableKind"].text(), "PrimaryResult");
    EXPECT_EQ(base::to_json(frames[2]["Rows"]), R"([["2024-01-02T00:00:00.0000000Z","NaN"]])");
    EXPECT_FALSE(frames[4]["HasErrors"].boolean(true));
}

TEST_F(KustoRest, shows_what_clients_ask_first) {
    const auto schema = run_management(".show database ward schema", *store_, 0, {});
    ASSERT_TRUE(schema.ok());
    EXPECT_GT(schema->table.rows.size(), 50U);
    EXPECT_TRUE(run_management(".show version", *store_, 0, {}).ok());
    EXPECT_TRUE(run_management(".show databases", *store_, 0, {}).ok());
    EXPECT_FALSE(run_management(".drop table Events", *store_, 0, {}).ok());
    EXPECT_FALSE(run_management(".ingest into table x 'https://x.test'", *store_, 0, {}).ok());
}

}  // namespace

}  // namespace ward::query
