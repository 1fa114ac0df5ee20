// SPDX-License-Identifier: Apache-2.0
// Fuzz target: any bytes as a query. Must end, must not crash.
#include "query/query.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    ward::base::Diagnostics diagnostics;
    ward::query::check({reinterpret_cast<const char*>(data), size}, diagnostics);
    return 0;
}
