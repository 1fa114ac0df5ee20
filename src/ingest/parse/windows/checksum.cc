// SPDX-License-Identifier: Apache-2.0
// After "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ" (Intel, 2009), with its
// constants for the reflected polynomial 0xEDB88320: 64 bytes are folded at a time into four
// registers, these into one, and the rest goes by table.
#include "ingest/parse/windows/checksum.h"

#include <smmintrin.h>
#include <wmmintrin.h>

#include <array>

#include "ingest/parse/windows/bytes.h"

namespace ward::ingest::windows {

namespace {

constexpr std::array<uint32_t, 256> table = [] {
    std::array<uint32_t, 256> out{};
    for (uint32_t i = 0; i < 256; ++i) {
        uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit) value = value >> 1 ^ (value & 1 ? 0xEDB88320U : 0U);
        out[i] = value;
    }
    return out;
}();

uint32_t by_table(std::string_view bytes, uint32_t state) {
    for (const char byte : bytes)
        state = state >> 8 ^ table[(state ^ static_cast<unsigned char>(byte)) & 0xFF];
    return state;
}

constexpr size_t fold_bytes = 64;

__m128i load_at(const char* at) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
}

__attribute__((target("pclmul"))) __m128i fold(__m128i state, __m128i by, __m128i next) {
    const __m128i low = _mm_clmulepi64_si128(state, by, 0x00);
    const __m128i high = _mm_clmulepi64_si128(state, by, 0x11);
    return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

// `bytes` are at least 64; returns the state and how many of them it used.
__attribute__((target("pclmul"))) std::pair<uint32_t, size_t> by_folding(std::string_view bytes,
                                                                         uint32_t state) {
    const __m128i by_four = _mm_set_epi64x(0x1c6e41596, 0x154442bd4);
    const __m128i by_one = _mm_set_epi64x(0x0ccaa009e, 0x1751997d0);
    const char* at = bytes.data();
    size_t left = bytes.size();
    __m128i a = _mm_xor_si128(load_at(at), _mm_cvtsi32_si128(static_cast<int>(state)));
    __m128i b = load_at(at + 16), c = load_at(at + 32), d = load_at(at + 48);
    at += fold_bytes, left -= fold_bytes;
    for (; left >= fold_bytes; at += fold_bytes, left -= fold_bytes) {
        a = fold(a, by_four, load_at(at)), b = fold(b, by_four, load_at(at + 16));
        c = fold(c, by_four, load_at(at + 32)), d = fold(d, by_four, load_at(at + 48));
    }
    a = fold(fold(fold(a, by_one, b), by_one, c), by_one, d);
    for (; left >= 16; at += 16, left -= 16) a = fold(a, by_one, load_at(at));
    // 128 bits to 64 and to 32: the same as the table does with the 16 bytes of the register
    alignas(16) char last[16];
    _mm_store_si128(reinterpret_cast<__m128i*>(last), a);
    return {by_table({last, sizeof last}, 0), bytes.size() - left};
}

}  // namespace

uint32_t crc32(std::string_view bytes, uint32_t crc) {
    uint32_t state = ~crc;
    static const bool has_multiplication = __builtin_cpu_supports("pclmul");
    if (has_multiplication && bytes.size() >= fold_bytes) {
        const auto [folded, used] = by_folding(bytes, state);
        state = folded;
        bytes.remove_prefix(used);
    }
    return ~by_table(bytes, state);
}

}  // namespace ward::ingest::windows
