// SPDX-License-Identifier: Apache-2.0
// Followed files through every kind of rotation and through restarts: each line once.
#include "serve/receive/follow.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace ward::serve {

namespace {

namespace fs = std::filesystem;

class FollowTest : public testing::Test {
protected:
    FollowTest() {
        fs::remove_all(folder_);
        fs::create_directories(logs_);
        open();
    }
    ~FollowTest() override {
        close();
        fs::remove_all(folder_);
    }

    void open() {
        journal_ = base::Journal::open(folder_ + "/journal", {.segment_bytes = 1 << 20}).value();
        Cursors cursors;
        ledger_ = std::make_unique<Ledger>();
        ledger_->open({}, *journal_, 0, cursors);
        intake_ = std::make_unique<Intake>(*journal_, *ledger_, clock_);
        follower_ = std::make_unique<Follower>(std::vector<FollowedPath>{{path_, "", ""}}, cursors,
                                               *intake_, metrics_);
    }
    void close() {
        follower_.reset();
        if (journal_) journal_->stop();
        journal_.reset();
    }
    void restart() {
        close();
        open();
    }
    void write(const std::string& text, const std::string& name = "app.log") {
        std::ofstream(logs_ + "/" + name, std::ios::app) << text;
    }
    void look(int times = 1) {
        for (int i = 0; i < times; i++) follower_->look();
    }
    /// All that the journal has, in order.
    std::string received() {
        std::string out;
        base::JournalPosition at = 0;
        uint64_t units = 0;
        for (auto record = journal_->read(at); record.ok(); record = journal_->read(at)) {
            out += record->payload, at = record->end, units += record->units;
        }
        units_ = units;
        return out;
    }

    uint64_t units_ = 0;  // of all that was received
    const std::string folder_ = testing::TempDir() + "/follow_" + std::to_string(getpid());
    const std::string logs_ = folder_ + "/logs";
    std::string path_ = logs_ + "/app.log";
    base::SystemClock clock_;
    base::Metrics metrics_;
    std::unique_ptr<base::Journal> journal_;
    std::unique_ptr<Ledger> ledger_;
    std::unique_ptr<Intake> intake_;
    std::unique_ptr<Follower> follower_;
};

}  // namespace

TEST_F(FollowTest, reads_what_is_there_and_what_is_added) {
    write("a\nb\n");
    look();
    EXPECT_EQ(received(), "a\nb\n");
    write("c\n");
    look(2);
    EXPECT_EQ(received(), "a\nb\nc\n");
    EXPECT_EQ(units_, 3u);
}

TEST_F(FollowTest, waits_for_the_end_of_a_line) {
    write("a\nhal");
    look(3);
    EXPECT_EQ(received(), "a\n");
    write("f\n");
    look();
    EXPECT_EQ(received(), "a\nhalf\n");
}

TEST_F(FollowTest, goes_on_after_a_restart) {
    write("a\nb\n");
    look();
    restart();
    look(2);
    EXPECT_EQ(received(), "a\nb\n");
    write("c\n");
    restart();
    look();
    EXPECT_EQ(received(), "a\nb\nc\n");
}

TEST_F(FollowTest, follows_a_renamed_file_and_its_successor) {
    write("a\n");
    look();
    fs::rename(path_, path_ + ".1");
    write("b\n", "app.log.1");  // the writer has it open still
    write("c\n");
    look(2);
    const auto all = received();  // which of the two files comes first is open
    EXPECT_TRUE(all == "a\nb\nc\n" || all == "a\nc\nb\n") << all;
}

TEST_F(FollowTest, finds_a_file_that_was_renamed_while_it_was_away) {
    write("a\n");
    look();
    close();
    write("b\n");
    fs::rename(path_, path_ + ".1");
    write("c\n");
    open();
    look(2);
    EXPECT_EQ(count_lines(received()), 3u);
}

TEST_F(FollowTest, begins_anew_when_the_file_was_cut) {
    write("first line\nsecond line\n");
    look();
    fs::resize_file(path_, 0);  // copytruncate
    write("new\n");
    look(2);
    EXPECT_EQ(received(), "first line\nsecond line\nnew\n");
    fs::resize_file(path_, 0);
    write("longer than what was there before\nand more\n");
    look(2);
    EXPECT_EQ(count_lines(received()), 5u);
}

TEST_F(FollowTest, takes_the_last_line_of_a_file_that_was_rotated_away) {
    write("a\nlast");
    look();
    fs::remove(path_);
    look(Follower::looks_until_end + 2);
    EXPECT_EQ(received(), "a\nlast");
}

TEST_F(FollowTest, passes_over_packed_files) {
    path_ = logs_;
    restart();
    write("a\n");
    write("packed\n", "app.log.2.gz");
    write("hidden\n", ".app.swp");
    look(2);
    EXPECT_EQ(received(), "a\n");
}

TEST_F(FollowTest, follows_names_with_a_star) {
    path_ = logs_ + "/*.log";
    restart();
    write("a\n");
    write("b\n", "other.log");
    write("c\n", "other.txt");
    look(2);
    EXPECT_EQ(received(), "a\nb\n");
}

TEST_F(FollowTest, cuts_a_line_that_is_too_long) {
    const std::string line(model::event_bytes_max, 'x');
    write(line + "\nb\n");
    look(3);
    EXPECT_EQ(count_lines(received()), 2u);
    write(line + "xx\nd\n");
    look(3);
    EXPECT_EQ(received(), line + "\nb\n" + line + "xx\nd\n");
    EXPECT_EQ(units_, 5u);  // the second one came in two records
}

TEST(FileCursor, is_read_as_it_was_written) {
    FileCursor one;
    one.offset = 12345, one.prefix_bytes = 256, one.prefix_hash = 0x0123456789abcdef;
    one.path = "/var/log/a b.log";
    const auto again = FileCursor::parse(one.text());
    EXPECT_EQ(again.text(), one.text());
    one.prefix_hash = 1;
    EXPECT_EQ(FileCursor::parse(one.text()).prefix_hash, 1u);
    for (const auto* text : {"", "x", "-1 2 3 p", "1", "1 2 zz p"})
        EXPECT_EQ(FileCursor::parse(text).offset, 0u) << text;
}

}  // namespace ward::serve
