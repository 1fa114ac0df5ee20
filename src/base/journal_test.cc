// SPDX-License-Identifier: Apache-2.0
// The journal keeps what it promised: after a crash at any byte, after damage, across segments.
#include "base/journal.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <thread>

#include "base/file.h"
#include "base/journal_segment.h"

namespace ward::base {
namespace {

namespace fs = std::filesystem;

struct Folder {
    Folder() {
        const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
        path =
            (fs::temp_directory_path() / fmt::format("ward-journal-{}-{}", test->name(), getpid()))
                .string();
        fs::remove_all(path);
    }
    ~Folder() { fs::remove_all(path); }
    std::string path;
};

JournalOptions small() {
    JournalOptions out;
    out.segment_bytes = 4096;
    return out;
}

std::unique_ptr<Journal> open(const Folder& folder, const JournalOptions& options = small()) {
    auto out = Journal::open(folder.path, options);
    EXPECT_TRUE(out.ok());
    return std::move(out).value();
}

JournalRecord line(std::string_view payload) {
    return {"web-01", "lines", "203.0.113.9", 42, 3, payload};
}

std::vector<std::string> all(Journal& journal, JournalPosition from = 0) {
    std::vector<std::string> out;
    for (;;) {
        const auto record = journal.read(from);
        if (!record.ok()) return out;
        out.push_back(record->payload);
        from = record->end;
    }
}

std::string newest(const Folder& folder) {
    return list_files(folder.path).value().back();
}

TEST(Journal, gives_back_what_it_took) {
    const Folder folder;
    const auto journal = open(folder);
    const auto at = journal->append(line("hello"));
    ASSERT_TRUE(at.ok());
    EXPECT_EQ(*at, 0U);
    const auto record = journal->read(0);
    ASSERT_TRUE(record.ok());
    EXPECT_EQ(record->source, "web-01");
    EXPECT_EQ(record->format, "lines");
    EXPECT_EQ(record->peer, "203.0.113.9");
    EXPECT_EQ(record->received_ns, 42);
    EXPECT_EQ(record->units, 3U);
    EXPECT_EQ(record->payload, "hello");
    EXPECT_EQ(record->end, journal->end());
    EXPECT_EQ(journal->read(record->end).error().kind, ErrorKind::not_found);
    EXPECT_FALSE(journal->wait(record->end, 0));
    EXPECT_TRUE(journal->wait(0, 0));
}

TEST(Journal, goes_on_after_reopening_and_across_segments) {
    const Folder folder;
    std::vector<std::string> want;
    for (int round = 0; round < 4; ++round) {
        const auto journal = open(folder);
        EXPECT_EQ(all(*journal), want);
        for (int i = 0; i < 20; ++i) {
            want.push_back(fmt::format("{}-{}-{}", round, i, std::string(200, 'x')));
            ASSERT_TRUE(journal->append(line(want.back())).ok());
        }
        EXPECT_EQ(all(*journal), want);
    }
    EXPECT_GT(list_files(folder.path)->size(), 3U);
}

TEST(Journal, reads_from_disk_what_left_its_memory) {
    const Folder folder;
    auto options = small();
    options.tail_bytes_max = 0;
    const auto journal = open(folder, options);
    std::vector<std::string> want;
    for (size_t i = 0; i < 60; ++i) {
        want.emplace_back(i * 37 % 900, static_cast<char>('a' + i % 26));
        ASSERT_TRUE(journal->append(line(want.back())).ok());
    }
    EXPECT_EQ(all(*journal), want);
}

TEST(Journal, keeps_a_record_larger_than_a_segment_and_refuses_one_over_the_limit) {
    const Folder folder;
    auto options = small();
    options.payload_bytes_max = 10'000;
    const std::string large(10'000, 'x');
    {
        const auto journal = open(folder, options);
        ASSERT_TRUE(journal->append(line("a")).ok());
        ASSERT_TRUE(journal->append(line(large)).ok());
        ASSERT_TRUE(journal->append(line("b")).ok());
        const auto over = journal->append(line(large + "x"));
        EXPECT_EQ(over.error().kind, ErrorKind::limit);
    }
    EXPECT_EQ(all(*open(folder, options)), (std::vector<std::string>{"a", large, "b"}));
}

TEST(Journal, cuts_a_torn_last_record_wherever_it_was_torn) {
    const Folder folder;
    JournalPosition begin = 0, end = 0;
    {
        const auto journal = open(folder);
        ASSERT_TRUE(journal->append(line("kept")).ok());
        begin = *journal->append(line("torn in the middle"));
        end = journal->end();
    }
    const std::string whole = *read_file(newest(folder));
    for (JournalPosition cut = begin; cut < end; ++cut) {
        std::string torn = whole.substr(0, cut) + std::string(whole.size() - cut, '\0');
        if (torn == whole) continue;  // only zeros were lost
        ASSERT_TRUE(write_file_atomically(newest(folder), torn).ok());
        const auto journal = open(folder);
        ASSERT_EQ(journal->end(), begin) << cut;
        ASSERT_TRUE(journal->append(line("next")).ok());
        ASSERT_EQ(all(*journal), (std::vector<std::string>{"kept", "next"})) << cut;
    }
}

TEST(Journal, names_damage_and_goes_on_behind_it) {
    const Folder folder;
    std::vector<JournalPosition> begins;
    {
        const auto journal = open(folder);
        for (int i = 0; i < 40; ++i)
            begins.push_back(
                *journal->append(line(fmt::format("{} {}", i, std::string(200, 'y')))));
    }
    ASSERT_GT(list_files(folder.path)->size(), 2U);
    const auto files = list_files(folder.path).value();
    for (const auto& file : files) {
        const std::string whole = *read_file(file);
        std::string bad = whole;
        bad[80] = static_cast<char>(bad[80] ^ 1);  // in the first record of the segment
        ASSERT_TRUE(write_file_atomically(file, bad).ok());
        const auto journal = open(folder);
        size_t good = 0, damaged = 0;
        for (JournalPosition at = 0; at < journal->end();) {
            const auto record = journal->read(at);
            if (record.ok()) {
                ++good, at = record->end;
                continue;
            }
            ASSERT_EQ(record.error().kind, ErrorKind::corrupt);
            ++damaged, at = journal->resync(at);
        }
        EXPECT_EQ(good, begins.size() - 1) << file;
        EXPECT_EQ(damaged, 1U) << file;
        ASSERT_TRUE(write_file_atomically(file, whole).ok());
    }
}

TEST(Journal, a_torn_group_leaves_nothing_behind_its_hole) {
    std::string segment;
    const auto add = [&segment](std::string_view text, JournalPosition group) {
        auto encoded = encode_record(line(text));
        place_record(encoded, segment.size(), group);
        segment += encoded;
        return segment.size();
    };
    const auto kept = add("durable", 0);
    const auto hole = add("lost", kept);
    add("written, not promised", kept);
    auto torn = segment;
    torn.replace(kept, hole - kept, hole - kept, '\0');
    EXPECT_EQ(segment_end(torn, 0), kept);
    const auto after = segment.size();
    add("a later group", after);
    auto damaged = segment;
    damaged.replace(kept, hole - kept, hole - kept, '\0');
    EXPECT_EQ(segment_end(damaged, 0), segment.size());
}

TEST(Journal, serves_many_appenders) {
    const Folder folder;
    constexpr int threads = 8, each = 200;
    const auto journal = open(folder);
    std::vector<std::thread> appenders;
    for (int t = 0; t < threads; ++t)
        appenders.emplace_back([&journal, t] {
            for (int i = 0; i < each; ++i)
                EXPECT_TRUE(journal->append(line(fmt::format("{}:{}", t, i))).ok());
        });
    for (auto& one : appenders) one.join();
    std::vector<int> next(threads, 0);  // each appender's records are in its order
    for (const auto& text : all(*journal)) {
        const size_t colon = text.find(':');
        EXPECT_EQ(std::stoi(text.substr(colon + 1)),
                  next[static_cast<size_t>(std::stoi(text.substr(0, colon)))]++);
    }
    EXPECT_EQ(next, std::vector<int>(threads, each));
}

TEST(Journal, removes_what_was_carried_and_holds_back_what_was_not) {
    const Folder folder;
    auto options = small();
    options.bytes_max = 20'000;
    const auto journal = open(folder, options);
    const std::string payload(400, 'z');
    Result<JournalPosition> last = JournalPosition{0};
    while ((last = journal->append(line(payload))).ok()) {
    }
    EXPECT_EQ(last.error().kind, ErrorKind::unavailable);
    const size_t before = list_files(folder.path)->size();
    ASSERT_TRUE(journal->release(journal->end()).ok());
    EXPECT_LT(list_files(folder.path)->size(), before);
    EXPECT_EQ(list_files(folder.path)->size(), 1U);
    EXPECT_TRUE(journal->append(line(payload)).ok());
}

TEST(Journal, begins_where_it_is_told_when_it_is_new) {
    const Folder folder;
    auto options = small();
    options.first = 1 << 20;
    EXPECT_EQ(*open(folder, options)->append(line("a")), JournalPosition{1 << 20});
    EXPECT_EQ(open(folder)->end() > (1 << 20), true);
}

TEST(Journal, says_no_while_the_disk_is_full_and_recovers) {
    const Folder folder;
    const pid_t child = fork();
    if (child == 0) {
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit limit{};
        getrlimit(RLIMIT_FSIZE, &limit);
        const auto journal = Journal::open(folder.path, small()).value();
        bool good = journal->append(line("first")).ok();
        const rlimit full{1024, limit.rlim_max};
        setrlimit(RLIMIT_FSIZE, &full);
        const std::string payload(5000, 'x');
        const auto refused = journal->append(line(payload));
        good = good && !refused.ok() && refused.error().kind == ErrorKind::unavailable;
        setrlimit(RLIMIT_FSIZE, &limit);
        good = good && journal->append(line("second")).ok();
        good = good && all(*journal) == std::vector<std::string>{"first", "second"};
        _exit(good ? 0 : 1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
    EXPECT_EQ(all(*open(folder)), (std::vector<std::string>{"first", "second"}));
}

}  // namespace
}  // namespace ward::base
