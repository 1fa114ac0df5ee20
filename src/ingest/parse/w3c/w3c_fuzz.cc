// SPDX-License-Identifier: Apache-2.0
// Fuzz target of the W3C parser: headers and values.
#include "ingest/parse/line/fuzz_parser.h"
#include "ingest/parse/w3c/w3c.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    return ward::ingest::line::fuzz_parser(ward::ingest::w3c_parser(), data, size);
}
