// SPDX-License-Identifier: Apache-2.0
// NetworkTable: in which of many networks does an address lie? One look-up for each prefix length
// that is in use.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "detect/sigma/address.h"

namespace ward::detect::match {

class NetworkTable {
public:
    void add(const sigma::Network& network, uint32_t hit);
    /// Must be called after the last add().
    void sort();
    bool is_empty() const { return groups_.empty(); }
    void find(std::string_view text, std::vector<uint32_t>& hits) const;

private:
    struct Entry {
        sigma::Address base;
        uint32_t hit = 0;
    };
    struct Group {
        uint8_t length = 0;  // bytes of an address: 4 or 16
        int prefix_bits = 0;
        std::vector<Entry> entries;
    };
    std::vector<Group> groups_;
};

}  // namespace ward::detect::match
