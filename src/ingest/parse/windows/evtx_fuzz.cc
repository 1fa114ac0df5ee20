// SPDX-License-Identifier: Apache-2.0
// Fuzz target of the EVTX reader: any bytes as a file, as a lone chunk, and as the binary XML of a
// record; for a store, too.
#include <cstddef>
#include <cstdint>

#include "ingest/parse/windows/evtx.h"
#include "ingest/parse/windows/evtx_writer.h"

namespace {

void read(std::string_view bytes, bool is_stored) {
    ward::model::FieldNames names;
    ward::model::Batch batch(names);
    ward::ingest::RecordContext context;
    context.is_stored = is_stored;
    const auto& parser = ward::ingest::evtx_parser();
    const auto state = parser.make_state();
    parser.recognise(bytes);
    parser.parse(bytes, context, state.get(), batch);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    read(bytes, false);
    // without magics to guess: the bytes as the inside of a record of a good chunk
    ward::ingest::windows::ChunkWriter chunk;
    chunk.begin_record(1, 1);
    chunk.bytes().append(bytes.substr(0, 32 * 1024));
    chunk.end_record();
    read(chunk.finish(), false);
    read(chunk.finish(), true);
    return 0;
}
