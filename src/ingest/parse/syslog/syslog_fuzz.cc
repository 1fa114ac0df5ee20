// SPDX-License-Identifier: Apache-2.0
// Fuzz target of the syslog parser: headers, structured data, shapes, formats inside.
#include "ingest/parse/line/fuzz_parser.h"
#include "ingest/parse/syslog/syslog.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    return ward::ingest::line::fuzz_parser(ward::ingest::syslog_parser(), data, size);
}
