// SPDX-License-Identifier: Apache-2.0
// The header of a syslog line: RFC 5424, RFC 3164 and what is sent in their name: no PRI, ISO 8601
// times, no host, Cisco's sequence numbers and zones, tags with a path or a PAM module.
#pragma once

#include <string_view>

#include "ingest/parse/line/line_time.h"

namespace ward::ingest::syslog {

struct Header {
    int priority = -1;  // PRI; -1: none
    bool is_5424 = false;
    base::TimeNs time_ns = base::no_time;
    int8_t time_digits = -1;
    std::string_view host, program, process_id, message_id;
    std::string_view structured;  // the structured data, with its brackets
    std::string_view level;       // "<Error>" of macOS, without brackets
    std::string_view stream;      // stdout or stderr of a container
    std::string_view message;
    int score = 0;  // 0 to 100: how sure it is that this is syslog
};

/// Reads as much of a header as `line` has; the message is what is left.
Header read_header(std::string_view line, const RecordContext& context);

/// "authpriv" of 86; empty if there is no such facility. "info" of 86.
std::string_view facility_name(int priority);
std::string_view severity_name(int priority);

/// Adds the parameters of structured data as fields: ID.name. Broken data is left out.
void add_structured(std::string_view data, model::Batch& out);

}  // namespace ward::ingest::syslog
