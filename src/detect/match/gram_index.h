// SPDX-License-Identifier: Apache-2.0
// GramIndex: many literals searched in one pass by their rarest four bytes. At each place of a text
// one bit tells whether any literal has these four bytes there; only then literals are compared.
//
//   literals   " -encodedcommand"  anchored at "odco"       text  ... - e n c [o d c o] m m a n d
//                                                                                hash -> bit? ->
//                                                                                compare
//
// On the literals of rules this is ten times faster than an automaton, because among them there are
// many short ones. Literals that share their bytes with too many others are left to an automaton,
// so that the time stays linear in the text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ward::detect::match {

class GramIndex {
public:
    using Literals = std::vector<std::pair<std::string, uint32_t>>;

    GramIndex() = default;
    /// Takes what it can of `literals` (each with the number that a hit gives, none empty, none
    /// twice); the others stay in there.
    explicit GramIndex(Literals& literals);

    bool is_empty() const { return entries_.empty() && singles_.empty(); }
    size_t bytes() const;
    /// Appends the numbers of the literals that stand in `text`, some perhaps more than once.
    void find(std::string_view text, std::vector<uint32_t>& hits) const;

private:
    static constexpr size_t gram_bytes = 4;
    static constexpr size_t bucket_max = 24;  // literals that share a gram

    /// A literal behind its gram. Two and three bytes long ones stand behind their first two.
    struct Entry {
        uint32_t text = 0;  // begins in pool_
        uint16_t bytes = 0;
        uint16_t anchor = 0;  // where the gram lies in it
        uint32_t hit = 0;
    };
    /// A set of grams: a bit to say no quickly, then a table.
    struct Grams {
        std::vector<uint64_t> bits;
        std::vector<uint32_t> keys, begins, counts;  // open addressing; count 0: free
        unsigned bits_shift = 0, slots_shift = 0;
        bool may_have(uint32_t gram) const {
            const uint32_t at = hash(gram) >> bits_shift;
            return (bits[at / 64] >> (at % 64) & 1) != 0;
        }
        void make(const std::vector<std::pair<uint32_t, std::vector<Entry>>>& groups,
                  std::vector<Entry>& entries);
        size_t slot_of(uint32_t gram) const;
    };
    static uint32_t hash(uint32_t gram) { return gram * 0x9E3779B1U; }
    using Groups = std::vector<std::pair<uint32_t, std::vector<Entry>>>;

    void add_long(Literals& literals, Groups& groups);
    Entry keep(const std::string& text, size_t anchor, uint32_t hit);
    void compare(const Grams& grams, uint32_t gram, std::string_view text, size_t at,
                 std::vector<uint32_t>& hits) const;

    std::string pool_;
    std::vector<Entry> entries_;
    Grams grams_, pairs_;
    std::vector<std::pair<char, uint32_t>> singles_;
};

}  // namespace ward::detect::match
