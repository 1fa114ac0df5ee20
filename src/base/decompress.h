// SPDX-License-Identifier: Apache-2.0
// Decompression of one message in memory: gzip, zlib and raw deflate, zstd. Stops at the limits,
// so that a bomb costs no more than they say.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ward::base {

enum class Packing { gzip, deflate, zstd };
/// The packing that HTTP calls `name` ("gzip", "x-gzip", "deflate", "zstd"), in any case.
std::optional<Packing> parse_packing(std::string_view name);

struct UnpackLimits {
    size_t bytes_max = 64 << 20;
    size_t ratio_max = 100;              // of what comes out to what went in
    size_t ratio_free_bytes = 64 << 10;  // so much may come out at any ratio
};

/// All of `packed`, concatenated members included. limit: over one of `limits`; corrupt: not what
/// `packing` says, or cut off.
Result<std::string> unpack(Packing packing, std::string_view packed, const UnpackLimits& limits);

}  // namespace ward::base
