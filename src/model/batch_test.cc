// SPDX-License-Identifier: Apache-2.0
#include "model/batch.h"

#include <gtest/gtest.h>

namespace ward::model {

TEST(Batch, keeps_lists_in_order_and_finds_by_name) {
    FieldNames names;
    Batch batch(names);
    batch.add("b", "1"), batch.add("a", "x"), batch.add("b", "2");
    const Event* event = batch.finish(Event{});
    ASSERT_NE(event, nullptr);
    EXPECT_EQ(batch.text_of(*event, "a"), "x");
    EXPECT_EQ(batch.fields(*event)[0].text(), "1");
    EXPECT_EQ(batch.fields(*event)[1].text(), "2");
    EXPECT_EQ(batch.text_of(*event, "absent"), "");
}

TEST(Batch, rejects_over_the_field_limit) {
    const auto events_of = [](size_t fields) {
        FieldNames names;
        Batch batch(names);
        for (size_t i = 0; i < fields; ++i) batch.add("f", "v");
        batch.finish(Event{});
        return std::pair(batch.events().size(), batch.rejects().size());
    };
    EXPECT_EQ(events_of(event_fields_max), std::pair(size_t{1}, size_t{0}));
    EXPECT_EQ(events_of(event_fields_max + 1), std::pair(size_t{0}, size_t{1}));
    EXPECT_EQ(events_of(event_fields_max * 10), std::pair(size_t{0}, size_t{1}));
}

TEST(EventId, text_is_read_back) {
    for (const EventId id : {EventId{0, 0}, EventId{0x1f4a0, 3}, EventId{~0ULL, ~0U}})
        EXPECT_EQ(EventId::parse(id.text()), id);
    for (const auto wrong :
         {"", "000000000001f4a0", "000000000001f4a0-", "00000000000zf4a0-3", "000000000001f4a0-x"})
        EXPECT_FALSE(EventId::parse(wrong)) << wrong;
}

}  // namespace ward::model
