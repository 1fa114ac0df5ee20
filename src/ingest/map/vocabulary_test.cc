// SPDX-License-Identifier: Apache-2.0
#include "ingest/map/vocabulary.h"

#include <gtest/gtest.h>

#include "ingest/map/wording.h"

namespace ward::ingest::map {

namespace {

class VocabularyTest : public ::testing::Test {
protected:
    VocabularyTest() {
        for (const auto* word : {"source.ip", "src_ip", "*client_ip", "=ip"})
            EXPECT_TRUE(vocabulary_.add("source_address", word));
        EXPECT_TRUE(vocabulary_.add("user", "user"));
    }
    /// Position of the word that makes `name` a source address; -1: none does.
    int rank(std::string_view name) const {
        std::vector<Sense> senses;
        vocabulary_.senses_of(name, senses);
        for (const auto& sense : senses)
            if (sense.term == 0) return sense.rank;
        return -1;
    }

    Vocabulary vocabulary_;
};

TEST_F(VocabularyTest, knows_a_name_in_every_spelling) {
    for (const auto* name : {"src_ip", "SrcIP", "src-ip", "SRC IP", "srcip"})
        EXPECT_EQ(rank(name), 1) << name;
    EXPECT_EQ(rank("source.ip"), 0);
    EXPECT_GT(rank("event.data.srcIp"), 1);
    EXPECT_GT(rank("vpnClientIp"), rank("client_ip"));
    EXPECT_EQ(rank("IP"), 3);
}

TEST_F(VocabularyTest, keeps_to_where_a_word_may_stand) {
    for (const auto* name : {"data.ip", "tool_src_ip", "clientipx", "", "."})
        EXPECT_EQ(rank(name), -1) << name;
    EXPECT_EQ(rank(std::string(10'000, 'a') + ".src_ip"), -1);
}

TEST_F(VocabularyTest, has_a_limit) {
    size_t added = 5;
    while (vocabulary_.add("many", "word" + std::to_string(added))) ++added;
    EXPECT_EQ(added, Vocabulary::words_max);
    EXPECT_FALSE(Vocabulary().add("none", "..."));
}

TEST_F(VocabularyTest, gives_the_best_field_first) {
    model::FieldNames names;
    model::Batch batch(names);
    batch.add("vpn_client_ip", "192.0.2.3");
    batch.add("ip", "192.0.2.4");
    batch.add("source.ip", "192.0.2.1");
    const auto* event = batch.finish({});
    TermIndex index(vocabulary_);
    index.next(batch.fields(*event));
    const auto found = index.all(0, names);
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found.front().text(), "192.0.2.1");
    EXPECT_TRUE(index.all(*vocabulary_.find_term("user"), names).empty());
}

TEST(Wording, is_read) {
    EXPECT_EQ(session_of("UserLoggedIn"), "login");
    EXPECT_EQ(session_of("session closed"), "logout");
    EXPECT_EQ(session_of("FileAccessed"), "");
    EXPECT_EQ(outcome_of("Access denied"), "failure");
    EXPECT_EQ(outcome_of("true"), "success");
    EXPECT_EQ(outcome_of("blue"), "");
    EXPECT_EQ(method_of("GET"), "GET");
    EXPECT_EQ(method_of("get"), "");
    EXPECT_EQ(web_of("https://example.com/a"), "https://example.com/a");
    EXPECT_EQ(file_path_of("/etc/passwd"), "/etc/passwd");
    EXPECT_EQ(file_path_of("https://example.com/a"), "");
    for (const auto* text : {"192.0.2.1:443", "192.0.2.1/24", "::ffff:192.0.2.1", "192.0.2.1"})
        EXPECT_EQ(address_of(text), "192.0.2.1") << text;
    EXPECT_EQ(address_of("[2001:db8::1]:443"), "2001:db8::1");
}

}  // namespace

}  // namespace ward::ingest::map
