// SPDX-License-Identifier: Apache-2.0
// Hashes: fast ones for tables, 128-bit ones for ids that are derived from content, SHA-256 where
// somebody may attack.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ward::base {

uint64_t hash64(std::string_view bytes,
                uint64_t seed = 0);  // XXH3, not for hostile collisions without a secret seed
uint64_t xxh64(std::string_view bytes, uint64_t seed = 0);  // XXH64, as others compute it
std::string hash128_hex(std::string_view bytes);            // XXH3-128, 32 hex digits
std::string sha256_hex(std::string_view bytes);             // 64 hex digits
uint32_t crc32c(std::string_view bytes, uint32_t crc = 0);  // Castagnoli, for what lies on disk

}  // namespace ward::base
