// SPDX-License-Identifier: Apache-2.0
// Fuzz target of the access log parser.
#include "ingest/parse/line/fuzz_parser.h"
#include "ingest/parse/web/access.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    return ward::ingest::line::fuzz_parser(ward::ingest::access_parser(), data, size);
}
