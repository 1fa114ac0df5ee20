// SPDX-License-Identifier: Apache-2.0
// Parser: the family of readers of log formats. One file (or folder) per kind under parse/, all
// named in parse/list.cc. Parsers turn bytes into native fields; they never map to OCSF, never
// judge, never drop.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "model/batch.h"

namespace ward::ingest {

/// How a source's bytes are cut into records before parse() sees them.
enum class Framing {
    lines,  // one record a line ('\n'; a trailing '\r' is cut); empty lines are nothing
    whole,  // the whole file or payload is one record (EVTX, JSON documents that span lines, XML)
};

/// What a parser remembers of one source between records: the header of a CSV or Zeek log, half of
/// an audit event.
class ParserState {
public:
    virtual ~ParserState() = default;
};

/// What is known of a record besides its bytes. Copied into the events.
struct RecordContext {
    std::string_view source_name;              // lives as long as the batch
    uint64_t record = 0;                       // EventId::record of the events
    uint32_t first_index = 0;                  // EventId::index of the first event or reject
    uint64_t index = 0;                        // 0-based position of the first event in its file
    uint64_t offset = 0;                       // of the record's first byte in its file
    base::TimeNs received_ns = base::no_time;  // year-less times are resolved against it
    int zone_offset_seconds = 0;               // for times without a zone
    std::string_view time_field;  // plain JSON: the field with the event time; or empty
    bool is_stored = false;  // the events go to a store: Event::raw must be text that can be read
                             // again alone, also where the format is binary
    const model::LogSource* given = nullptr;  // set: all events are of it, nothing is guessed
};

/// Reads one kind of log. A parser is stateless and shared by threads; what it needs between
/// records lives in ParserState.
class Parser {
public:
    virtual ~Parser() = default;
    virtual std::string_view name()
        const = 0;  // "evtx", "cef", ...: LogSource::format, and what users write in configuration
    virtual Framing framing() const = 0;
    /// How sure this parser is that `head` (the first bytes of a source or record, at most 64 KiB)
    /// is its kind: 0 no, 100 certain. Must look at bytes only, must not allocate, must answer in
    /// microseconds.
    virtual int recognise(std::string_view head) const = 0;
    virtual std::unique_ptr<ParserState> make_state() const { return nullptr; }

    /// Appends the events of `record` to `out`. The bytes of `record` outlive the batch (the caller
    /// holds them), so text may be borrowed from them. Must set Event::raw, source, time, index,
    /// offset (start from `new_event(context)`). Must not throw, log or drop: what cannot be read
    /// is appended by out.reject() with reason and offset. Must take time linear in the record's
    /// size whatever the bytes are.
    virtual void parse(std::string_view record, const RecordContext& context, ParserState* state,
                       model::Batch& out) const = 0;
    /// The source ended (or paused for a second): events that wait for more records are appended
    /// now.
    virtual void flush(const RecordContext&, ParserState*, model::Batch&) const {}
};

/// An Event with what the context says: id, source name, index, offset, receive time. `nth` counts
/// the record's events and rejects from 0.
model::Event new_event(const RecordContext& context, std::string_view format, uint32_t nth = 0);

/// Every parser, in the order in which ties of recognise() are broken. The last one, text, takes
/// anything.
std::span<const Parser* const> parsers();
const Parser* find_parser(std::string_view name);
/// The parser that is surest of `head`.
const Parser& recognise(std::string_view head);

}  // namespace ward::ingest
