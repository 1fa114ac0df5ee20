// SPDX-License-Identifier: Apache-2.0
// Fuzz target of the parser of web servers' error logs.
#include "ingest/parse/line/fuzz_parser.h"
#include "ingest/parse/web/server_error.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    return ward::ingest::line::fuzz_parser(ward::ingest::server_error_parser(), data, size);
}
