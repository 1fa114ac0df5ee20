// SPDX-License-Identifier: Apache-2.0
// The way through a file: header, chunks, records. What is between records that can be read and is
// not empty becomes a reject with its offset.
#include "ingest/parse/windows/evtx.h"

#include <fmt/format.h>

#include <algorithm>

#include "ingest/parse/windows/bin_xml_text.h"
#include "ingest/parse/windows/channel.h"
#include "ingest/parse/windows/checksum.h"
#include "ingest/parse/windows/record.h"
#include "ingest/parse/windows/windows_xml.h"

namespace ward::ingest {

namespace windows {

namespace {

constexpr std::string_view format = "evtx";
constexpr std::string_view file_magic{"ElfFile\0", 8};
constexpr std::string_view chunk_magic{"ElfChnk\0", 8};
constexpr std::string_view record_magic{"**\0\0", 4};
constexpr size_t file_header_bytes = 4096;
constexpr size_t chunk_bytes = 65536;
constexpr size_t chunk_header_bytes = 512;
constexpr size_t record_head_bytes = 24;
constexpr size_t record_bytes_min = record_head_bytes + 4;

struct State final : ParserState {
    RecordRun run;
    bool has_checksums = true;  // the file does not say that it is dirty or has none
};

// A record's place in its chunk.
struct Record {
    size_t at = 0, bytes = 0;
    uint64_t number = 0;
    uint64_t written = 0;  // FILETIME
};

// The record at `at`, if its magic and its size say that there is one.
std::optional<Record> record_at(std::string_view chunk, size_t at) {
    if (at + record_bytes_min > chunk.size()) return {};
    if (chunk.substr(at, record_magic.size()) != record_magic) return {};
    const size_t bytes = load<uint32_t>(chunk, at + 4);
    if (bytes < record_bytes_min || bytes > chunk.size() - at) return {};
    return Record{at, bytes, load<uint64_t>(chunk, at + 8), load<uint64_t>(chunk, at + 16)};
}

// The same where nothing but its bytes says that a record is there: its size must stand behind it.
std::optional<Record> lone_record_at(std::string_view chunk, size_t at) {
    const auto found = record_at(chunk, at);
    if (!found || load<uint32_t>(chunk, at + found->bytes - 4) != found->bytes) return {};
    return found;
}

bool is_empty(std::string_view bytes) {
    return bytes.empty() ||
           (bytes[0] == '\0' && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0);
}

// Bytes before the first chunk. A header may be broken; then the chunk behind it tells.
size_t header_bytes_of(std::string_view bytes) {
    if (bytes.starts_with(file_magic)) return file_header_bytes;
    const bool begins_chunk = bytes.starts_with(chunk_magic);
    const bool has_chunk_behind = bytes.size() > file_header_bytes &&
                                  bytes.substr(file_header_bytes).starts_with(chunk_magic);
    return has_chunk_behind && !begins_chunk ? file_header_bytes : 0;
}

class Reading {
public:
    Reading(std::string_view bytes, const RecordContext& context, State& state, model::Batch& out)
        : bytes_(bytes), context_(context), state_(state), run_(state.run), out_(out) {}

    void file() {
        size_t at = header_bytes_of(bytes_);
        if (at > bytes_.size())
            return reject(0, bytes_.size(), model::RejectReason::truncated,
                          "the file header is cut");
        if (bytes_.starts_with(file_magic))
            file_header();
        else if (at > 0)
            reject(0, at, model::RejectReason::malformed, "the file header has no magic");
        for (; at < bytes_.size(); at += chunk_bytes) chunk(at);
    }

private:
    void file_header() {
        constexpr uint32_t dirty = 1, without_checksums = 4;
        const uint32_t flags = load<uint32_t>(bytes_, 120);
        state_.has_checksums = (flags & (dirty | without_checksums)) == 0;
        if (state_.has_checksums && crc32(bytes_.substr(0, 120)) != load<uint32_t>(bytes_, 124))
            note(0, 128, "the checksum of the file header is wrong; the file is read all the same");
    }

    // A wrong checksum breaks nothing: a file that was copied while it was written has some.
    void check(std::string_view chunk) {
        const size_t free_space = load<uint32_t>(chunk, 48);
        if (!state_.has_checksums || chunk.size() < chunk_bytes) return;
        const uint32_t head =
            crc32(chunk.substr(128, chunk_header_bytes - 128), crc32(chunk.substr(0, 120)));
        if (head != load<uint32_t>(chunk, 124))
            note(0, chunk_header_bytes, "the checksum of the chunk header is wrong; it is read");
        if (free_space < chunk_header_bytes || free_space > chunk.size()) return;
        if (crc32(chunk.substr(chunk_header_bytes, free_space - chunk_header_bytes)) !=
            load<uint32_t>(chunk, 52))
            note(0, chunk_header_bytes,
                 "the checksum of the chunk's records is wrong; they are read");
    }

    void chunk(size_t begin) {
        const std::string_view chunk = bytes_.substr(begin, chunk_bytes);
        begin_ = begin;
        if (is_empty(chunk.substr(0, chunk_header_bytes))) {
            if (!is_empty(chunk)) carve(chunk, "the header of the chunk is empty");
            return;
        }
        if (!chunk.starts_with(chunk_magic)) return carve(chunk, "the chunk has no magic");
        if (chunk.size() < chunk_header_bytes)
            return reject(0, chunk.size(), model::RejectReason::truncated, "the chunk is cut");
        check(chunk);
        run_.begin_chunk(chunk, out_);
        records(chunk);
    }

    // Records follow one another up to the free space. The header may be older than the records
    // behind it, so those that go on counting are read too.
    void records(std::string_view chunk) {
        const size_t free_space = load<uint32_t>(chunk, 48);
        size_t at = chunk_header_bytes, lost = 0;
        uint64_t next_number = load<uint64_t>(chunk, 24);
        while (at < chunk.size()) {
            const bool is_sure = lost == 0 && at < free_space;
            const auto found = is_sure ? record_at(chunk, at) : lone_record_at(chunk, at);
            if (found && (at < free_space || found->number == next_number)) {
                lose(chunk, lost, at);
                lost = 0;
                record(chunk, *found);
                at += found->bytes, next_number = found->number + 1;
                continue;
            }
            if (at >= std::min(free_space, chunk.size())) break;
            if (lost == 0) lost = at;
            at = next_magic(chunk, at + 1);
        }
        lose(chunk, lost, std::min(chunk.size(), std::max(free_space, lost)));
    }

    static size_t next_magic(std::string_view chunk, size_t at) {
        return std::min(chunk.find(record_magic, at), chunk.size());
    }

    // [begin, end) cannot be read; `begin` 0: nothing was lost.
    void lose(std::string_view chunk, size_t begin, size_t end) {
        if (begin == 0 || begin >= end || is_empty(chunk.substr(begin, end - begin))) return;
        const bool is_cut = end == chunk.size() && chunk.size() < chunk_bytes;
        reject(begin, end - begin,
               is_cut ? model::RejectReason::truncated : model::RejectReason::malformed,
               is_cut ? "the chunk is cut" : "here should be a record");
    }

    // Without its header, a chunk's records are still there.
    void carve(std::string_view chunk, std::string_view why) {
        run_.begin_chunk(chunk, out_);
        size_t lost = 0, at = next_magic(chunk, 0);
        reject(0, at, model::RejectReason::malformed, why);
        while (at < chunk.size()) {
            if (const auto found = lone_record_at(chunk, at)) {
                lose(chunk, lost, at);
                lost = 0;
                record(chunk, *found);
                at += found->bytes;
                if (lone_record_at(chunk, at)) continue;
            }
            if (lost == 0) lost = at;
            at = next_magic(chunk, at + 1);
        }
        lose(chunk, lost, chunk.size());
    }

    void record(std::string_view chunk, const Record& found) {
        Noted noted;
        const char* const fault =
            run_.run(found.at + record_head_bytes, found.at + found.bytes - 4, noted);
        if (fault != nullptr) {
            out_.discard();
            return reject(found.at, found.bytes, model::RejectReason::malformed,
                          fmt::format("record {}: {}", found.number, fault));
        }
        model::Event event = next_event(found.at, found.bytes);
        event.raw = chunk.substr(found.at, found.bytes);
        if (context_.is_stored) event.raw = text_of(chunk, found, event.raw);
        event.source.product = "windows";
        event.source.service = service(noted.channel);
        event.time_ns = noted.time_ns, event.time_digits = noted.time_digits;
        if (event.time_ns == base::no_time) event.time_ns = time_of_file_time(found.written);
        event.record_id =
            noted.record_id >= 0 ? noted.record_id : static_cast<int64_t>(found.number);
        out_.finish(event);
        ++nth_;
    }

    // A store keeps the XML: a record's bytes alone, without its chunk's templates, say nothing.
    std::string_view text_of(std::string_view chunk, const Record& found, std::string_view raw) {
        xml_.clear(), scratch_.clear();
        const bool good = append_xml(chunk, found.at + record_head_bytes,
                                     found.at + found.bytes - 4, scratch_, xml_);
        return good ? out_.keep(xml_) : raw;
    }

    // Most events of a file are of one channel.
    std::string_view service(std::string_view channel) {
        if (channel != channel_) channel_ = channel, service_ = service_of_channel(channel);
        return service_;
    }

    model::Event next_event(size_t at, size_t bytes) const {
        model::Event event = new_event(context_, format, nth_);
        event.offset = context_.offset + begin_ + at;
        event.raw = bytes_.substr(begin_ + at, bytes);
        return event;
    }

    void reject(size_t at, size_t bytes, model::RejectReason reason, std::string_view detail) {
        model::Event event = next_event(at, bytes);
        event.source.product = "windows";
        out_.reject(event, reason, detail);
        ++nth_;
    }

    // What is wrong though nothing is lost.
    void note(size_t at, size_t bytes, std::string_view detail) {
        reject(at, bytes, model::RejectReason::malformed, detail);
        out_.rejects().back().units = 0;
    }

    std::string_view bytes_;
    const RecordContext& context_;
    State& state_;
    RecordRun& run_;
    model::Batch& out_;
    size_t begin_ = 0;  // of the chunk
    uint32_t nth_ = 0;
    std::string_view channel_, service_;
    std::string xml_;
    base::Arena scratch_;
};

class EvtxParser final : public Parser {
public:
    std::string_view name() const override { return format; }
    Framing framing() const override { return Framing::whole; }
    int recognise(std::string_view head) const override {
        if (head.starts_with(file_magic) || head.starts_with(chunk_magic)) return 100;
        return header_bytes_of(head) > 0 ? 90 : 0;
    }
    std::unique_ptr<ParserState> make_state() const override { return std::make_unique<State>(); }
    void parse(std::string_view record, const RecordContext& context, ParserState* state,
               model::Batch& out) const override {
        if (state == nullptr) {
            State own;
            return parse(record, context, &own, out);
        }
        if (record.starts_with("<Event")) return read_windows_xml(record, context, format, out);
        Reading(record, context, *static_cast<State*>(state), out).file();
    }
};

}  // namespace

}  // namespace windows

size_t evtx_piece_bytes(std::string_view rest) {
    if (rest.starts_with("<Event")) return rest.size();  // what a store kept
    return windows::header_bytes_of(rest) + windows::chunk_bytes;
}

const Parser& evtx_parser() {
    static const windows::EvtxParser parser;
    return parser;
}

}  // namespace ward::ingest
