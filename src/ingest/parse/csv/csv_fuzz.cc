// SPDX-License-Identifier: Apache-2.0
// Fuzz target of the CSV parser: header, quotes, delimiters.
#include "ingest/parse/csv/csv.h"
#include "ingest/parse/line/fuzz_parser.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    return ward::ingest::line::fuzz_parser(ward::ingest::csv_parser(), data, size);
}
