// SPDX-License-Identifier: Apache-2.0
// Fuzz target of the audit parser: records and their joining.
#include "ingest/parse/audit/audit.h"
#include "ingest/parse/line/fuzz_parser.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    return ward::ingest::line::fuzz_parser(ward::ingest::audit_parser(), data, size);
}
