// SPDX-License-Identifier: Apache-2.0
// TextMatcher: all literals of one field, each once: equal to, begins with, ends with, has. Texts
// and literals are folded (sigma/fold.h) by the caller.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "detect/match/affix_trie.h"
#include "detect/match/automaton.h"
#include "detect/match/exact_table.h"
#include "detect/match/gram_index.h"

namespace ward::detect::match {

enum class Place { whole, front, back, anywhere };

class TextMatcher {
public:
    using Literals = std::vector<std::pair<std::string, uint32_t>>;

    TextMatcher() = default;
    /// By place: each literal with the number that a hit gives.
    explicit TextMatcher(std::array<Literals, 4> by_place);

    bool is_empty() const;
    size_t bytes() const {
        return front_.bytes() + back_.bytes() + anywhere_.bytes() + rest_.bytes();
    }
    void fit(AutomatonScratch& scratch) const { rest_.fit(scratch); }
    /// Append the numbers of the literals that `folded` meets, some perhaps more than once: at its
    /// ends or as a whole; anywhere.
    void find_at_ends(std::string_view folded, std::vector<uint32_t>& hits) const;
    void find_anywhere(std::string_view folded, AutomatonScratch& scratch,
                       std::vector<uint32_t>& hits) const;
    /// No literal that may stand anywhere has it: texts joined by it are searched in one pass.
    static constexpr char separator = '\xFF';
    bool can_join() const { return can_join_; }

private:
    ExactTable whole_;
    AffixTrie front_, back_;
    GramIndex anywhere_;
    Automaton rest_;  // what the index would be slow with
    bool can_join_ = true;
};

}  // namespace ward::detect::match
