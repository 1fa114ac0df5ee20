// SPDX-License-Identifier: Apache-2.0
#include "store/packed_fields.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "store/event_json.h"

namespace ward::store {

namespace {

class PackedFieldsTest : public ::testing::Test {
protected:
    /// Packs the open event, and gives its JSON as packed; compares with the fields themselves.
    std::string packed(std::string_view raw, bool is_raw_kept = true) {
        model::Event event;
        event.raw = raw;
        const auto* done = batch_.finish(event);
        const auto [layout, values] = packer_.pack(batch_, *done, is_raw_kept);
        values_bytes_ = values.size();
        std::string json, want;
        append_packed_json(json, layout, values, is_raw_kept ? raw : "");
        model::Batch again(names_);
        unpack(layout, values, is_raw_kept ? raw : "", again);
        const auto* back = again.finish(event);
        EXPECT_NE(back, nullptr);
        if (back != nullptr) append_native_json(want, again, *back);
        std::string before;
        append_native_json(before, batch_, *done);
        EXPECT_EQ(want, before);
        return json;
    }

    model::FieldNames names_;
    model::Batch batch_{names_};
    FieldPacker packer_;
    size_t values_bytes_ = 0;
};

TEST_F(PackedFieldsTest, refers_to_what_stands_in_the_raw_text) {
    const std::string_view raw = R"({"User":"alice","Image":"C:\\Windows\\cmd.exe","Id":4625})";
    batch_.add("User", raw.substr(9, 5));
    batch_.add("Image", "C:\\Windows\\cmd.exe");
    batch_.add("Id", raw.substr(52, 4), model::ValueKind::integer);
    EXPECT_EQ(packed(raw), raw);
    EXPECT_EQ(values_bytes_, 6U);
}

TEST_F(PackedFieldsTest, keeps_what_does_not) {
    batch_.add("host", "web-01");
    batch_.add("a\n\"b\\", "x\ny");
    batch_.add("none", "", model::ValueKind::null);
    batch_.add("empty", "");
    batch_.add("yes", "true", model::ValueKind::boolean);
    batch_.add("real", "1e5", model::ValueKind::real);
    batch_.add("list", "one");
    batch_.add("list", "two");
    EXPECT_EQ(packed("something else"),
              R"({"host":"web-01","a\n\"b\\":"x\ny","none":null,"empty":"","yes":true,)"
              R"("real":"1e5","list":["one","two"]})");
}

TEST_F(PackedFieldsTest, refers_to_nothing_where_raw_is_not_kept) {
    const std::string_view raw = "user=alice\xFF";
    batch_.add("user", raw.substr(5, 5));
    EXPECT_EQ(packed(raw, false), R"({"user":"alice"})");
    EXPECT_EQ(packed("", true), "{}");
}

TEST_F(PackedFieldsTest, goes_back_where_values_overlap) {
    const std::string_view raw = "host=web-01.example.org";
    batch_.add("domain", raw.substr(12));
    batch_.add("host", raw.substr(5, 6));
    batch_.add("fqdn", raw.substr(5));
    const auto json = packed(raw);
    EXPECT_NE(json.find(R"("domain":"example.org")"), std::string::npos);
    EXPECT_NE(json.find(R"("fqdn":"web-01.example.org")"), std::string::npos);
}

TEST_F(PackedFieldsTest, looks_for_copies_within_limits) {
    std::string raw(FieldPacker::searched_max, 'x');
    raw.replace(0, 6, "needle");
    batch_.add("a", "needle");
    packed(raw);
    EXPECT_LT(values_bytes_, 4U);
    raw += 'x';
    batch_.add("a", "needle");
    packed(raw);
    EXPECT_EQ(values_bytes_, 7U);
    for (size_t i = 0; i < FieldPacker::searches_max + 2; ++i)
        batch_.add("f" + std::to_string(i), "absent");
    packed("short");
}

TEST_F(PackedFieldsTest, reads_damaged_bytes_as_far_as_it_can) {
    base::SeededRandom random(7);
    for (int round = 0; round < 20'000; ++round) {
        std::string layout = "AUser\nBa\nCb\nHc\n", values =
                                                        "\x05"
                                                        "alice\x02\x03\x04\x05\x06\x07";
        for (auto* text : {&layout, &values})
            (*text)[random.below(text->size())] = static_cast<char>(random.below(256));
        std::string json;
        append_packed_json(json, layout, values, "the raw text");
        model::Batch out(names_);
        unpack(layout, values, "the raw text", out);
        ASSERT_GE(json.size(), 2U);
    }
}

}  // namespace

}  // namespace ward::store
