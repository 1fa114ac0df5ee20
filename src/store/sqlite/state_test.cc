// SPDX-License-Identifier: Apache-2.0
// The state store: documents, versions, pages, transactions, and an audit log that shows changes.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "base/file.h"
#include "store/state_store.h"

namespace ward::store {
namespace {

std::unique_ptr<StateStore> memory() {
    return std::move(StateStore::open(":memory:")).value();
}

TEST(State, keeps_documents_and_counts_their_versions) {
    const auto state = memory();
    EXPECT_FALSE(state->find("incident", "a")->has_value());
    EXPECT_EQ(*state->put("incident", {"a", "{}", 5, "open", 0}), 1U);
    EXPECT_EQ(*state->put("incident", {"a", "{\"x\":1}", 6, "closed", 0}), 2U);
    EXPECT_EQ(*state->put("incident", {"a", "{\"x\":2}", 7, "closed", 0}, 2), 3U);
    EXPECT_EQ(state->put("incident", {"a", "{}", 0, "", 0}, 2).error().kind,
              base::ErrorKind::usage);
    EXPECT_EQ(state->put("incident", {"new", "{}", 0, "", 0}, 1).error().kind,
              base::ErrorKind::usage);
    const auto found = state->find("incident", "a");
    EXPECT_EQ((*found)->json, "{\"x\":2}");
    EXPECT_EQ((*found)->rank, 7);
    EXPECT_EQ((*found)->status, "closed");
    EXPECT_EQ((*found)->version, 3U);
    EXPECT_FALSE(state->find("user", "a")->has_value());
    EXPECT_TRUE(*state->remove("incident", "a"));
    EXPECT_FALSE(*state->remove("incident", "a"));
}

TEST(State, pages_by_rank_and_keeps_its_place_while_documents_come) {
    const auto state = memory();
    for (int i = 0; i < 25; ++i)
        ASSERT_TRUE(state
                        ->put("k", {fmt::format("{:02}", i), "{}", (i % 5) / 3.0,
                                    i % 2 == 0 ? "even" : "odd", 0})
                        .ok());
    std::vector<std::string> seen;
    std::string cursor;
    do {
        const auto page = state->list("k", "", cursor, 4);
        ASSERT_TRUE(page.ok());
        for (const auto& one : page->documents) seen.push_back(one.key);
        cursor = page->next;
        // A newcomer before the cursor must not shift the pages behind it.
        ASSERT_TRUE(state->put("k", {fmt::format("n{}", seen.size()), "{}", 99, "", 0}).ok());
    } while (!cursor.empty());
    std::vector<std::string> want;
    for (const int rest : {4, 3, 2, 1, 0})
        for (int i = rest; i < 25; i += 5) want.push_back(fmt::format("{:02}", i));
    EXPECT_EQ(seen, want);
    EXPECT_EQ(state->list("k", "odd", "", 100)->documents.size(), 12U);
    EXPECT_EQ(state->list("k", "", "x:y", 4).error().kind, base::ErrorKind::usage);
}

TEST(State, a_transaction_is_all_or_nothing) {
    const auto state = memory();
    const auto failed = state->transact([&]() -> base::Result<void> {
        TRY(const auto version, state->put("k", {"a", "{}", 0, "", 0}));
        static_cast<void>(version);
        return base::Error{base::ErrorKind::usage, "no"};
    });
    EXPECT_EQ(failed.error().text, "no");
    EXPECT_FALSE(state->find("k", "a")->has_value());
    EXPECT_TRUE(state
                    ->transact([&]() -> base::Result<void> {
                        TRY(const auto version, state->put("k", {"a", "{}", 0, "", 0}));
                        static_cast<void>(version);
                        return state->audit({1, "alice", "put", "a", "", ""});
                    })
                    .ok());
    EXPECT_TRUE(state->find("k", "a")->has_value());
    EXPECT_EQ(state->audit_log(10)->size(), 1U);
}

TEST(State, the_audit_log_shows_a_change) {
    const auto path =
        (std::filesystem::temp_directory_path() / fmt::format("ward-state-{}.sqlite", getpid()))
            .string();
    std::filesystem::remove(path);
    {
        const auto state = std::move(StateStore::open(path)).value();
        for (int i = 0; i < 5; ++i)
            ASSERT_TRUE(
                state->audit({i, "alice", "close", fmt::format("inc-{}", i), "why", ""}).ok());
        EXPECT_FALSE(state->verify_audit()->has_value());
        EXPECT_EQ(state->audit_log(2)->at(0).object, "inc-4");
    }
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
    sqlite3_exec(database, "UPDATE audit SET actor = 'bob' WHERE id = 3", nullptr, nullptr,
                 nullptr);
    sqlite3_close(database);
    const auto state = std::move(StateStore::open(path)).value();
    const auto changed = state->verify_audit();
    ASSERT_TRUE(changed->has_value());
    EXPECT_EQ((*changed)->object, "inc-2");
    std::filesystem::remove(path);
}

TEST(State, serves_many_threads) {
    const auto state = memory();
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&state, t] {
            for (int i = 0; i < 100; ++i)
                EXPECT_TRUE(state
                                ->transact([&]() -> base::Result<void> {
                                    TRY(const auto v, state->put("k", {"shared", "{}", 0, "", 0}));
                                    static_cast<void>(v);
                                    return state->audit({i, std::to_string(t), "put", "", "", ""});
                                })
                                .ok());
        });
    for (auto& one : threads) one.join();
    EXPECT_EQ((*state->find("k", "shared"))->version, 400U);
    EXPECT_FALSE(state->verify_audit()->has_value());
}

TEST(State, refuses_a_file_that_is_no_database) {
    const auto path =
        (std::filesystem::temp_directory_path() / fmt::format("ward-no-state-{}", getpid()))
            .string();
    FILE* file = fopen(path.c_str(), "w");
    fputs("this is a text and no database at all, whatever its name may promise....", file);
    fclose(file);
    const auto opened = StateStore::open(path);
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().kind, base::ErrorKind::corrupt);
    std::filesystem::remove(path);
}

}  // namespace
TEST(State, two_connections_write_one_audit_chain) {
    const std::string path = testing::TempDir() + "/audit_" + std::to_string(getpid()) + ".sqlite";
    const auto write = [&](const std::string& actor) {
        const auto state = StateStore::open(path).value();
        for (int i = 0; i < 50; i++) EXPECT_TRUE(state->audit({i, actor, "try", "x", "", {}}).ok());
    };
    std::thread one(write, "ada"), two(write, "bob");
    one.join(), two.join();
    const auto state = StateStore::open(path).value();
    EXPECT_EQ(state->audit_log(1000)->size(), 100U);
    EXPECT_FALSE(state->verify_audit()->has_value());
    for (const char* end : {"", "-wal", "-shm"}) static_cast<void>(base::remove_file(path + end));
}

}  // namespace ward::store
