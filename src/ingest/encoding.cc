// SPDX-License-Identifier: Apache-2.0
// Encodings: see the header.
#include "ingest/encoding.h"

#include "base/text.h"

namespace ward::ingest {

Encoding encoding_of(std::string_view head) {
    if (head.starts_with("\xEF\xBB\xBF")) return Encoding::utf8_marked;
    if (head.starts_with("\xFF\xFE")) return Encoding::utf16_little;
    if (head.starts_with("\xFE\xFF")) return Encoding::utf16_big;
    return Encoding::plain;
}

size_t append_utf16(std::string& out, std::string_view bytes, bool big, bool is_last) {
    constexpr uint32_t mark = 0xFEFF, replacement = 0xFFFD;
    const auto unit_at = [&](size_t at) {
        const auto first = static_cast<uint8_t>(bytes[at]);
        const auto second = static_cast<uint8_t>(bytes[at + 1]);
        return static_cast<uint32_t>(big ? first << 8 | second : second << 8 | first);
    };
    size_t at = 0;
    while (at + 1 < bytes.size()) {
        const uint32_t unit = unit_at(at);
        const bool is_high = unit >= 0xD800 && unit < 0xDC00;
        if (is_high && at + 3 >= bytes.size() && !is_last) break;
        at += 2;
        if (unit == mark) continue;
        const uint32_t low = is_high && at + 1 < bytes.size() ? unit_at(at) : 0;
        if (low >= 0xDC00 && low < 0xE000) {
            at += 2;
            base::append_utf8(out, 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00));
        } else {
            const bool is_half = unit >= 0xD800 && unit < 0xE000;
            base::append_utf8(out, is_half ? replacement : unit);
        }
    }
    return at;
}

}  // namespace ward::ingest
