// SPDX-License-Identifier: Apache-2.0
// TextMatcher: see the header.
#include "detect/match/text_matcher.h"

namespace ward::detect::match {

namespace {

// Up to here Vectorscan compares with vectors, and is ten times faster than any index; far beyond
// it is slower than ours (docs/adr).
constexpr size_t automaton_literals_max = 200;

}  // namespace

TextMatcher::TextMatcher(std::array<Literals, 4> by_place) {
    auto& [whole, front, back, anywhere] = by_place;
    if (!whole.empty()) whole_ = ExactTable(std::move(whole));
    front_ = AffixTrie(AffixTrie::End::front, std::move(front));
    back_ = AffixTrie(AffixTrie::End::back, std::move(back));
    for (const auto& [text, hit] : anywhere)
        can_join_ = can_join_ && text.find(separator) == std::string::npos;
    if (anywhere.size() > automaton_literals_max) anywhere_ = GramIndex(anywhere);
    if (!anywhere.empty()) rest_ = Automaton(anywhere);
}

bool TextMatcher::is_empty() const {
    return whole_.is_empty() && front_.is_empty() && back_.is_empty() && anywhere_.is_empty() &&
           rest_.is_empty();
}

void TextMatcher::find_at_ends(std::string_view folded, std::vector<uint32_t>& hits) const {
    if (!whole_.is_empty()) whole_.find(folded, hits);
    front_.find(folded, hits);
    back_.find(folded, hits);
}

void TextMatcher::find_anywhere(std::string_view folded, AutomatonScratch& scratch,
                                std::vector<uint32_t>& hits) const {
    if (!anywhere_.is_empty()) anywhere_.find(folded, hits);
    if (!rest_.is_empty()) rest_.scan(folded, scratch, hits);
}

}  // namespace ward::detect::match
