// SPDX-License-Identifier: Apache-2.0
// Fuzz target of the parser of columns known by their place.
#include "ingest/parse/columns/columns.h"
#include "ingest/parse/line/fuzz_parser.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    return ward::ingest::line::fuzz_parser(ward::ingest::columns_parser(), data, size);
}
