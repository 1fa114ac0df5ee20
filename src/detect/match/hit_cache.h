// SPDX-License-Identifier: Apache-2.0
// HitCache: what the literals of a field said of a value that was seen before. Programs, users and
// paths come again and again; a look-up costs a fraction of a scan. One owner, one thread; bounded.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace ward::detect::match {

class HitCache {
public:
    static constexpr size_t text_bytes_max = 128;  // longer values seldom come again
    static constexpr size_t hits_max = 11;         // so that a slot is three cache lines

    /// The hits of `text` in `table` (any address that stands for one), if they are known.
    std::optional<std::span<const uint32_t>> find(const void* table, std::string_view text);
    /// Remembers them, in place of another text; `find()` of the same must have come just before.
    void keep(const void* table, std::string_view text, std::span<const uint32_t> hits);

private:
    static constexpr size_t slots = 8 * 1024;  // 1.5 MB: fits the second-level cache
    struct alignas(64) Slot {
        uint64_t hash = 0;
        const void* table = nullptr;
        uint16_t text_bytes = 0;
        uint16_t hits_count = 0;
        std::array<uint32_t, hits_max> hits;
        std::array<char, text_bytes_max> text;
    };
    std::vector<Slot> slots_ = std::vector<Slot>(slots);
    uint64_t last_hash_ = 0;
};

}  // namespace ward::detect::match
