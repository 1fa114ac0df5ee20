// SPDX-License-Identifier: Apache-2.0
// HitCache: see the header. Direct-mapped; a text is compared in full, so a collision of hashes
// costs time and nothing else.
#include "detect/match/hit_cache.h"

#include <algorithm>
#include <cstring>

#include "base/hash.h"

namespace ward::detect::match {

std::optional<std::span<const uint32_t>> HitCache::find(const void* table, std::string_view text) {
    last_hash_ = base::hash64(text, reinterpret_cast<uintptr_t>(table));
    const Slot& slot = slots_[last_hash_ % slots];
    if (slot.hash != last_hash_ || slot.table != table || slot.text_bytes != text.size()) return {};
    if (std::memcmp(slot.text.data(), text.data(), text.size()) != 0) return {};
    return std::span(slot.hits.data(), slot.hits_count);
}

void HitCache::keep(const void* table, std::string_view text, std::span<const uint32_t> hits) {
    if (hits.size() > hits_max || text.size() > text_bytes_max) return;
    Slot& slot = slots_[last_hash_ % slots];
    slot.hash = last_hash_;
    slot.table = table;
    slot.text_bytes = static_cast<uint16_t>(text.size());
    slot.hits_count = static_cast<uint16_t>(hits.size());
    std::ranges::copy(text, slot.text.begin());
    std::ranges::copy(hits, slot.hits.begin());
}

}  // namespace ward::detect::match
