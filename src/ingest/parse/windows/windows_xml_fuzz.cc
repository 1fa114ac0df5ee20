// SPDX-License-Identifier: Apache-2.0
// Fuzz target of the reader of event XML: any bytes as a file, and as the XML in a JSON string.
#include <cstddef>
#include <cstdint>

#include "ingest/parse/windows/fold.h"
#include "ingest/parse/windows/windows_xml.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    ward::model::FieldNames names;
    ward::model::Batch batch(names);
    const auto& parser = ward::ingest::windows_xml_parser();
    parser.recognise(bytes);
    parser.parse(bytes, {}, nullptr, batch);
    ward::model::Event event;
    batch.add("_raw", bytes);
    batch.add("EventID", "1");
    const auto told = ward::ingest::windows::Told::of(batch);
    ward::ingest::windows::fold(batch, told, event);
    batch.discard();
    return 0;
}
