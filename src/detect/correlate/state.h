// SPDX-License-Identifier: Apache-2.0
// What the correlator remembers: per correlation its groups, and who stands on whom. Private to
// correlate/.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "detect/correlate/correlator.h"
#include "detect/correlate/window.h"

namespace ward::detect::correlate {

constexpr size_t group_value_bytes_max = 1024;  // of one group-by value; the rest is cut

/// A match or a finding on its way into the correlations that name it.
struct Arrival {
    const model::Batch* batch = nullptr;
    const model::Event* event = nullptr;
    const sigma::Aliases* aliases = nullptr;
    uint32_t batch_index = 0;
    base::TimeNs time_ns = 0;
    // For findings of correlations: their events and their group, which the next one may use.
    std::shared_ptr<const std::vector<model::EventId>> events;  // shared: see Entry
    const std::vector<std::string>* group_names = nullptr;
    std::vector<std::string> group_values;

    const std::string* group_value(std::string_view name) const;
};

/// One correlation at work.
struct Watch {
    const sigma::CorrelationRule* rule = nullptr;
    Question question;
    std::vector<std::vector<std::string>> names;  // by reference: id and name of the rule
    std::unordered_map<std::string, Group> groups;

    /// The event field that `name` stands for under a reference; empty if an alias leaves it out.
    std::string_view field_of(std::string_view name, uint32_t reference) const;
};

/// Where a match goes: a correlation, and the place of the rule in its list.
struct Target {
    uint32_t watch = 0, reference = 0;
};

}  // namespace ward::detect::correlate

namespace ward::detect {

struct Correlator::State {
    explicit State(const sigma::Collection& collection);

    void arrive(const correlate::Target& target, const correlate::Arrival& arrival,
                model::Findings& out);
    void fired(uint32_t watch, const correlate::Arrival& arrival, model::Finding finding,
               model::Findings& out);
    correlate::Group& find_group(correlate::Watch& watch, std::vector<std::string> values);
    /// Leaves out the groups that are longest without a match while a limit is passed.
    void shrink();
    void recount();

    std::vector<correlate::Watch> watches;
    std::vector<std::vector<correlate::Target>> by_rule, by_correlation;
    size_t groups = 0, entries = 0;
    uint64_t dropped = 0;
    base::TimeNs newest_ns = base::no_time;
};

}  // namespace ward::detect
