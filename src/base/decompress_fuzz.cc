// SPDX-License-Identifier: Apache-2.0
// Any bytes, unpacked as each packing: ends at the limits, whatever comes.
#include "base/check.h"
#include "base/decompress.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using ward::base::Packing;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    ward::base::UnpackLimits limits;
    limits.bytes_max = 1 << 20;
    for (const auto packing : {Packing::gzip, Packing::deflate, Packing::zstd}) {
        const auto out = ward::base::unpack(packing, bytes, limits);
        if (out.ok()) CHECK(out->size() <= limits.bytes_max);
    }
    return 0;
}
