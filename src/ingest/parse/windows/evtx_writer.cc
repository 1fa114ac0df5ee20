// SPDX-License-Identifier: Apache-2.0
#include "ingest/parse/windows/evtx_writer.h"

#include <fmt/format.h>

namespace ward::ingest::windows {

namespace {

constexpr size_t chunk_bytes = 65536, header_bytes = 512;

template <typename T>
void set_in(std::string& bytes, size_t at, T value) {
    bytes.replace(at, sizeof value, reinterpret_cast<const char*>(&value), sizeof value);
}

uint16_t hash_of(std::string_view ascii) {
    uint32_t hash = 0;
    for (const char c : ascii) hash = hash * 65599 + static_cast<unsigned char>(c);
    return static_cast<uint16_t>(hash);
}

}  // namespace

std::string utf16(std::string_view ascii) {
    std::string out;
    for (const char c : ascii) out += c, out += '\0';
    return out;
}

WrittenValue text_value(std::string_view ascii) {
    return {1, utf16(ascii)};
}

ChunkWriter::ChunkWriter() : bytes_(header_bytes, '\0') {
    bytes_.replace(0, 8, std::string("ElfChnk\0", 8));
    set_number<uint32_t>(40, 128);
}

void ChunkWriter::name(std::string_view name) {
    for (const auto& [known, at] : names_)
        if (known == name) return put_number(static_cast<uint32_t>(at));
    const auto at = static_cast<uint32_t>(bytes_.size() + 4);
    names_.emplace_back(name, at);
    put_number(at);
    put_number<uint32_t>(0);
    put_number(hash_of(name));
    put_number(static_cast<uint16_t>(name.size()));
    put(utf16(name));
    put_number<uint16_t>(0);
}

void ChunkWriter::fragment_header() {
    put(std::string_view("\x0f\x01\x01\x00", 4));
}

void ChunkWriter::open(std::string_view element, bool has_attributes) {
    put(has_attributes ? "\x41" : "\x01");
    if (in_template_) put_number<uint16_t>(0xFFFF);
    put_number<uint32_t>(0);
    name(element);
}

void ChunkWriter::attributes_begin() {
    attribute_lists_.push_back(bytes_.size());
    put_number<uint32_t>(0);
}

void ChunkWriter::attributes_end() {
    const size_t at = attribute_lists_.back();
    attribute_lists_.pop_back();
    set_number(at, static_cast<uint32_t>(bytes_.size() - at - 4));
}

void ChunkWriter::attribute(std::string_view attribute, bool more) {
    put(more ? "\x46" : "\x06");
    name(attribute);
}

void ChunkWriter::text(std::string_view text) {
    put("\x05\x01");
    put_number(static_cast<uint16_t>(text.size()));
    put(utf16(text));
}

void ChunkWriter::value(uint16_t number, uint8_t type, bool optional) {
    put(optional ? "\x0e" : "\x0d");
    put_number(number);
    put_number(type);
}

void ChunkWriter::close_start() {
    put("\x02");
}
void ChunkWriter::close_empty() {
    put("\x03");
}
void ChunkWriter::end_element() {
    put("\x04");
}
void ChunkWriter::end() {
    put(std::string_view("\0", 1));
}

void ChunkWriter::begin_template() {
    put("\x0c\x01");
    put_number<uint32_t>(1);
    template_at_ = bytes_.size() + 4;
    put_number(static_cast<uint32_t>(template_at_));
    put_number<uint32_t>(0);
    put(std::string(16, '\x11'));
    put_number<uint32_t>(0);
    in_template_ = true;
    fragment_header();
}

void ChunkWriter::end_template() {
    end();
    set_number(template_at_ + 20, static_cast<uint32_t>(bytes_.size() - template_at_ - 24));
    in_template_ = false;
}

void ChunkWriter::instance_of(size_t template_offset) {
    put("\x0c\x01");
    put_number<uint32_t>(1);
    put_number(static_cast<uint32_t>(template_offset));
}

void ChunkWriter::values(const std::vector<WrittenValue>& values) {
    put_number(static_cast<uint32_t>(values.size()));
    for (const auto& value : values) {
        put_number(static_cast<uint16_t>(value.bytes.size()));
        put_number(value.type);
        put_number<uint8_t>(0);
    }
    for (const auto& value : values) put(value.bytes);
}

void ChunkWriter::begin_record(uint64_t number, uint64_t file_time) {
    if (first_number_ == 0) first_number_ = number;
    last_number_ = number, record_at_ = bytes_.size();
    put(std::string_view("**\0\0", 4));
    put_number<uint32_t>(0);
    put_number(number);
    put_number(file_time);
    fragment_header();
}

void ChunkWriter::end_record() {
    end();
    while (bytes_.size() % 8 != 4) bytes_ += '\0';
    const auto bytes = static_cast<uint32_t>(bytes_.size() + 4 - record_at_);
    put_number(bytes);
    set_number(record_at_ + 4, bytes);
    last_record_at_ = record_at_;
}

std::string ChunkWriter::finish() {
    set_number(8, first_number_), set_number(16, last_number_);
    set_number(24, first_number_), set_number(32, last_number_);
    set_number(44, static_cast<uint32_t>(last_record_at_));
    set_number(48, static_cast<uint32_t>(bytes_.size()));
    std::string out = bytes_;
    out.resize(chunk_bytes);
    return out;
}

std::string file_of(const std::vector<std::string>& chunks) {
    std::string out(4096, '\0');
    out.replace(0, 8, std::string("ElfFile\0", 8));
    set_in<uint32_t>(out, 32, 128);
    set_in<uint16_t>(out, 36, 1), set_in<uint16_t>(out, 38, 3), set_in<uint16_t>(out, 40, 4096);
    set_in(out, 42, static_cast<uint16_t>(chunks.size()));
    set_in<uint32_t>(out, 120, 4);  // no checksums
    for (const auto& chunk : chunks) out += chunk;
    return out;
}

void write_system(ChunkWriter& chunk) {
    chunk.open("System"), chunk.close_start();
    chunk.open("Provider", true), chunk.attributes_begin();
    chunk.attribute("Name"), chunk.text("Example-Provider");
    chunk.attributes_end(), chunk.close_empty();
    chunk.open("EventID"), chunk.close_start(), chunk.value(0, 6), chunk.end_element();
    chunk.open("TimeCreated", true), chunk.attributes_begin();
    chunk.attribute("SystemTime"), chunk.value(2, 17);
    chunk.attributes_end(), chunk.close_empty();
    chunk.open("EventRecordID"), chunk.close_start(), chunk.value(1, 10), chunk.end_element();
    chunk.open("Channel"), chunk.close_start(), chunk.value(3, 1), chunk.end_element();
    chunk.open("Computer"), chunk.close_start(), chunk.text("host1.example.net");
    chunk.end_element();
    chunk.end_element();
}

namespace {

void write_sample_template(ChunkWriter& chunk) {
    chunk.begin_template();
    chunk.open("Event"), chunk.close_start();
    write_system(chunk);
    chunk.open("EventData"), chunk.close_start();
    uint16_t number = 4;
    for (const char* name : {"Image", "CommandLine", "User", "ProcessId", "LogonId", "LogonGuid"}) {
        chunk.open("Data", true), chunk.attributes_begin();
        chunk.attribute("Name"), chunk.text(name);
        chunk.attributes_end(), chunk.close_start();
        chunk.value(number++, 0), chunk.end_element();
    }
    chunk.end_element(), chunk.end_element();
    chunk.end_template();
}

std::vector<WrittenValue> sample_values(uint64_t number) {
    constexpr uint64_t march_2026 = 134'167'968'000'000'000;
    std::string guid(16, '\0');
    for (size_t i = 0; i < guid.size(); ++i) guid[i] = static_cast<char>(number + i);
    return {
        number_value<uint16_t>(6, 1),
        number_value(10, number),
        number_value(17, march_2026 + number * 10'000'000),
        text_value("Microsoft-Windows-Sysmon/Operational"),
        text_value(R"(C:\Windows\System32\svchost.exe)"),
        text_value(fmt::format(R"(C:\Windows\System32\svchost.exe -k netsvcs -s Task{} )", number)),
        text_value(fmt::format(R"(EXAMPLE\user{})", number % 100)),
        number_value(8, static_cast<uint32_t>(1000 + number % 9000)),
        number_value<uint64_t>(21, 0x3e7),
        {15, guid}};
}

}  // namespace

std::string sample_file(size_t records) {
    constexpr size_t record_bytes_max = 4096;
    constexpr uint64_t march_2026 = 134'167'968'000'000'000;
    std::vector<std::string> chunks;
    uint64_t number = 1;
    while (number <= records) {
        ChunkWriter chunk;
        size_t template_at = 0;
        for (; number <= records && chunk.size() + record_bytes_max < chunk_bytes; ++number) {
            chunk.begin_record(number, march_2026 + number);
            if (template_at == 0) {
                write_sample_template(chunk);
                template_at = chunk.last_template();
            } else {
                chunk.instance_of(template_at);
            }
            chunk.values(sample_values(number));
            chunk.end_record();
        }
        chunks.push_back(chunk.finish());
    }
    return file_of(chunks);
}

}  // namespace ward::ingest::windows
