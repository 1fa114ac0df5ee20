// SPDX-License-Identifier: Apache-2.0
#include "ingest/parse/windows/utf16.h"

#include <emmintrin.h>

#include "ingest/parse/windows/bytes.h"

namespace ward::ingest::windows {

namespace {

constexpr uint32_t replacement = 0xFFFD;

bool is_high(uint32_t unit) {
    return (unit & 0xFC00) == 0xD800;
}
bool is_low(uint32_t unit) {
    return (unit & 0xFC00) == 0xDC00;
}

char* put(uint32_t code, char* out) {
    if (code < 0x80) {
        *out++ = static_cast<char>(code);
    } else if (code < 0x800) {
        *out++ = static_cast<char>(0xC0 | code >> 6);
        *out++ = static_cast<char>(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        *out++ = static_cast<char>(0xE0 | code >> 12);
        *out++ = static_cast<char>(0x80 | (code >> 6 & 0x3F));
        *out++ = static_cast<char>(0x80 | (code & 0x3F));
    } else {
        *out++ = static_cast<char>(0xF0 | code >> 18);
        *out++ = static_cast<char>(0x80 | (code >> 12 & 0x3F));
        *out++ = static_cast<char>(0x80 | (code >> 6 & 0x3F));
        *out++ = static_cast<char>(0x80 | (code & 0x3F));
    }
    return out;
}

}  // namespace

size_t to_utf8(const char* from, size_t units, char* out) {
    char* const begin = out;
    size_t at = 0;
    const __m128i beyond_ascii = _mm_set1_epi16(static_cast<short>(0xFF80));
    while (at < units) {
        // Each step reads eight units; what is not ASCII among them is done one by one.
        while (at + 8 <= units) {
            const __m128i eight = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + 2 * at));
            const __m128i high = _mm_and_si128(eight, beyond_ascii);
            if (_mm_movemask_epi8(_mm_cmpeq_epi16(high, _mm_setzero_si128())) != 0xFFFF) break;
            _mm_storel_epi64(reinterpret_cast<__m128i*>(out), _mm_packus_epi16(eight, eight));
            at += 8, out += 8;
        }
        const size_t stop = at + 8 < units ? at + 8 : units;
        while (at < stop) {
            uint32_t code = load<uint16_t>(from + 2 * at++);
            if (is_high(code)) {
                const uint32_t low = at < units ? load<uint16_t>(from + 2 * at) : 0;
                if (is_low(low))
                    code = 0x10000 + ((code & 0x3FF) << 10) + (low & 0x3FF), ++at;
                else
                    code = replacement;
            } else if (is_low(code)) {
                code = replacement;
            }
            out = put(code, out);
        }
    }
    return static_cast<size_t>(out - begin);
}

std::string_view keep_utf8(std::string_view utf16, base::Arena& arena) {
    const size_t units = utf16.size() / 2;
    char* const out = arena.allocate(utf8_bytes_max(units));
    const size_t bytes = to_utf8(utf16.data(), units, out);
    arena.shrink(out, bytes);
    return {out, bytes};
}

}  // namespace ward::ingest::windows
