// SPDX-License-Identifier: Apache-2.0
// EVTX files that a server receives: one unit each, events that can be read again alone.
#include <gtest/gtest.h>

#include "ingest/parse/windows/evtx_writer.h"
#include "ingest/reader.h"

namespace ward::ingest {
namespace {

base::StoredRecord received(std::string payload) {
    base::StoredRecord record;
    record.source = "host1", record.format = "evtx", record.begin = 1000;
    record.payload = std::move(payload);
    return record;
}

uint64_t units_of(const model::Batch& batch) {
    uint64_t units = 0;
    for (const auto& event : batch.events()) units += event.units;
    for (const auto& reject : batch.rejects()) units += reject.units;
    return units;
}

std::string fields_of(const model::Batch& batch, const model::Event& event) {
    std::string out;
    for (const auto& field : batch.fields(event))
        out.append(batch.names().name(field.id)).append("=").append(field.text()).append("\n");
    return out;
}

TEST(EvtxStored, a_file_is_one_unit) {
    std::string damaged = windows::sample_file(700);
    damaged[4096 + 512] = 'X';
    for (const std::string& payload : {windows::sample_file(1), windows::sample_file(700), damaged,
                                       std::string("ElfFile\0", 8), std::string(5000, '\0')}) {
        model::FieldNames names;
        model::Batch batch(names);
        RecordReader reader(names, nullptr);
        reader.read(received(payload), batch);
        reader.flush(batch);
        EXPECT_EQ(units_of(batch), 1U) << payload.size();
    }
}

TEST(EvtxStored, names_no_event_twice) {
    model::FieldNames names;
    model::Batch batch(names);
    RecordReader reader(names, nullptr);
    reader.read(received(windows::sample_file(700)), batch);
    ASSERT_EQ(batch.events().size(), 700U);
    for (uint32_t i = 0; i < 700; ++i) {
        EXPECT_EQ(batch.events()[i].id.index, i);
        EXPECT_EQ(batch.events()[i].index, i);
    }
}

TEST(EvtxStored, reads_its_raw_text_again) {
    model::FieldNames names;
    model::Batch batch(names);
    RecordReader reader(names, nullptr);
    reader.read(received(windows::sample_file(20)), batch);
    for (const auto& event : batch.events()) {
        model::Batch again(names);
        reader.read(received(std::string(event.raw)), again);
        ASSERT_EQ(again.events().size(), 1U) << event.raw;
        EXPECT_EQ(fields_of(again, again.events()[0]), fields_of(batch, event));
        EXPECT_EQ(again.events()[0].source.format, "evtx");
    }
}

}  // namespace
}  // namespace ward::ingest
