// SPDX-License-Identifier: Apache-2.0
// ExactTable: see the header.
#include "detect/match/exact_table.h"

#include <algorithm>
#include <bit>

#include "base/hash.h"

namespace ward::detect::match {

ExactTable::ExactTable(std::vector<std::pair<std::string, uint32_t>> literals)
    : literals_(std::move(literals)) {
    slots_.resize(std::bit_ceil(literals_.size() * 2 + 1));
    for (uint32_t i = 0; i < literals_.size(); i++) {
        const auto& text = literals_[i].first;
        has_length_.set(std::min(text.size(), lengths - 1));
        size_t slot = base::hash64(text) & (slots_.size() - 1);
        while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
        slots_[slot] = i + 1;
    }
}

void ExactTable::find(std::string_view text, std::vector<uint32_t>& hits) const {
    if (!has_length_.test(std::min(text.size(), lengths - 1))) return;
    size_t slot = base::hash64(text) & (slots_.size() - 1);
    for (; slots_[slot] != 0; slot = (slot + 1) & (slots_.size() - 1)) {
        const auto& [literal, hit] = literals_[slots_[slot] - 1];
        if (literal != text) continue;
        hits.push_back(hit);
        return;
    }
}

}  // namespace ward::detect::match
