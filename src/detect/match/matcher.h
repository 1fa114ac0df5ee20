// SPDX-License-Identifier: Apache-2.0
// Matcher: runs plans over events. Holds the memory that one thread needs; allocates nothing per
// event once it has grown.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "detect/match/plan.h"
#include "model/batch.h"

namespace ward::detect::match {

class Matcher {
public:
    /// The rules of `plan` (indices into Plan::rules, ascending) that the event meets. Valid until
    /// the next call. The plan must have been fitted.
    std::span<const uint32_t> match(const Plan& plan, const model::Batch& batch,
                                    const model::Event& event);
    /// Must be called before the first match() with a plan.
    void fit(const Plan& plan);
    uint64_t candidates() const { return candidates_total_; }  // rules looked at, for benchmarks

private:
    /// Bits that are cleared by what was set.
    class Bits {
    public:
        void grow(size_t bits) {
            if (words_.size() * 64 < bits) words_.resize(bits / 64 + 1);
        }
        bool has(uint32_t bit) const { return (words_[bit / 64] >> (bit % 64) & 1) != 0; }
        /// False if it was set already.
        bool set(uint32_t bit) {
            uint64_t& word = words_[bit / 64];
            const uint64_t mask = uint64_t{1} << (bit % 64);
            if ((word & mask) != 0) return false;
            word |= mask;
            touched_.push_back(bit / 64);
            return true;
        }
        void clear() {
            for (const uint32_t at : touched_) words_[at] = 0;
            touched_.clear();
        }

    private:
        std::vector<uint64_t> words_;
        std::vector<uint32_t> touched_;
    };

    void find_atoms(const Plan& plan, const model::Batch& batch, const model::Event& event);
    void find_atoms(const FieldPlan& field, const model::Field& value);
    std::string_view fold(std::string_view text);
    void fire(const Plan& plan);
    bool holds(const Plan& plan, uint32_t first_step, const model::Batch& batch,
               const model::Event& event);
    bool holds(const LazyTest& lazy, const model::Batch& batch, const model::Event& event);
    bool holds_lazily(const Plan& plan, uint32_t index, const model::Batch& batch,
                      const model::Event& event);

    AutomatonScratch scratch_;
    std::string folded_;
    std::vector<uint32_t> hits_, candidates_, matched_;
    Bits atoms_, marks_, rules_, lazy_known_, lazy_true_;
    uint64_t candidates_total_ = 0;
};

}  // namespace ward::detect::match
