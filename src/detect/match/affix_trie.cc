// SPDX-License-Identifier: Apache-2.0
// AffixTrie: see the header. Built breadth first over the sorted literals; a range of them is a
// node.
#include "detect/match/affix_trie.h"

#include <algorithm>
#include <cstring>

namespace ward::detect::match {

AffixTrie::AffixTrie(End end, std::vector<std::pair<std::string, uint32_t>> literals) : end_(end) {
    if (literals.empty()) return;
    if (end == End::back)
        for (auto& [text, hit] : literals) std::ranges::reverse(text);
    std::ranges::sort(literals);
    struct Range {
        size_t begin, end, depth;
    };
    std::vector<Range> ranges = {{0, literals.size(), 0}};  // by node
    nodes_.emplace_back();
    labels_ += '\0';
    for (size_t at = 0; at < nodes_.size(); at++) {
        Range range = ranges[at];
        if (literals[range.begin].first.size() == range.depth)
            nodes_[at].hit = literals[range.begin++].second;
        nodes_[at].first = static_cast<uint32_t>(nodes_.size());
        while (range.begin < range.end) {
            const char byte = literals[range.begin].first[range.depth];
            size_t to = range.begin;
            while (to < range.end && literals[to].first[range.depth] == byte) to++;
            ranges.push_back({range.begin, to, range.depth + 1});
            nodes_.emplace_back();
            labels_ += byte;
            nodes_[at].count++;
            range.begin = to;
        }
    }
}

uint32_t AffixTrie::child(const Node& node, char byte) const {
    const char* const labels = labels_.data() + node.first;
    if (node.count <= 4) {  // most nodes have one
        for (uint32_t i = 0; i < node.count; i++)
            if (labels[i] == byte) return node.first + i;
        return none;
    }
    const void* const found = std::memchr(labels, byte, node.count);
    if (found == nullptr) return none;
    return node.first + static_cast<uint32_t>(static_cast<const char*>(found) - labels);
}

void AffixTrie::find(std::string_view text, std::vector<uint32_t>& hits) const {
    if (nodes_.empty()) return;
    uint32_t at = 0;
    for (size_t i = 0;; i++) {
        const Node& node = nodes_[at];
        if (node.hit != none) hits.push_back(node.hit);
        if (i == text.size() || node.count == 0) return;
        at = child(node, end_ == End::front ? text[i] : text[text.size() - 1 - i]);
        if (at == none) return;
    }
}

}  // namespace ward::detect::match
