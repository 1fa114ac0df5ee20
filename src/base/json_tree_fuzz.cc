// SPDX-License-Identifier: Apache-2.0
// Fuzz target: any bytes as a JSON document (bodies of requests). What can be read is the same when
// it has been written and read again.
#include "base/check.h"
#include "base/json.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace ward::base;
    const auto read = parse_json({reinterpret_cast<const char*>(data), size});
    if (!read.ok()) return 0;
    const std::string text = to_json(*read);
    const auto again = parse_json(text);
    CHECK(again.ok() && to_json(*again) == text);
    CHECK(parse_json(to_json(*read, 2)).ok());
    return 0;
}
