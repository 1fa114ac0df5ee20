// SPDX-License-Identifier: Apache-2.0
#include "serve/receive/syslog_frames.h"

#include <gtest/gtest.h>

#include <vector>

namespace ward::serve {

namespace {

std::vector<std::string> frames_in(std::string_view payload) {
    std::vector<std::string> out;
    while (!payload.empty()) {
        const size_t blank = payload.find(' ');
        const size_t bytes = std::stoul(std::string(payload.substr(0, blank)));
        out.emplace_back(payload.substr(blank + 1, bytes));
        payload.remove_prefix(blank + 1 + bytes);
    }
    return out;
}

// The frames of a stream that comes in pieces of `piece` bytes.
std::vector<std::string> cut(std::string_view wire, size_t piece, bool ends = false) {
    SyslogFrames frames;
    SyslogPayload payload;
    for (size_t at = 0; at < wire.size(); at += piece) frames.feed(wire.substr(at, piece), payload);
    if (ends) frames.finish(payload);
    auto out = frames_in(payload.bytes);
    EXPECT_EQ(out.size(), payload.frames);
    return out;
}

using Frames = std::vector<std::string>;

}  // namespace

TEST(SyslogFrames, reads_both_framings_and_what_lies_between) {
    const auto f = [](std::string_view wire, const Frames& want) {
        for (const size_t piece : {size_t{1}, size_t{2}, size_t{3}, size_t{7}, wire.size()})
            EXPECT_EQ(cut(wire, piece), want) << wire << " in pieces of " << piece;
    };
    f("<13>a\n<13>b\n", {"<13>a", "<13>b"});
    f("5 <13>a5 <13>b", {"<13>a", "<13>b"});
    f("<13>a\r\n\n<13>b\n", {"<13>a", "<13>b"});
    f("5 <13>a\n<13>line\n6 <13>ab<13>c\n", {"<13>a", "<13>line", "<13>ab", "<13>c"});
    f("9 <13>a\n<b>\n", {"<13>a\n<b>"});                // a counted frame may hold line feeds
    f("12 monkeys\n<13>b\n", {"12 monkeys", "<13>b"});  // a line that begins with a number
    f("2026-01-02 started\n", {"2026-01-02 started"});
    f("99999999999 <13>a", {});  // no length, and no line's end yet
    f("0 <13>a\n", {"0 <13>a"});
    f(std::string_view("<13>a\0<13>b\0", 12), {"<13>a", "<13>b"});
    f("\n\n \n", {});
}

TEST(SyslogFrames, takes_what_is_left_at_the_end) {
    EXPECT_EQ(cut("<13>a\n<13>b", 4, true), (Frames{"<13>a", "<13>b"}));
    EXPECT_EQ(cut("50 <13>cut off", 4, true), (Frames{"<13>cut off"}));
    EXPECT_EQ(cut("", 1, true), Frames{});
}

TEST(SyslogFrames, keeps_a_frame_at_the_limit_and_cuts_one_over) {
    for (const size_t bytes : {frame_bytes_max, frame_bytes_max + 1, 10 * frame_bytes_max}) {
        const std::string message = "<13>" + std::string(bytes - 4, 'x');
        const size_t kept = std::min(bytes, frame_bytes_max + 1);
        for (const auto& wire :
             {message + "\n<13>next\n", std::to_string(bytes) + " " + message + "9 <13>after"}) {
            const auto frames = cut(wire, 65536, true);
            ASSERT_EQ(frames.size(), 2u) << bytes;
            EXPECT_EQ(frames[0].size(), kept);
            EXPECT_TRUE(frames[1] == "<13>next" || frames[1] == "<13>after");
        }
    }
}

TEST(SyslogFrames, says_whether_a_frame_is_open) {
    SyslogFrames frames;
    SyslogPayload out;
    EXPECT_FALSE(frames.is_inside());
    frames.feed("<13>a", out);
    EXPECT_TRUE(frames.is_inside());
    frames.feed("\n", out);
    EXPECT_FALSE(frames.is_inside());
}

}  // namespace ward::serve
