// SPDX-License-Identifier: Apache-2.0
// RecordReader: every unit of a record comes out as an event or a reject, with ids that follow from
// the record alone.
#include <gtest/gtest.h>

#include "ingest/reader.h"

namespace ward::ingest {
namespace {

base::StoredRecord record_of(std::string format, std::string payload, uint64_t begin = 4096) {
    base::StoredRecord record;
    record.begin = begin, record.source = "s", record.format = std::move(format);
    record.payload = std::move(payload), record.received_ns = 1'700'000'000'000'000'000;
    return record;
}

// "format name=value ..." of each event, then "!reason" of each reject.
std::vector<std::string> read(const std::string& format, const std::string& payload) {
    model::FieldNames names;
    model::Batch batch(names);
    RecordReader reader(names, nullptr);
    reader.read(record_of(format, payload), batch);
    reader.flush(batch);
    std::vector<std::string> out;
    for (const auto& event : batch.events()) {
        std::string line(event.source.format);
        for (const auto& field : batch.fields(event))
            line += " " + std::string(names.name(field.id)) + "=" + std::string(field.text());
        out.push_back(line);
    }
    for (const auto& reject : batch.rejects())
        out.push_back("!" + std::string(to_text(reject.reason)));
    return out;
}

using Lines = std::vector<std::string>;

TEST(RecordReader, cuts_lines_and_knows_each) {
    EXPECT_EQ(read("lines", "{\"a\":1}\r\nplain words\n\n{\"a\":\n{\"a\":2}"),
              (Lines{"json a=1", "text message=plain words", "json a=2", "!truncated"}));
    EXPECT_EQ(read("file", "one\ntwo"), (Lines{"text message=one", "text message=two"}));
    EXPECT_EQ(read("bulk", "{\"a\":1}\nno document\n"), (Lines{"json a=1", "!malformed"}));
}

TEST(RecordReader, cuts_octet_counted_frames) {
    EXPECT_EQ(read("syslog", "5 hello7 {\"a\":1}3 a\nb"),
              (Lines{"text message=hello", "json a=1", "text message=a\nb"}));
    EXPECT_EQ(read("syslog", "999 short"), (Lines{"text message=999 short"}));
    EXPECT_EQ(read("syslog", "99999999999999999999 x"),
              (Lines{"text message=99999999999999999999 x"}));
}

TEST(RecordReader, takes_hec_objects_apart) {
    EXPECT_EQ(
        read("hec",
             R"({"event":"hi \"x\"","host":"h","time":1.5}{"event":{"host":"own"},"host":"h"})"),
        (Lines{"text message=hi \"x\" host=h", "json host=own"}));
    EXPECT_EQ(read("hec", R"({"event":{"a":1},"fields":{"f":true},"sourcetype":"t"})"),
              (Lines{"json a=1 sourcetype=t f=true"}));
    EXPECT_EQ(read("hec", R"({"host":"h"} {"event":"x"})"),
              (Lines{"text message=x", "!malformed"}));
    EXPECT_EQ(read("hec", R"({"event":"x"} {"event":"cut)"),
              (Lines{"text message=x", "!malformed"}));
}

TEST(RecordReader, gives_each_unit_an_id_and_counts_it_once) {
    model::FieldNames names;
    model::Batch batch(names);
    RecordReader reader(names, nullptr);
    reader.read(record_of("lines", "{\"Records\":[{\"a\":1},{\"a\":2},3]}\nx\n"), batch);
    ASSERT_EQ(batch.events().size(), 3U);
    ASSERT_EQ(batch.rejects().size(), 1U);
    EXPECT_EQ(batch.events()[0].id, (model::EventId{4096, 0}));
    EXPECT_EQ(batch.events()[1].id, (model::EventId{4096, 1}));
    EXPECT_EQ(batch.rejects()[0].id, (model::EventId{4096, 2}));
    EXPECT_EQ(batch.events()[2].id, (model::EventId{4096, 3}));
    uint32_t units = 0;
    for (const auto& event : batch.events()) units += event.units;
    for (const auto& reject : batch.rejects()) units += reject.units;
    EXPECT_EQ(units, 2U);
}

TEST(RecordReader, takes_the_time_of_the_hec_object) {
    model::FieldNames names;
    model::Batch batch(names);
    RecordReader reader(names, nullptr);
    reader.read(record_of("hec", R"({"event":{"time":5},"time":"1700000000.25"})"), batch);
    ASSERT_EQ(batch.events().size(), 1U);
    EXPECT_EQ(batch.events()[0].time_ns, 1'700'000'000'250'000'000);
}

TEST(RecordReader, joins_audit_records_across_journal_records) {
    model::FieldNames names;
    model::Batch first(names), second(names);
    RecordReader reader(names, nullptr);
    const std::string id = "msg=audit(1767323045.678:941): ";
    reader.read(record_of("lines", "type=SYSCALL " + id + "syscall=59 exe=\"/usr/bin/id\"\n" +
                                       "<13>Jan  2 03:04:05 h app[1]: in between\n"),
                first);
    ASSERT_EQ(first.events().size(), 1U);
    EXPECT_EQ(first.events()[0].source.format, "syslog");
    reader.read(record_of("lines",
                          "type=EXECVE " + id + "argc=1 a0=\"id\"\n" + "type=PROCTITLE " + id +
                              "proctitle=\"id\"\ntype=CWD msg=audit(1767323046.000:942): cwd=\"/\"",
                          8192),
                second);
    ASSERT_EQ(second.events().size(), 1U);
    const model::Event& joined = second.events()[0];
    EXPECT_EQ(joined.id, (model::EventId{4096, 0}));  // its first line's
    EXPECT_EQ(joined.units, 3U);
    EXPECT_EQ(second.text_of(joined, "exe"), "/usr/bin/id");
    EXPECT_EQ(second.text_of(joined, "cmdline"), "id");
    EXPECT_EQ(joined.source_name, "s");
    reader.flush(second);
    ASSERT_EQ(second.events().size(), 2U);
    EXPECT_EQ(second.events()[1].units, 1U);
    EXPECT_NE(second.events()[1].id, second.events()[0].id);
}

TEST(RecordReader, reads_on_by_headers_of_before_a_restart) {
    const auto f = [](const std::string& header, const std::string& line, std::string_view name) {
        model::FieldNames names;
        model::Batch before(names), after(names);
        RecordReader first(names, nullptr), second(names, nullptr);
        first.read(record_of("lines", header + line), before);
        const auto headers = first.take_headers();
        EXPECT_EQ(headers.size(), 1U);
        EXPECT_TRUE(first.take_headers().empty());
        second.restore(headers);
        second.read(record_of("lines", line), after);
        ASSERT_EQ(after.events().size(), 1U) << header;
        EXPECT_EQ(after.text_of(after.events()[0], name), "192.0.2.1") << header;
        EXPECT_EQ(after.events()[0].units, 1U);
    };
    f("when,address,user,action,bytes\n", "2026-01-02T03:04:05Z,192.0.2.1,ann,get,12\n", "address");
    f("#separator \\x09\n#path\tconn\n#fields\tts\tid.orig_h\n#types\ttime\taddr\n",
      "1767323045.0\t192.0.2.1\n#close\t2026-01-02-04-00-00\n", "id.orig_h");
    f("#Version: 1.0\n#Fields: date time c-ip\n", "2026-01-02 03:04:05 192.0.2.1\n", "c-ip");
}

TEST(RecordReader, counts_the_lines_of_headers_with_the_next_event) {
    model::FieldNames names;
    model::Batch batch(names);
    RecordReader reader(names, nullptr);
    reader.read(record_of("lines",
                          "#Version: 1.0\n#Fields: date time c-ip\n"
                          "2026-01-02 03:04:05 203.0.113.9\n{\"a\":1}\n"
                          "<13>Jan  2 03:04:05 h app[1]: text\n"),
                batch);
    ASSERT_EQ(batch.events().size(), 3U);
    EXPECT_EQ(batch.events()[0].units, 3U);
    EXPECT_EQ(batch.events()[0].source.format, "w3c");
    EXPECT_EQ(batch.events()[1].source.format, "json");
    EXPECT_EQ(batch.events()[2].source.format, "syslog");
}

}  // namespace
}  // namespace ward::ingest
