// SPDX-License-Identifier: Apache-2.0
#include "base/hash.h"

#include <openssl/sha.h>
#define XXH_INLINE_ALL  // a call through the library costs more than a short hash
#include <xxhash.h>

#include <array>

#include "base/text.h"

namespace ward::base {

uint64_t hash64(std::string_view bytes, uint64_t seed) {
    return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

uint64_t xxh64(std::string_view bytes, uint64_t seed) {
    return XXH64(bytes.data(), bytes.size(), seed);
}

std::string hash128_hex(std::string_view bytes) {
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes.data(), bytes.size()));
    return to_hex({reinterpret_cast<const char*>(canonical.digest), sizeof canonical.digest});
}

std::string sha256_hex(std::string_view bytes) {
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
    return to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

// SSE4.2 has the instruction; x86-64-v2, which the build demands, includes it.
uint32_t crc32c(std::string_view bytes, uint32_t crc) {
    uint64_t value = ~crc;
    const char* at = bytes.data();
    size_t rest = bytes.size();
    for (; rest >= 8; rest -= 8, at += 8) {
        uint64_t word = 0;
        __builtin_memcpy(&word, at, 8);
        value = __builtin_ia32_crc32di(value, word);
    }
    auto narrow = static_cast<uint32_t>(value);
    for (; rest > 0; --rest, ++at)
        narrow = __builtin_ia32_crc32qi(narrow, static_cast<unsigned char>(*at));
    return ~narrow;
}

}  // namespace ward::base
