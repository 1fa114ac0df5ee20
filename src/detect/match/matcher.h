// SPDX-License-Identifier: Apache-2.0
// Matcher: runs plans over events. Holds the memory that one thread needs; allocates nothing per
// event once it has grown.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "detect/match/hit_cache.h"
#include "detect/match/plan.h"
#include "model/batch.h"

namespace ward::detect::match {

/// Whether the values of one field come again often enough to remember what is found in them.
class Recurrence {
public:
    /// True if the next value should be looked up; then tell() must follow.
    bool is_worth_a_look() { return pause_ == 0 || --pause_ == 0; }
    void tell(bool was_known) {
        if (was_known) ++known_;
        if (++looks_ < looks_max) return;
        if (known_ < looks_max / 4) pause_ = pause_values;
        looks_ = known_ = 0;
    }

private:
    static constexpr uint16_t looks_max = 256, pause_values = 8192;
    uint16_t looks_ = 0, known_ = 0, pause_ = 0;
};

/// A plan at work in one thread: counts how often marks fire and lets each rule wait for the rarest
/// of those that it needs; learns which fields repeat themselves. What is found does not depend on
/// it.
class PlanRun {
public:
    /// `owner`: the first of the numbers that stand for this plan's fields in a HitCache.
    PlanRun(const Plan& plan, uint64_t owner);
    const Plan& plan() const { return *plan_; }
    std::span<const uint32_t> rules_of(uint32_t mark) const { return rules_of_mark_[mark]; }
    Recurrence& recurrence_of(model::FieldId field) {
        return recurrences_[field % recurrences_.size()];
    }
    /// What stands for a field's tables and a kind of value in a HitCache.
    uint64_t owner_of(uint32_t slot, model::ValueKind kind) const {
        return owner_ + (uint64_t{slot} << kind_bits | static_cast<uint64_t>(kind));
    }
    static uint64_t owners_of(const Plan& plan) { return plan.fields.size() << kind_bits; }
    void count(uint32_t mark) { fired_[mark] += is_counting_ ? 1 : 0; }
    void end_event() {
        if (is_counting_ && ++events_ >= next_calibration_) calibrate();
    }

private:
    static constexpr uint64_t calibration_growth = 16, calibration_events_max = 65'536;
    static constexpr int kind_bits = 3;  // of a ValueKind
    void calibrate();

    const Plan* plan_;
    uint64_t owner_;
    std::vector<Recurrence> recurrences_ = std::vector<Recurrence>(1024);  // by field; some share
    Lists rules_of_mark_;
    std::vector<uint32_t> fired_;  // by mark: events so far
    uint64_t events_ = 0, next_calibration_ = 256;
    bool is_counting_ = true;
};

class Matcher {
public:
    /// The rules of the plan (indices into Plan::rules, ascending) that the event meets. Valid
    /// until the next call. `run` must come from this matcher's fit().
    std::span<const uint32_t> match(PlanRun& run, const model::Batch& batch,
                                    const model::Event& event);
    /// Prepares to run a plan.
    PlanRun fit(const Plan& plan);
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

    void find_atoms(PlanRun& run, const model::Batch& batch, const model::Event& event);
    void find_atoms(PlanRun& run, const model::Field& value);
    void find_atoms(const FieldPlan& field, const model::Field& value, std::string_view folded);
    void search(const Plan& plan, uint32_t slot, const model::Field& value, bool asks_keywords);
    std::string_view fold(std::string_view text);
    void fire(PlanRun& run);
    bool holds(const Plan& plan, uint32_t first_step, const model::Batch& batch,
               const model::Event& event);
    bool holds(const LazyTest& lazy, const model::Batch& batch, const model::Event& event);
    bool holds_lazily(const Plan& plan, uint32_t index, const model::Batch& batch,
                      const model::Event& event);

    AutomatonScratch scratch_;
    HitCache cache_;
    std::string folded_, joined_;
    std::vector<uint32_t> hits_, candidates_, matched_;
    Bits atoms_, marks_, rules_, lazy_known_, lazy_true_;
    uint64_t candidates_total_ = 0;
    uint64_t next_owner_ = 0;
};

}  // namespace ward::detect::match
