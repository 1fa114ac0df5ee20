// SPDX-License-Identifier: Apache-2.0
// A writer of small EVTX files for tests and benches: enough of the format to make what the reader
// must read, and what it must refuse. Not part of any program.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ward::ingest::windows {

/// A value of an event: its type and its bytes.
struct WrittenValue {
    uint8_t type = 0;
    std::string bytes;
};

std::string utf16(std::string_view ascii);
WrittenValue text_value(std::string_view ascii);
template <typename T>
WrittenValue number_value(uint8_t type, T value) {
    return {type, {reinterpret_cast<const char*>(&value), sizeof value}};
}

/// One chunk of 64 KiB in the making. Names are written where they are first used.
class ChunkWriter {
public:
    ChunkWriter();

    // ---- binary XML, appended to the record that is open
    void fragment_header();
    /// `depends_on` is written only inside of a template.
    void open(std::string_view element, bool has_attributes = false);
    void attributes_begin();
    void attributes_end();
    void attribute(std::string_view name, bool more = false);
    void text(std::string_view text);
    void value(uint16_t number, uint8_t type, bool optional = true);
    void close_start();
    void close_empty();
    void end_element();
    void end();

    /// A template's definition begins and ends inside of an instance; the values follow.
    void begin_template();
    void end_template();
    void instance_of(size_t template_offset);
    void values(const std::vector<WrittenValue>& values);

    void begin_record(uint64_t number, uint64_t file_time);
    void end_record();
    size_t last_template() const { return template_at_; }
    size_t size() const { return bytes_.size(); }
    std::string& bytes() { return bytes_; }

    /// The chunk, padded to 64 KiB.
    std::string finish();

private:
    void put(std::string_view bytes) { bytes_.append(bytes); }
    template <typename T>
    void put_number(T value) {
        bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    }
    template <typename T>
    void set_number(size_t at, T value) {
        bytes_.replace(at, sizeof value, reinterpret_cast<const char*>(&value), sizeof value);
    }
    void name(std::string_view name);

    std::string bytes_;
    std::vector<std::pair<std::string, size_t>> names_;
    std::vector<size_t> attribute_lists_;
    size_t record_at_ = 0, last_record_at_ = 0, template_at_ = 0;
    uint64_t first_number_ = 0, last_number_ = 0;
    bool in_template_ = false;
};

/// A file of these chunks.
std::string file_of(const std::vector<std::string>& chunks);

/// A System element as most have it: numbers 0 and 1 are EventID (uint16) and EventRecordID
/// (uint64), 2 is the time (FILETIME), 3 the channel (text). Inside of <Event>.
void write_system(ChunkWriter& chunk);

/// A file with `records` events of one template: three texts, a number, an address, a GUID.
std::string sample_file(size_t records);

}  // namespace ward::ingest::windows
