// SPDX-License-Identifier: Apache-2.0
// AffixTrie: which of many prefixes (or suffixes) does a text have? Walks the text from its end
// inwards and stops at the first byte that no literal has: a few steps for most texts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ward::detect::match {

class AffixTrie {
public:
    enum class End { front, back };

    AffixTrie() = default;
    /// Each literal with the number that a hit gives; literals differ from each other.
    AffixTrie(End end, std::vector<std::pair<std::string, uint32_t>> literals);

    bool is_empty() const { return nodes_.empty(); }
    size_t bytes() const { return nodes_.size() * (sizeof(Node) + 1); }
    void find(std::string_view text, std::vector<uint32_t>& hits) const;

private:
    static constexpr uint32_t none = UINT32_MAX;
    // Children stand side by side: child i of a node is nodes_[first + i], its byte labels_[first +
    // i].
    struct Node {
        uint32_t first = 0;
        uint32_t hit = none;
        uint32_t count = 0;
    };
    uint32_t child(const Node& node, char byte) const;

    End end_ = End::front;
    std::vector<Node> nodes_;
    std::string labels_;  // by node: the byte that leads to it
};

}  // namespace ward::detect::match
