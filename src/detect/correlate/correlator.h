// SPDX-License-Identifier: Apache-2.0
// Correlation: matches of single-event rules, in order of arrival, become findings of correlation
// rules. Windows slide over event time, (t - timespan, t]; late events count in the windows they
// lie in. State is bounded and can be saved with the journal position.
//
//   matches of an event --feed()--> per correlation: group --> window of entries --> finding
//                                        ^------------------ correlations of correlations
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "detect/sigma/evaluate.h"
#include "detect/sigma/rule.h"
#include "model/batch.h"
#include "model/finding.h"

namespace ward::detect {

/// A single-event rule that matched: its index in Collection::rules, and the aliases of the route
/// by which it did (may be null).
struct Matched {
    uint32_t rule = 0;
    const sigma::Aliases* aliases = nullptr;
};

/// Limits on state, each with its reason. Over one of them the oldest is left out and counted.
constexpr size_t correlation_groups_max = 200'000;     // some 60 MB with small groups
constexpr size_t correlation_entries_max = 1'000'000;  // in all groups, some 64 MB
constexpr size_t group_entries_max = 10'000;           // what one busy group may keep
constexpr size_t finding_events_max = 1'000;           // event ids that one finding lists
constexpr size_t saved_bytes_max = size_t{64} << 20;   // of save()

class Correlator {
public:
    /// `collection` must outlive the correlator.
    explicit Correlator(const sigma::Collection& collection);
    ~Correlator();
    Correlator(Correlator&&) noexcept;

    /// True if matches of this rule are of any use here.
    bool wants(uint32_t rule) const;
    bool is_empty() const;  // no correlation at all

    /// Takes the matches of one event and appends the findings that it completes. Entities of the
    /// findings are left to the caller. `batch_index` is the event's place in its batch.
    void feed(const model::Batch& batch, const model::Event& event, uint32_t batch_index,
              std::span<const Matched> matches, model::Findings& out);

    /// Groups and entries that were left out because of a limit.
    uint64_t dropped() const;

    std::string save() const;
    /// Replaces the state. Groups of rules that are no longer there are left out.
    base::Result<void> restore(std::string_view bytes);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace ward::detect
