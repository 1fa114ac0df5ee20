// SPDX-License-Identifier: Apache-2.0
// What every fuzz target of a line parser does: the bytes as a head, then line by line with one
// state, then the flush. Each line must come out as something or be held back; nothing may fault.
#pragma once

#include <cstddef>
#include <cstdint>

#include "ingest/cut.h"
#include "ingest/parser.h"

namespace ward::ingest::line {

inline int fuzz_parser(const Parser& parser, const uint8_t* data, size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    model::FieldNames names;
    model::Batch batch(names);
    const auto state = parser.make_state();
    RecordContext context;
    context.received_ns = 1'767'323'045'000'000'000;
    parser.recognise(bytes);
    Lines lines(bytes);
    while (const auto each = lines.next()) {
        parser.parse(*each, context, state.get(), batch);
        ++context.first_index;
    }
    parser.flush(context, state.get(), batch);
    return 0;
}

}  // namespace ward::ingest::line
