// SPDX-License-Identifier: Apache-2.0
// Writes and reads the records of journal segments (layout in journal_segment.h). Reads bytes that
// a crash or a bad disk left behind, so it trusts nothing: every length is checked against what is
// there. Never touches a file.
#include "base/journal_segment.h"

#include <algorithm>
#include <cstring>

#include "base/hash.h"
#include "base/text.h"

namespace ward::base {

namespace {

constexpr uint32_t magic = 0x4C4A4457;  // "WDJL"
constexpr size_t checked_from = 8;      // the head's CRC covers what follows it

struct Head {
    uint32_t magic = 0, head_crc = 0;
    uint64_t position = 0;
    int64_t received_ns = 0;
    uint32_t payload_bytes = 0, units = 0, group = 0, body_crc = 0;
    uint16_t source_bytes = 0, format_bytes = 0, peer_bytes = 0, cursor_bytes = 0;
};
static_assert(sizeof(Head) == journal_head_bytes);

uint64_t aligned(uint64_t bytes) {
    return (bytes + journal_align - 1) / journal_align * journal_align;
}

uint64_t body_bytes(const Head& head) {
    return uint64_t{head.source_bytes} + head.format_bytes + head.peer_bytes + head.cursor_bytes +
           head.payload_bytes;
}

uint32_t crc_of_head(const Head& head) {
    const auto* bytes = reinterpret_cast<const char*>(&head);
    return crc32c({bytes + checked_from, sizeof head - checked_from});
}

std::optional<Head> read_head(std::string_view bytes, JournalPosition position) {
    if (bytes.size() < sizeof(Head)) return {};
    Head head;
    std::memcpy(&head, bytes.data(), sizeof head);
    if (head.magic != magic || head.position != position || head.group > position) return {};
    if (crc_of_head(head) != head.head_crc) return {};
    return head;
}

}  // namespace

void for_each_cursor(const StoredRecord& record,
                     const std::function<void(std::string_view, std::string_view)>& each) {
    std::string_view rest = record.cursor;
    while (!rest.empty()) {
        std::string_view line = take_until(rest, '\n');
        const auto key = take_until(line, '=');
        if (!key.empty()) each(key, line);
    }
}

std::string encode_record(const JournalRecord& record) {
    const auto source = record.source.substr(0, journal_text_bytes_max);
    const auto format = record.format.substr(0, journal_text_bytes_max);
    const auto peer = record.peer.substr(0, journal_text_bytes_max);
    const auto cursor = record.cursor.substr(0, journal_cursor_bytes_max);
    Head head;
    head.magic = magic, head.received_ns = record.received_ns, head.units = record.units;
    head.payload_bytes = static_cast<uint32_t>(record.payload.size());
    head.source_bytes = static_cast<uint16_t>(source.size());
    head.format_bytes = static_cast<uint16_t>(format.size());
    head.peer_bytes = static_cast<uint16_t>(peer.size());
    head.cursor_bytes = static_cast<uint16_t>(cursor.size());
    std::string out;
    out.reserve(aligned(sizeof head + body_bytes(head)));
    out.resize(sizeof head);
    out.append(source).append(format).append(peer).append(cursor).append(record.payload);
    head.body_crc = crc32c(std::string_view(out).substr(sizeof head));
    out.resize(aligned(out.size()));
    std::memcpy(out.data(), &head, sizeof head);
    return out;
}

void place_record(std::string& encoded, JournalPosition position, JournalPosition group_begin) {
    Head head;
    std::memcpy(&head, encoded.data(), sizeof head);
    head.position = position, head.group = static_cast<uint32_t>(position - group_begin);
    head.head_crc = crc_of_head(head);
    std::memcpy(encoded.data(), &head, sizeof head);
}

std::optional<uint64_t> record_bytes(std::string_view bytes, JournalPosition position) {
    const auto head = read_head(bytes, position);
    if (!head) return {};
    return aligned(sizeof(Head) + body_bytes(*head));
}

std::optional<SegmentRecord> decode_record(std::string_view bytes, JournalPosition position) {
    const auto head = read_head(bytes, position);
    if (!head) return {};
    const uint64_t whole = aligned(sizeof(Head) + body_bytes(*head));
    if (whole > bytes.size()) return {};
    std::string_view body = bytes.substr(sizeof(Head), body_bytes(*head));
    if (crc32c(body) != head->body_crc) return {};
    const auto take = [&body](size_t n) {
        const auto out = body.substr(0, n);
        body.remove_prefix(n);
        return out;
    };
    SegmentRecord out;
    out.record.source = take(head->source_bytes);
    out.record.format = take(head->format_bytes);
    out.record.peer = take(head->peer_bytes);
    out.record.cursor = take(head->cursor_bytes);
    out.record.payload = body;
    out.record.received_ns = head->received_ns, out.record.units = head->units;
    out.begin = position, out.end = position + whole, out.group_begin = position - head->group;
    return out;
}

std::optional<SegmentRecord> next_record(std::string_view segment, JournalPosition begin,
                                         uint64_t offset) {
    uint64_t budget = uint64_t{4} * segment.size();  // bytes of bodies that may be checked
    for (uint64_t at = aligned(offset); at + sizeof(Head) <= segment.size(); at += journal_align) {
        const auto rest = segment.substr(at);
        const auto length = record_bytes(rest, begin + at);
        if (!length) continue;
        if (*length > budget) return {};
        budget -= *length;
        if (auto record = decode_record(rest, begin + at)) return record;
    }
    return {};
}

JournalPosition segment_end(std::string_view segment, JournalPosition begin) {
    JournalPosition end = begin;
    for (;;) {
        while (auto record = decode_record(segment.substr(end - begin), end)) end = record->end;
        // A hole. Records behind it stay only if the hole was durable before they were written.
        auto behind = next_record(segment, begin, end - begin);
        while (behind && behind->group_begin <= end)
            behind = next_record(segment, begin, behind->end - begin);
        if (!behind) return end;
        end = behind->end;
    }
}

}  // namespace ward::base
