// SPDX-License-Identifier: Apache-2.0
// GramIndex: see the header. The rarest gram is the one that fewest of the literals have: what is
// common in logs is common in rules too.
#include "detect/match/gram_index.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstring>
#include <map>
#include <unordered_map>

namespace ward::detect::match {

namespace {

constexpr size_t hits_compact_at = 64 * 1024;  // a long text repeats itself
constexpr size_t literal_bytes_max = UINT16_MAX;

uint32_t gram_at(const char* text) {
    uint32_t gram = 0;
    std::memcpy(&gram, text, sizeof gram);
    return gram;
}

uint32_t pair_at(const char* text) {
    uint16_t pair = 0;
    std::memcpy(&pair, text, sizeof pair);
    return pair;
}

}  // namespace

GramIndex::Entry GramIndex::keep(const std::string& text, size_t anchor, uint32_t hit) {
    const auto begin = static_cast<uint32_t>(pool_.size());
    pool_ += text;
    return {begin, static_cast<uint16_t>(text.size()), static_cast<uint16_t>(anchor), hit};
}

GramIndex::GramIndex(Literals& literals) {
    Groups grams, pairs;
    std::map<uint32_t, std::vector<Entry>> by_pair;
    for (const auto& [text, hit] : literals) {
        if (text.size() == 1) singles_.emplace_back(text[0], hit);
        if (text.size() == 2 || text.size() == 3)
            by_pair[pair_at(text.data())].push_back(keep(text, 0, hit));
    }
    std::erase_if(literals, [](const auto& one) { return one.first.size() < gram_bytes; });
    pairs.assign(by_pair.begin(), by_pair.end());
    add_long(literals, grams);
    grams_.make(grams, entries_);
    pairs_.make(pairs, entries_);
}

void GramIndex::add_long(Literals& literals, Groups& groups) {
    std::unordered_map<uint32_t, uint32_t> commonness;
    for (const auto& [text, hit] : literals)
        for (size_t i = 0; i + gram_bytes <= text.size(); i++) commonness[gram_at(&text[i])]++;
    std::map<uint32_t, std::vector<Entry>> by_gram;
    const auto take = [&](const std::pair<std::string, uint32_t>& one) {
        const auto& [text, hit] = one;
        if (text.size() > literal_bytes_max) return false;
        size_t best = 0;
        for (size_t i = 1; i + gram_bytes <= text.size(); i++)
            if (commonness[gram_at(&text[i])] < commonness[gram_at(&text[best])]) best = i;
        auto& bucket = by_gram[gram_at(&text[best])];
        if (bucket.size() >= bucket_max) return false;
        bucket.push_back(keep(text, best, hit));
        return true;
    };
    std::erase_if(literals, take);
    groups.assign(by_gram.begin(), by_gram.end());
}

void GramIndex::Grams::make(const Groups& groups, std::vector<Entry>& entries) {
    // One bit in 32 is set: few false alarms. At most 64 KiB, which the cache nearest keeps.
    constexpr size_t bits_min = 1024, bits_max = 512 * 1024;
    const size_t bits_count = std::bit_ceil(std::clamp(groups.size() * 32, bits_min, bits_max));
    const size_t slots_count = std::bit_ceil(groups.size() * 2 + 2);
    bits_shift = 32 - static_cast<unsigned>(std::bit_width(bits_count) - 1);
    slots_shift = 32 - static_cast<unsigned>(std::bit_width(slots_count) - 1);
    bits.resize(bits_count / 64);
    keys.resize(slots_count), begins.resize(slots_count), counts.resize(slots_count);
    for (const auto& [gram, list] : groups) {
        const uint32_t at = hash(gram) >> bits_shift;
        bits[at / 64] |= uint64_t{1} << (at % 64);
        const size_t slot = slot_of(gram);
        keys[slot] = gram;
        begins[slot] = static_cast<uint32_t>(entries.size());
        counts[slot] = static_cast<uint32_t>(list.size());
        entries.insert(entries.end(), list.begin(), list.end());
    }
}

// Where the gram stands, or the free slot where it would.
size_t GramIndex::Grams::slot_of(uint32_t gram) const {
    size_t slot = hash(gram) >> slots_shift;
    while (counts[slot] != 0 && keys[slot] != gram) slot = (slot + 1) & (keys.size() - 1);
    return slot;
}

size_t GramIndex::bytes() const {
    return pool_.size() + entries_.size() * sizeof(Entry) +
           (grams_.bits.size() + pairs_.bits.size()) * sizeof(uint64_t) +
           (grams_.keys.size() + pairs_.keys.size()) * 3 * sizeof(uint32_t);
}

void GramIndex::compare(const Grams& grams, uint32_t gram, std::string_view text, size_t at,
                        std::vector<uint32_t>& hits) const {
    const size_t slot = grams.slot_of(gram);
    const Entry* const first = entries_.data() + grams.begins[slot];
    for (const Entry* entry = first; entry != first + grams.counts[slot]; entry++) {
        if (at < entry->anchor || at - entry->anchor + entry->bytes > text.size()) continue;
        if (entry->bytes == 2 || std::memcmp(text.data() + at - entry->anchor,
                                             pool_.data() + entry->text, entry->bytes) == 0)
            hits.push_back(entry->hit);
    }
}

void GramIndex::find(std::string_view text, std::vector<uint32_t>& hits) const {
    const size_t before = hits.size();
    size_t compact_at = before + hits_compact_at;
    for (const auto& [byte, hit] : singles_)
        if (text.find(byte) != std::string_view::npos) hits.push_back(hit);
    if (entries_.empty()) return;
    for (size_t at = 0; at + 2 <= text.size(); at++) {
        const uint32_t pair = pair_at(text.data() + at);
        if (pairs_.may_have(pair)) compare(pairs_, pair, text, at, hits);
        if (at + gram_bytes > text.size()) continue;
        const uint32_t gram = gram_at(text.data() + at);
        if (grams_.may_have(gram)) compare(grams_, gram, text, at, hits);
        if (hits.size() < compact_at) continue;
        const auto first = hits.begin() + static_cast<std::ptrdiff_t>(before);
        std::sort(first, hits.end());
        hits.erase(std::unique(first, hits.end()), hits.end());
        compact_at = hits.size() + hits_compact_at;
    }
}

}  // namespace ward::detect::match
