// SPDX-License-Identifier: Apache-2.0
// One group of one correlation: its entries in order of time, and the questions asked of them.
// Plain values and pure functions; knows neither events nor rules by name.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "detect/sigma/rule.h"
#include "model/event.h"

namespace ward::detect::correlate {

/// One match that fell into a group.
struct Entry {
    base::TimeNs time_ns = 0;
    model::EventId event;
    uint32_t reference = 0;   // position in CorrelationRule::rules
    uint64_t value_hash = 0;  // value_count: of the value
    double value = 0;         // value_sum and its kin
    // Events of the correlation that this entry stands for; null for a plain match. Shared: several
    // groups may stand on one finding.
    std::shared_ptr<const std::vector<model::EventId>> events;
};

struct Group {
    std::vector<std::string> values;        // of the group-by fields, in the rule's order
    std::vector<Entry> entries;             // by time, equal times by arrival
    base::TimeNs fired_ns = base::no_time;  // end of the window of the last finding
};

/// What a correlation asks, prepared once.
struct Question {
    sigma::CorrelationRule::Kind kind = sigma::CorrelationRule::Kind::event_count;
    base::TimeNs span_ns = 0;
    std::vector<sigma::CorrelationRule::Bound> bounds;
    double percentile = 50;
    uint32_t references = 0;               // how many rules are named
    std::optional<sigma::Node> condition;  // temporal: over references
};

/// Puts the entry in its place. At most `entries_max` stay; the number that had to go comes back.
size_t insert(Group& group, Entry entry, const Question& question, size_t entries_max);

/// The answer for a window that ends at or after `time_ns` and contains it.
struct Answer {
    size_t begin = 0, end = 0;  // entries of the window
    double value = 0;           // count, sum, ...
};
/// Looks at the windows that contain `time_ns`, the one that ends there first. Nothing if none
/// meets the question.
std::optional<Answer> ask(const Group& group, const Question& question, base::TimeNs time_ns);

/// True while the group keeps quiet because it has just fired: one finding a window.
bool is_quiet(const Group& group, const Question& question, base::TimeNs time_ns);

}  // namespace ward::detect::correlate
