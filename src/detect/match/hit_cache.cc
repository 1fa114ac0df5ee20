// SPDX-License-Identifier: Apache-2.0
// HitCache: see the header. Direct-mapped; owner and text are compared in full, so a collision of
// hashes costs time and nothing else. An entry is whole as long as less than the ring was written
// since it began.
#include "detect/match/hit_cache.h"

#include <cstring>

#include "base/hash.h"

namespace ward::detect::match {

namespace {

constexpr size_t alignment = 8;

size_t aligned(size_t bytes) {
    return (bytes + alignment - 1) / alignment * alignment;
}

}  // namespace

HitCache::HitCache() {
    static_assert(sizeof(Head) % alignment == 0);
    static_assert(sizeof(Head) + hits_max * sizeof(uint32_t) + text_bytes_max < ring_bytes / 16);
}

std::optional<std::span<const uint32_t>> HitCache::find(uint64_t owner, std::string_view text) {
    last_owner_ = owner;
    last_hash_ = base::hash64(text, owner);
    const Slot& slot = slots_[last_hash_ >> (64 - slots_bits)];
    if (slot.hash != last_hash_ || slot.place + ring_bytes < end_) return {};
    const char* const entry = at(slot.place);
    Head head;
    std::memcpy(&head, entry, sizeof head);
    if (head.owner != owner || head.text_bytes != text.size()) return {};
    const auto* const hits = reinterpret_cast<const uint32_t*>(entry + sizeof head);
    const auto* const kept = reinterpret_cast<const char*>(hits + head.hits);
    if (std::string_view(kept, head.text_bytes) != text) return {};
    return std::span(hits, head.hits);
}

void HitCache::keep(std::string_view text, std::span<const uint32_t> hits) {
    if (text.size() > text_bytes_max || hits.size() > hits_max) return;
    const Head head{last_owner_, static_cast<uint32_t>(text.size()),
                    static_cast<uint32_t>(hits.size())};
    const size_t bytes = aligned(sizeof head + hits.size_bytes() + text.size());
    const size_t room = ring_bytes - end_ % ring_bytes;
    if (room < bytes) end_ += room;  // an entry lies in one piece
    char* out = at(end_);
    std::memcpy(out, &head, sizeof head), out += sizeof head;
    if (!hits.empty()) std::memcpy(out, hits.data(), hits.size_bytes());
    if (!text.empty()) std::memcpy(out + hits.size_bytes(), text.data(), text.size());
    slots_[last_hash_ >> (64 - slots_bits)] = {last_hash_, end_};
    end_ += bytes;
}

}  // namespace ward::detect::match
