// SPDX-License-Identifier: Apache-2.0
// The head of a program's own log line, behind its time, as logging libraries write it in any
// order:
//
//   INFO [main] org.example.Server: started           Log4j, Logback, Hadoop, Spark
//   25746 INFO example.api.server [req-1] ...         oslo.log
//   - example.worker - ERROR - text                   Python
//
// Only a line that names a level has a head: other words at the front are its text.
#pragma once

#include <string_view>

namespace ward::ingest::text {

/// Parts of the line; empty where it has none.
struct Head {
    std::string_view level, logger, thread, pid;
};

Head read_head(std::string_view line);
bool is_level(std::string_view word);

}  // namespace ward::ingest::text
