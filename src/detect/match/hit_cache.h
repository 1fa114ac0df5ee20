// SPDX-License-Identifier: Apache-2.0
// HitCache: what a plan's tables said of a value that was seen before. Programs, users and paths
// come again and again; a look-up costs a fraction of a scan. One owner, one thread; bounded.
//
//   slots   hash -> place         ring   ... [ owner sizes | hits | text ] [ owner sizes | ...
//                                            the newest overwrites the oldest
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace ward::detect::match {

class HitCache {
public:
    static constexpr size_t text_bytes_max = 1024;  // longer values seldom come again
    static constexpr size_t hits_max = 256;

    HitCache();
    /// The hits of `text`, if they are known. `owner`: whatever else they depend on. Valid until
    /// the next keep().
    std::optional<std::span<const uint32_t>> find(uint64_t owner, std::string_view text);
    /// Remembers them; `find()` of the same must have come just before. What is too large is not
    /// kept.
    void keep(std::string_view text, std::span<const uint32_t> hits);

private:
    // Both together fit the second-level cache. An entry takes some 60 bytes.
    static constexpr size_t slots_bits = 14, ring_bytes = size_t{1} << 20;
    struct Slot {
        uint64_t hash = 0;
        uint64_t place = 0;  // counted from the first byte that was ever written; 0: free
    };
    struct Head {
        uint64_t owner = 0;
        uint32_t text_bytes = 0;
        uint32_t hits = 0;
    };
    char* at(uint64_t place) { return ring_.data() + place % ring_bytes; }

    std::vector<Slot> slots_ = std::vector<Slot>(size_t{1} << slots_bits);
    std::vector<char> ring_ = std::vector<char>(ring_bytes);
    uint64_t end_ = ring_bytes;  // behind the newest entry, counted as places are
    uint64_t last_hash_ = 0, last_owner_ = 0;
};

}  // namespace ward::detect::match
