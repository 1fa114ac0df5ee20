// SPDX-License-Identifier: Apache-2.0
// Joining audit records: the kernel writes one event as several records with one id; they become
// one Event, in which `type`, `name`, `a0` and the like have one value for each record. A rule that
// asks for fields of one record finds them in the joined event.
//
// An event is complete when its last record (PROCTITLE, EOE) came, when records of later events
// push it out, or when the source pauses (flush). Records of user space ("USER_LOGIN") are events
// alone.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "ingest/parse/audit/record.h"

namespace ward::ingest::audit {

class Joiner {
public:
    /// Takes one record. `raw` is the whole line, `text` the record in it, `host` what the line's
    /// header said, or empty. Appends to `out` what is complete.
    void take(std::string_view raw, std::string_view text, std::string_view host,
              const RecordContext& context, model::Batch& out);
    /// Counts a line that is no record with the next event.
    void skip_line() { ++skipped_; }
    /// Appends all that waits.
    void flush(const RecordContext& context, model::Batch& out);

private:
    struct Waiting {
        std::string id, node;
        std::string lines;                             // '\n' between; not behind the last
        std::vector<std::pair<size_t, size_t>> texts;  // of the records: begin and length in lines
        std::string host;
        model::Event at;  // place of the first record
        int64_t time_s = 0;
    };

    Waiting* find(const Record& record);
    void finish(const Waiting& waiting, const RecordContext& context, model::Batch& out);
    void finish_first(size_t count, const RecordContext& context, model::Batch& out);

    void add_event(std::span<const std::string_view> texts, std::string_view host,
                   model::Event& event, const RecordContext& context, model::Batch& out);

    std::vector<Waiting> waiting_;  // oldest first
    uint32_t skipped_ = 0;
    uint64_t appended_ = 0;  // events by the call under way
};

}  // namespace ward::ingest::audit
