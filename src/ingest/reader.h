// SPDX-License-Identifier: Apache-2.0
// Reading: bytes of a file or of a journal record become batches of events. Decompresses, unpacks,
// recognises, frames, parses, maps.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/journal.h"
#include "base/result.h"
#include "ingest/mapper.h"
#include "ingest/parser.h"
#include "model/batch.h"

namespace ward::ingest {

struct ReadOptions {
    std::string format;  // a parser's name; empty: recognised from the bytes
    std::string
        time_field;  // plain JSON: name of the field that holds the event time; empty: guessed
    model::LogSource log_source;  // set: every event is of it, no guessing (ward scan --logsource)
    int zone_offset_seconds = 0;
    base::TimeNs received_ns = base::no_time;  // none: when the file was last written
    const Mapper* mapper = nullptr;            // null: no OCSF projection
    size_t batch_events_max = 1024;            // fits the second-level cache: 4096 is 15 % slower
};

/// Called with each full batch; returns false to stop reading.
using BatchSink = std::function<bool(model::Batch&&)>;

/// Reads one file ("-" is stdin), mapped into memory; gzip, zstd, and the members of zip and tar
/// archives are read as they are found (a member's events have the archive's path, '!' and the
/// member's name as source). Unreadable bytes are rejects in the batches; only the world's failures
/// (no such file) are errors.
base::Result<void> read_file(const std::string& path, const ReadOptions& options,
                             model::FieldNames& names, const BatchSink& sink);

/// Reads what the journal kept. Holds the parser states of sources (so records of one source must
/// come in order). One owner, one thread.
class RecordReader {
public:
    RecordReader(model::FieldNames& names, const Mapper* mapper);
    ~RecordReader();
    /// Appends the events of `record` to `out`; `record` is moved into the batch, which borrows its
    /// text.
    void read(base::StoredRecord&& record, model::Batch& out);
    /// Appends what parsers still hold back (halves of joined events). Must be called before what
    /// was read counts as stored.
    void flush(model::Batch& out);

    /// Headers of CSV, Zeek and W3C logs, by source, that were read since the last call; restore()
    /// takes them after a restart, and lines that follow are read by them.
    std::map<std::string, std::string> take_headers();
    void restore(const std::map<std::string, std::string>& headers);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace ward::ingest
