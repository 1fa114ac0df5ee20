// SPDX-License-Identifier: Apache-2.0
// Fuzz target of the audit log parser: records and their joining.
#include <cstddef>
#include <cstdint>

#include "ingest/parse/audit/audit.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    ward::model::FieldNames names;
    ward::model::Batch batch(names);
    const auto& parser = ward::ingest::audit_parser();
    const auto state = parser.make_state();
    ward::ingest::RecordContext context;
    context.received_ns = 1'767'323'045'000'000'000;
    parser.recognise(bytes);
    parser.parse(bytes, context, state.get(), batch);
    parser.flush(context, state.get(), batch);
    return 0;
}
