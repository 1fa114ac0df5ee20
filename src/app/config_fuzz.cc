// SPDX-License-Identifier: Apache-2.0
// Fuzz target: any bytes as ward.toml. Ends in values or messages, and what is wrong can be shown.
#include "app/config.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    ward::base::Diagnostics diagnostics;
    ward::app::parse_config({reinterpret_cast<const char*>(data), size}, "fuzz", diagnostics);
    for (const auto& one : diagnostics.all()) ward::base::render(one);
    return 0;
}
