// SPDX-License-Identifier: Apache-2.0
// Fuzz target of the JSON parser: any bytes, as a record and as a document.
#include <cstddef>
#include <cstdint>

#include "ingest/parse/json/document.h"
#include "ingest/parse/json/json.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    ward::model::FieldNames names;
    ward::model::Batch batch(names);
    const auto& parser = ward::ingest::json_parser();
    const auto state = parser.make_state();
    parser.recognise(bytes);
    parser.parse(bytes, {}, state.get(), batch);
    parser.parse(bytes, {}, state.get(), batch);  // with guesses made
    ward::ingest::json::is_line_by_line(bytes);
    return 0;
}
