// SPDX-License-Identifier: Apache-2.0
// Fuzz: the fast engine against the slow evaluator. The bytes choose rules and events; both must
// find the same.
#include <cstddef>
#include <cstdint>

#include "detect/match/generated_case.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    size_t at = 0;
    ward::detect::match::GeneratedCase made([&](uint32_t below) {
        return at < size ? data[at++] % below : 0;  // when the bytes are used up, the first of all
    });
    CHECK(made.agrees());
    return 0;
}
