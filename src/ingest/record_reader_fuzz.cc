// SPDX-License-Identifier: Apache-2.0
// Fuzz target of the record reader: the first byte chooses the format, the rest is the payload.
#include <cstddef>
#include <cstdint>

#include "ingest/reader.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    constexpr const char* formats[] = {"lines", "hec", "hec_raw", "bulk", "syslog", "file", "json"};
    ward::base::StoredRecord record;
    record.source = "fuzz";
    record.format = formats[data[0] % std::size(formats)];
    record.payload.assign(reinterpret_cast<const char*>(data) + 1, size - 1);
    ward::model::FieldNames names;
    ward::model::Batch batch(names);
    ward::ingest::RecordReader reader(names, nullptr);
    reader.read(std::move(record), batch);
    reader.flush(batch);
    return 0;
}
