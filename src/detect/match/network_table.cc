// SPDX-License-Identifier: Apache-2.0
// NetworkTable: see the header. What is no address lies in no network.
#include "detect/match/network_table.h"

#include <algorithm>

namespace ward::detect::match {

void NetworkTable::add(const sigma::Network& network, uint32_t hit) {
    for (auto& group : groups_) {
        if (group.length != network.base.length || group.prefix_bits != network.prefix_bits)
            continue;
        group.entries.push_back({network.base, hit});
        return;
    }
    groups_.push_back({network.base.length, network.prefix_bits, {{network.base, hit}}});
}

void NetworkTable::sort() {
    for (auto& group : groups_) std::ranges::sort(group.entries, {}, &Entry::base);
}

void NetworkTable::find(std::string_view text, std::vector<uint32_t>& hits) const {
    const auto address = sigma::parse_address(text);
    if (!address) return;
    for (const auto& group : groups_) {
        if (group.length != address->length) continue;
        const auto base = sigma::network_of(*address, group.prefix_bits);
        const auto range = std::ranges::equal_range(group.entries, base, {}, &Entry::base);
        for (const auto& entry : range) hits.push_back(entry.hit);
    }
}

}  // namespace ward::detect::match
