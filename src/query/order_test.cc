// SPDX-License-Identifier: Apache-2.0
// The first rows of events in an order are found without their dear columns, which come later: the
// answer must be what sorting everything gives.
#include <gtest/gtest.h>

#include "query/query.h"

namespace ward::query {

namespace {

class OrderTest : public ::testing::Test {
protected:
    OrderTest() {
        model::Batch batch(names_);
        for (uint32_t i = 0; i < 50; ++i) {
            const auto raw = batch.keep("number=" + std::to_string(i));
            batch.add("number", raw.substr(7), model::ValueKind::integer);
            model::Event event;
            event.id = {UINT64_MAX - i / 20, i % 20}, event.raw = raw;
            event.time_ns = 1'700'000'000'000'000'000 + i % 7 * 1'000'000'000;
            event.source = {"kv", "", "", ""}, event.source_name = "test";
            batch.finish(event);
        }
        store::AppendRequest request;
        request.batch = &batch;
        EXPECT_TRUE(store_->append(request).ok());
    }

    std::vector<std::vector<store::Value>> ask(const std::string& text) {
        base::Diagnostics diagnostics;
        auto answer = run(text, *store_, {}, 0, diagnostics);
        EXPECT_TRUE(answer.ok()) << text;
        return answer.ok() ? answer->table.rows : std::vector<std::vector<store::Value>>();
    }

    static std::string text(const std::vector<store::Value>& row) {
        std::string out;
        for (const auto& value : row) {
            if (const auto* one = std::get_if<std::string>(&value)) out += *one + " ";
            if (const auto* one = std::get_if<store::Dynamic>(&value)) out += one->json + " ";
            if (const auto* one = std::get_if<int64_t>(&value)) out += std::to_string(*one) + " ";
        }
        return out;
    }

    model::FieldNames names_;
    std::unique_ptr<store::EventStore> store_ = store::EventStore::open_temporary().value();
};

TEST_F(OrderTest, the_first_rows_are_those_of_the_whole_order) {
    const std::string shown = " | project Raw, Native, Idx";
    const auto f = [&](const std::string& before, const std::string& order) {
        const auto all = ask("Events" + before + " | sort by " + order + shown);
        const auto most = std::min<size_t>(all.size(), 9);
        for (const auto& few :
             {ask("Events" + before + " | top 9 by " + order + shown),
              ask("Events" + before + " | sort by " + order + " | take 9" + shown)}) {
            ASSERT_EQ(few.size(), most) << before << order;
            for (size_t i = 0; i < most; ++i) EXPECT_EQ(text(few[i]), text(all[i])) << before;
        }
    };
    f("", "Raw asc"), f("", "Raw desc"), f(" | where Raw has '4'", "Raw asc");
    f(" | where tolong(Native.number) > 45", "Raw desc");
    f(" | extend Raw = strcat('x', Raw)", "Raw asc");
    f(" | extend Idx = Idx + 1", "Raw asc");
    f(" | extend more = dynamic([1, 2]) | mv-expand more", "Raw asc, tolong(more) asc");
    f(" | project Raw, Native, Idx", "Raw desc");
    f(" | join kind=leftouter (Events | where Raw has '4' | project Idx, mark = 1) on Idx",
      "Raw asc");
    f(" | union (Events | where Raw has '4')", "Raw asc");
}

}  // namespace

}  // namespace ward::query
