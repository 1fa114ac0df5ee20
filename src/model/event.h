// SPDX-License-Identifier: Apache-2.0
// An event as it moves along the line: where it came from, when it happened, its native fields, its
// OCSF projection, its raw bytes.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "model/field.h"

namespace ward::model {

/// An event's name for ever: the journal record that brought it (or a hash of the file in `ward
/// scan`) and its place in that record. Derived, never drawn, so that replay gives the same one.
struct EventId {
    uint64_t record = 0;
    uint32_t index = 0;
    auto operator<=>(const EventId&) const = default;
    /// 16 hex digits, '-', index in hex: "000000000001f4a0-3".
    std::string text() const;
    static std::optional<EventId> parse(std::string_view text);
};

/// What kind of log an event is, in Sigma's words. Views to interned or static text: they live as
/// long as the process. `format` is the parser's name ("evtx", "json", "syslog", ...), also when
/// product is unknown.
struct LogSource {
    std::string_view format;
    std::string_view product;   // "windows", "linux", "aws", "zeek", ...; empty: unknown
    std::string_view category;  // "process_creation", "webserver", ...; empty where the routing
                                // table decides by fields
    std::string_view service;   // "sysmon", "sshd", "cloudtrail", ...; empty: unknown
};

/// One event. Spans are into its Batch.
struct Event {
    EventId id;
    base::TimeNs time_ns = base::no_time;      // the event's own time, UTC
    base::TimeNs received_ns = base::no_time;  // when Ward got it
    int8_t time_digits =
        -1;  // digits of fraction that the source wrote; -1: as many as are not zero
    LogSource source;
    std::string_view source_name;  // who sent it: receiver's source name or file path
    std::string_view raw;          // as received; for EVTX the record's bytes
    uint64_t index = 0;            // 0-based position in its file or record
    uint64_t offset = 0;           // bytes from the start of its file or record
    int64_t record_id = -1;        // the event's own number where the format has one
    uint32_t units = 1;            // received lines that it was joined from (audit); for accounting
    uint32_t field_begin = 0, field_count = 0;  // native fields, sorted by id
    uint32_t ocsf_begin = 0,
             ocsf_count = 0;  // OCSF attributes by dotted path, sorted by id; none: no mapping
};

/// Why bytes were not read as an event.
enum class RejectReason : uint8_t {
    malformed,  // not the syntax of its format
    truncated,  // ends too early
    event_too_large,
    too_many_fields,
    too_deep,
    key_too_long,
    too_many_names,  // FieldNames is full
    decompression,   // broken or over the ratio
    not_utf8,
};
std::string_view to_text(RejectReason reason);

/// Bytes that could not be read, kept with the reason. They count, they are stored in quarantine,
/// they can be searched.
struct Reject {
    EventId id;
    RejectReason reason = RejectReason::malformed;
    std::string_view detail;  // in the batch's arena: "expected ':' at byte 17"
    std::string_view source_name;
    std::string_view format;
    std::string_view raw;    // cut to reject_raw_bytes_max
    uint64_t raw_bytes = 0;  // before the cut
    uint64_t index = 0, offset = 0;
    base::TimeNs received_ns = base::no_time;
    uint32_t units = 1;  // received lines that it stands for; 0: another event or reject has them
};

/// Limits on one event, whatever its format (issue: hostile input). Over any of them: a Reject.
constexpr size_t event_bytes_max = 1 << 20;
constexpr size_t event_fields_max = 1024;
constexpr size_t event_depth_max = 32;
constexpr size_t reject_raw_bytes_max = 64 * 1024;

}  // namespace ward::model
