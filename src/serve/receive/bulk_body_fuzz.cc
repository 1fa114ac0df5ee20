// SPDX-License-Identifier: Apache-2.0
#include <cstdint>

#include "base/check.h"
#include "serve/receive/bulk_body.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    const auto bulk = ward::serve::parse_bulk(body);
    size_t taken = 0;
    for (const auto& item : bulk.items) {
        CHECK(item.document.empty() != item.refusal.empty());
        taken += item.refusal.empty() ? 1 : 0;
        const bool is_inside = item.document.empty() ||
                               (item.document.data() >= body.data() &&
                                item.document.data() + item.document.size() <= body.data() + size);
        CHECK(is_inside);
    }
    CHECK(bulk.taken == taken);
    return 0;
}
