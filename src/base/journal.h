// SPDX-License-Identifier: Apache-2.0
// The journal: what Ward has promised to keep. A record is on disk (fdatasync) before its append
// returns; many appenders share a sync.
//
//   journal/0000000000000000.log   preallocated segments named by the position of their first byte
//   record = [ magic, payload bytes, CRC-32C, header of the record ][ payload ]
//
// The journal knows nothing of events. It never overwrites, and drops whole segments when told that
// they are not needed.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace ward::base {

/// Byte position in the journal as one endless file. Also the number that event ids are derived
/// from.
using JournalPosition = uint64_t;

/// One thing received, before anyone looked into it.
struct JournalRecord {
    std::string_view source;  // name of the source ("web-01", "hec", a file's path)
    std::string_view format;  // framing: "lines", "hec", "hec_raw", "bulk", "syslog", or a parser's
                              // name that the user set
    std::string_view peer;    // address of the sender, or empty
    TimeNs received_ns = 0;
    uint32_t units = 1;  // lines, objects or frames in the payload, for accounting
    std::string_view payload;
    /// Where the source's reader stands after this record: lines of "key=value" ("key=": forget
    /// it), or empty. Kept with what is stored, so that a reader goes on exactly there.
    std::string_view cursor = {};
};

/// A record as read back.
struct StoredRecord {
    JournalPosition begin = 0, end = 0;
    std::string source, format, peer, cursor;
    TimeNs received_ns = 0;
    uint32_t units = 1;
    std::string payload;
};

/// Calls `each` with the keys and values of a record's cursor.
void for_each_cursor(const StoredRecord& record,
                     const std::function<void(std::string_view, std::string_view)>& each);

struct JournalOptions {
    uint64_t segment_bytes = uint64_t{64} << 20;  // a recovery reads at most the unfinished ones
    uint64_t payload_bytes_max = uint64_t{64} << 20;
    uint64_t bytes_max =
        uint64_t{16}
        << 30;  // unread backlog; append is refused (unavailable) above it: back-pressure, not loss
    uint64_t waiting_bytes_max = uint64_t{256} << 20;  // accepted and not yet synced; refused above
    uint64_t tail_bytes_max = uint64_t{64} << 20;      // newest records kept in memory for read()
    JournalPosition first = 0;  // where a journal with no segment begins: the store's position
};

class Journal {
public:
    virtual ~Journal() = default;
    /// Opens or creates the journal in `folder`. Finds the end by reading the newest segment; a
    /// torn last record (never acknowledged) is cut off, a broken one elsewhere is reported as
    /// corrupt by read().
    static Result<std::unique_ptr<Journal>> open(const std::string& folder,
                                                 const JournalOptions& options);

    /// Appends and returns the record's position once it is durable. Thread-safe; callers that wait
    /// at the same time share one sync.
    virtual Result<JournalPosition> append(const JournalRecord& record) = 0;
    /// The same without waiting: `done` is called on the journal's own thread when the record is
    /// durable or failed. It must be brief. The record is copied before this returns.
    virtual void append_async(const JournalRecord& record,
                              std::function<void(Result<JournalPosition>)> done) = 0;

    /// The next record at or after `from`; not_found if there is none yet. Only durable records are
    /// seen. `from` must be 0, a record's end, or what resync() gave. corrupt: the bytes there are
    /// not as we wrote them; resync(from) says where to go on.
    virtual Result<StoredRecord> read(JournalPosition from) = 0;
    /// After a corrupt read: the first place after `from` where a record can be read, or end().
    virtual JournalPosition resync(JournalPosition from) = 0;
    /// Blocks until a durable record ends after `from`, `timeout_ms` passed, or stop(). True if
    /// there is one.
    virtual bool wait(JournalPosition from, int timeout_ms) = 0;
    virtual JournalPosition end() const = 0;  // of the durable part
    /// Everything before `position` has been carried; whole segments before it may be removed.
    virtual Result<void> release(JournalPosition position) = 0;
    virtual void stop() = 0;
};

}  // namespace ward::base
