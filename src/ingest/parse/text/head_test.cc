// SPDX-License-Identifier: Apache-2.0
#include "ingest/parse/text/head.h"

#include <gtest/gtest.h>

#include <string>

namespace ward::ingest::text {

namespace {

TEST(Head, is_read_in_any_order) {
    const auto f = [](std::string_view line, std::string_view level, std::string_view logger,
                      std::string_view thread, std::string_view pid) {
        const Head head = read_head(line);
        EXPECT_EQ(head.level, level) << line;
        EXPECT_EQ(head.logger, logger) << line;
        EXPECT_EQ(head.thread, thread) << line;
        EXPECT_EQ(head.pid, pid) << line;
    };
    f(" INFO [main] org.example.Server: started", "INFO", "org.example.Server", "main", "");
    f(" 25746 WARN example.api.server [req-1 a b] text", "WARN", "example.api.server", "req-1 a b",
      "25746");
    f(" - example.worker - ERROR - text", "ERROR", "example.worker", "", "");
    f(" - worker - ERROR - text", "ERROR", "worker", "", "");
    f(" [main] DEBUG com.example.App - text", "DEBUG", "com.example.App", "main", "");
    f(" - INFO  [Peer[id=1]/0:0:2181:Election@774] - text", "INFO", "",
      "Peer[id=1]/0:0:2181:Election@774", "");
    f(" [error] [4711] plugin: text", "error", "plugin", "", "4711");
    f(" 148 INFO dfs.Node$Inner: text", "INFO", "dfs.Node$Inner", "", "148");
    f(" INFO text goes on", "INFO", "", "", "");
    f(" nobody said anything. It was quiet", "", "", "", "");
    f("", "", "", "", "");
}

TEST(Head, has_limits) {
    EXPECT_EQ(read_head("INFO " + std::string(100'000, '[')).level, "INFO");
    EXPECT_EQ(read_head("INFO " + std::string(200, 'a') + ".b: x").logger, "");
    EXPECT_EQ(read_head("one two three four five six INFO").level, "");
}

}  // namespace

}  // namespace ward::ingest::text
