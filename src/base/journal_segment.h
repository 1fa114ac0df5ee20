// SPDX-License-Identifier: Apache-2.0
// The bytes of a journal segment: records written and read back, and the end of a segment found.
// Pure functions over bytes; the disk is journal.cc's.
//
//   record = [ head 48 B | source | format | peer | cursor | payload | zeros to a multiple of 8 ]
//   head   = [ magic 4 | head CRC 4 | position 8 | received 8 | payload bytes 4 | units 4 |
//              group 4 | body CRC 4 | source bytes 2 | format bytes 2 | peer bytes 2 | cursor bytes
//              2 ]
//
// `group` is how far before the record the group of its sync begins: all before that was durable
// when this record was written. So a hole before a record of a later group is damage, while a hole
// inside the last group is a torn write that nobody was promised.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/journal.h"

namespace ward::base {

constexpr size_t journal_head_bytes = 48;
constexpr size_t journal_align = 8;
constexpr size_t journal_cursor_bytes_max = 65535;  // fits its length in the head
constexpr size_t journal_text_bytes_max = 4096;     // of source, format and peer each; more is cut

/// A record that lies in a segment's bytes; the views are into them.
struct SegmentRecord {
    JournalRecord record;
    JournalPosition begin = 0, end = 0;
    JournalPosition group_begin = 0;
};

/// The record as it lies on disk, except for its place.
std::string encode_record(const JournalRecord& record);
/// Writes the place into an encoded record; must be done before it is written.
void place_record(std::string& encoded, JournalPosition position, JournalPosition group_begin);

/// Length of the record whose head is at the front of `bytes`, if the head is whole and says that
/// it stands at `position`.
std::optional<uint64_t> record_bytes(std::string_view bytes, JournalPosition position);
/// The record at the front of `bytes`, if it is whole, undamaged and at `position`.
std::optional<SegmentRecord> decode_record(std::string_view bytes, JournalPosition position);

/// The first readable record at or after `offset` of a segment that begins at `begin`. Linear in
/// the segment: the bytes checked are budgeted, however many heads are forged.
std::optional<SegmentRecord> next_record(std::string_view segment, JournalPosition begin,
                                         uint64_t offset);

/// Where the segment's good part ends: after the last record, a torn last group left out.
JournalPosition segment_end(std::string_view segment, JournalPosition begin);

}  // namespace ward::base
