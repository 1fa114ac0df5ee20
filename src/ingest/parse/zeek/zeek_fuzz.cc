// SPDX-License-Identifier: Apache-2.0
// Fuzz target of the Zeek parser: headers and values.
#include "ingest/parse/line/fuzz_parser.h"
#include "ingest/parse/zeek/zeek.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    return ward::ingest::line::fuzz_parser(ward::ingest::zeek_parser(), data, size);
}
