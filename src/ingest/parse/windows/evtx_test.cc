// SPDX-License-Identifier: Apache-2.0
// The EVTX reader on files that the test writes, and on the corpus where it is present.
#include "ingest/parse/windows/evtx.h"

#include <gtest/gtest.h>

#include <functional>

#include "ingest/event_json.h"
#include "ingest/parse/windows/evtx_writer.h"

namespace ward::ingest {
namespace {

using namespace windows;
using model::Batch;

constexpr uint64_t march_2026 = 134'167'968'000'000'000;

struct Read {
    model::FieldNames names;
    Batch batch{names};
    std::string bytes;

    explicit Read(std::string file) : bytes(std::move(file)) {
        const auto state = evtx_parser().make_state();
        evtx_parser().parse(bytes, {}, state.get(), batch);
    }
    std::string_view text(std::string_view name, size_t event = 0) const {
        return event < batch.events().size() ? batch.text_of(batch.events()[event], name)
                                             : std::string_view("no such event");
    }
    std::vector<std::string> list(std::string_view name) const {
        std::vector<std::string> out;
        const auto id = names.find(name);
        for (const auto& field : batch.fields(batch.events()[0]))
            if (id && field.id == *id) out.emplace_back(field.text());
        return out;
    }
};

// A chunk of one record whose event data `write` writes; the values begin at number 4.
std::string chunk_with(const std::function<void(ChunkWriter&)>& write,
                       std::vector<WrittenValue> values) {
    ChunkWriter chunk;
    chunk.begin_record(7, march_2026);
    chunk.begin_template();
    chunk.open("Event"), chunk.close_start();
    write_system(chunk);
    write(chunk);
    chunk.end_element();
    chunk.end_template();
    std::vector<WrittenValue> all = {number_value<uint16_t>(6, 4624),
                                     number_value<uint64_t>(10, 70), number_value(17, march_2026),
                                     text_value("Security")};
    all.insert(all.end(), values.begin(), values.end());
    chunk.values(all);
    chunk.end_record();
    return chunk.finish();
}

void write_data(ChunkWriter& chunk, std::string_view name, uint16_t number) {
    chunk.open("Data", !name.empty());
    if (!name.empty()) {
        chunk.attributes_begin(), chunk.attribute("Name"), chunk.text(name);
        chunk.attributes_end();
    }
    chunk.close_start(), chunk.value(number, 0), chunk.end_element();
}

TEST(Evtx, reads_the_sample) {
    Read read(sample_file(300));
    ASSERT_EQ(read.batch.events().size(), 300U);
    EXPECT_EQ(read.batch.rejects().size(), 0U);
    const model::Event& event = read.batch.events()[299];
    EXPECT_EQ(event.record_id, 300);
    EXPECT_EQ(event.source.service, "sysmon");
    EXPECT_EQ(base::format_rfc3339(event.time_ns), "2026-03-01T00:05:00Z");
    EXPECT_EQ(read.text("EventID"), "1");
    EXPECT_EQ(read.text("Provider_Name"), "Example-Provider");
    EXPECT_EQ(read.text("CommandLine"), R"(C:\Windows\System32\svchost.exe -k netsvcs -s Task1 )");
    EXPECT_EQ(read.text("LogonId"), "0x3e7");
    EXPECT_EQ(read.text("LogonGuid"), "{04030201-0605-0807-090A-0B0C0D0E0F10}");
    EXPECT_EQ(event.raw.substr(0, 2), "**");
}

TEST(Evtx, renders_values_as_windows_does) {
    struct Case {
        WrittenValue value;
        std::string_view want;
    };
    const std::string sid(
        "\x01\x05\0\0\0\0\0\x05\x15\0\0\0\x01\0\0\0\x02\0\0\0\x03\0\0\0\xf4\x01\0\0", 28);
    const std::string system_time("\xea\x07\x03\0\0\0\x01\0\x0c\0\x1e\0\x05\0\x07\0", 16);
    const std::vector<Case> cases = {
        {{0, ""}, ""},
        {text_value("a b "), "a b "},
        {{1, utf16("ends") + std::string(2, '\0')}, "ends"},
        {{1, std::string("\x3d\xd8\x00\xde\xe9\x00", 6)}, "\xf0\x9f\x98\x80\xc3\xa9"},
        {{1, std::string("\x00\xd8\x41\x00", 4)},
         "\xef\xbf\xbd"
         "A"},
        {{2, std::string("caf\xe9\0", 5)}, "caf\xc3\xa9"},
        {number_value<int8_t>(3, -5), "-5"},
        {number_value<uint8_t>(4, 250), "250"},
        {number_value<int16_t>(5, -300), "-300"},
        {number_value<uint16_t>(6, 65535), "65535"},
        {number_value<int32_t>(7, -1), "-1"},
        {number_value<uint32_t>(8, 4294967295U), "4294967295"},
        {number_value<int64_t>(9, INT64_MIN), "-9223372036854775808"},
        {number_value<uint64_t>(10, UINT64_MAX), "18446744073709551615"},
        {number_value<float>(11, 1.5F), "1.5"},
        {number_value<double>(12, -0.25), "-0.25"},
        {number_value<uint32_t>(13, 0), "false"},
        {number_value<uint32_t>(13, 7), "true"},
        {{14, "\x01\xab"}, "01AB"},
        {number_value<uint64_t>(16, 0x1010), "0x1010"},
        {number_value(17, march_2026 + 1), "2026-03-01T00:00:00.000000100Z"},
        {number_value<uint64_t>(17, 0), "1601-01-01T00:00:00.000000000Z"},
        {{18, system_time}, "2026-03-01T12:30:05.007Z"},
        {{19, sid}, "S-1-5-21-1-2-3-500"},
        {number_value<uint32_t>(20, 0x10), "0x10"},
        {number_value<uint64_t>(21, 0), "0x0"},
    };
    for (const auto& [value, want] : cases) {
        Read read(chunk_with(
            [](ChunkWriter& chunk) {
                chunk.open("EventData"), chunk.close_start();
                write_data(chunk, "V", 4);
                chunk.end_element();
            },
            {value}));
        EXPECT_EQ(read.text("V"), want) << int{value.type};
    }
}

TEST(Evtx, names_fields) {
    Read read(chunk_with(
        [](ChunkWriter& chunk) {
            chunk.open("EventData"), chunk.close_start();
            write_data(chunk, "Threat Name", 4);
            write_data(chunk, "", 5);
            write_data(chunk, "", 6);
            write_data(chunk, "Empty", 7);
            chunk.end_element();
        },
        {text_value("worm"),
         text_value("one"),
         {0x81, utf16("two") + std::string(2, '\0') + utf16("three") + std::string(2, '\0')},
         {0, ""}}));
    EXPECT_EQ(read.text("Threat Name"), "worm");
    EXPECT_EQ(read.text("ThreatName"), "worm");
    EXPECT_EQ(read.list("Data"), (std::vector<std::string>{"one", "two", "three"}));
    EXPECT_EQ(read.list("Empty"), (std::vector<std::string>{""}));
    EXPECT_EQ(read.batch.events()[0].record_id, 70);
}

TEST(Evtx, flattens_user_data) {
    Read read(chunk_with(
        [](ChunkWriter& chunk) {
            chunk.open("UserData"), chunk.close_start();
            chunk.open("LogFileCleared", true), chunk.attributes_begin();
            chunk.attribute("xmlns"), chunk.text("urn:example");
            chunk.attributes_end(), chunk.close_start();
            chunk.open("SubjectUserName"), chunk.close_start(), chunk.value(4, 1);
            chunk.end_element();
            chunk.open("Flags", true), chunk.attributes_begin();
            chunk.attribute("value"), chunk.value(5, 20);
            chunk.attributes_end(), chunk.close_empty();
            chunk.end_element(), chunk.end_element();
        },
        {text_value("alice"), number_value<uint32_t>(20, 255)}));
    EXPECT_EQ(read.text("SubjectUserName"), "alice");
    EXPECT_EQ(read.text("Flags_value"), "0xff");
    EXPECT_EQ(read.list("Flags"), (std::vector<std::string>{""}));
    EXPECT_FALSE(read.names.find("LogFileCleared_xmlns").has_value());
}

// What collectors write: no template, and no dependency identifiers.
TEST(Evtx, reads_records_without_template) {
    ChunkWriter chunk;
    chunk.begin_record(1, march_2026);
    chunk.open("Event"), chunk.close_start();
    chunk.open("System"), chunk.close_start();
    chunk.open("EventID"), chunk.close_start(), chunk.text("5145"), chunk.end_element();
    chunk.open("Channel"), chunk.close_start(), chunk.text("Security"), chunk.end_element();
    chunk.end_element();
    chunk.open("EventData"), chunk.close_start();
    chunk.open("Data", true), chunk.attributes_begin();
    chunk.attribute("Name"), chunk.text("ShareName");
    chunk.attributes_end(), chunk.close_start(), chunk.text(R"(\\*\C$)"), chunk.end_element();
    chunk.end_element();
    chunk.open("RenderingInfo"), chunk.close_start();
    chunk.open("Message"), chunk.close_start(), chunk.text("A share was accessed.");
    chunk.end_element();
    chunk.open("Level"), chunk.close_start(), chunk.text("Information"), chunk.end_element();
    chunk.end_element();
    chunk.end_element();
    chunk.end_record();
    Read read(file_of({chunk.finish()}));
    EXPECT_EQ(read.text("EventID"), "5145");
    EXPECT_EQ(read.text("ShareName"), R"(\\*\C$)");
    EXPECT_EQ(read.text("Message"), "A share was accessed.");
    EXPECT_EQ(read.text("RenderingInfo_Level"), "Information");
    EXPECT_EQ(read.text("Level"), "");
}

TEST(Evtx, carves_what_is_whole) {
    struct Case {
        std::string_view what;
        std::function<void(std::string&)> damage;
        size_t events_min, rejects_min;
    };
    const std::string good = sample_file(100);
    const auto size_of = [](const std::string& file, size_t at) {
        return size_t{static_cast<unsigned char>(file[at + 4])} +
               256 * size_t{static_cast<unsigned char>(file[at + 5])};
    };
    const size_t first = 4096 + 512, second = first + size_of(good, first);
    const std::vector<Case> cases = {
        {"chunk magic", [](std::string& f) { f[4096] = 'X'; }, 100, 1},
        {"file magic", [](std::string& f) { f[0] = 'X'; }, 100, 1},
        {"a record's magic", [&](std::string& f) { f[second] = 'X'; }, 99, 1},
        {"a record's size", [&](std::string& f) { f[second + 7] = '\x7f'; }, 99, 1},
        {"truncated", [](std::string& f) { f.resize(f.size() - 65536 / 2); }, 50, 1},
        {"free space", [](std::string& f) { f[4096 + 48] = 0, f[4096 + 49] = 4; }, 100, 0},
        {"the first record", [&](std::string& f) { f[first + 24 + 4] = '\x77'; }, 0, 1},
    };
    for (const auto& [what, damage, events_min, rejects_min] : cases) {
        std::string file = good;
        damage(file);
        Read read(file);
        EXPECT_GE(read.batch.events().size(), events_min) << what;
        EXPECT_GE(read.batch.rejects().size(), rejects_min) << what;
        for (const auto& reject : read.batch.rejects()) EXPECT_FALSE(reject.detail.empty()) << what;
    }
}

TEST(Evtx, notes_wrong_checksums) {
    std::string file = sample_file(100);
    Read silent(file);
    EXPECT_EQ(silent.batch.rejects().size(), 0U);  // the file says that it has none
    file[120] = 0;
    Read read(file);
    EXPECT_EQ(read.batch.events().size(), 100U);
    ASSERT_EQ(read.batch.rejects().size(), 3U);  // file header, chunk header, records
    for (const auto& reject : read.batch.rejects()) {
        EXPECT_NE(reject.detail.find("checksum"), std::string_view::npos);
        EXPECT_EQ(reject.units, 0U);
    }
    file[120] = 1;
    EXPECT_EQ(Read(file).batch.rejects().size(), 0U);  // dirty
}

TEST(Evtx, refuses_what_repeats_itself) {
    // A value that is XML which names the template that it is a value of
    ChunkWriter chunk;
    chunk.begin_record(1, march_2026);
    chunk.begin_template();
    chunk.open("Event"), chunk.close_start(), chunk.value(0, 33), chunk.end_element();
    chunk.end_template();
    const size_t at = chunk.last_template();
    std::string inner;
    for (int i = 0; i < 40; ++i) {
        std::string outer("\x0c\x01\x01\0\0\0", 6);
        const auto offset = static_cast<uint32_t>(at), count = uint32_t{1};
        outer.append(reinterpret_cast<const char*>(&offset), 4);
        outer.append(reinterpret_cast<const char*>(&count), 4);
        const auto bytes = static_cast<uint16_t>(inner.size());
        outer.append(reinterpret_cast<const char*>(&bytes), 2);
        outer.append(std::string("\x21\0", 2)).append(inner);
        inner = outer;
    }
    chunk.values({{33, inner}});
    chunk.end_record();
    Read read(file_of({chunk.finish()}));
    EXPECT_EQ(read.batch.events().size(), 0U);
    ASSERT_EQ(read.batch.rejects().size(), 1U);
    EXPECT_NE(read.batch.rejects()[0].detail.find("32 levels"), std::string::npos);
}

TEST(Evtx, knows_its_files) {
    const std::string file = sample_file(1);
    EXPECT_EQ(evtx_parser().recognise(file), 100);
    EXPECT_EQ(evtx_parser().recognise(std::string_view(file).substr(4096)), 100);
    EXPECT_EQ(evtx_parser().recognise("ElfFil"), 0);
    EXPECT_EQ(evtx_parser().recognise("{}"), 0);
}

}  // namespace
}  // namespace ward::ingest
