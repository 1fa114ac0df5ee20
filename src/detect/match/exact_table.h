// SPDX-License-Identifier: Apache-2.0
// ExactTable: is a text one of many? One hash, one probe; lengths that no literal has are not even
// hashed.
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ward::detect::match {

class ExactTable {
public:
    ExactTable() = default;
    /// Each literal with the number that a hit gives; literals differ from each other.
    explicit ExactTable(std::vector<std::pair<std::string, uint32_t>> literals);

    bool is_empty() const { return literals_.empty(); }
    void find(std::string_view text, std::vector<uint32_t>& hits) const;

private:
    static constexpr size_t lengths = 256;  // longer literals share the last bit
    std::vector<std::pair<std::string, uint32_t>> literals_;
    std::vector<uint32_t> slots_;  // index into literals_ + 1, or 0; open addressing
    std::bitset<lengths> has_length_;
};

}  // namespace ward::detect::match
