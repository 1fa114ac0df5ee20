// SPDX-License-Identifier: Apache-2.0
// Any bytes as a segment: found records lie inside, and the end is never before them.
#include "base/check.h"
#include "base/journal_segment.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace ward::base;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto end = segment_end(bytes, 0);
    CHECK(end <= size);
    for (uint64_t at = 0;;) {
        const auto record = next_record(bytes, 0, at);
        if (!record) break;
        CHECK(record->begin >= at && record->end <= size && record->end > record->begin);
        at = record->end;
    }
    return 0;
}
