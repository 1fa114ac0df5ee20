// SPDX-License-Identifier: Apache-2.0
// The correlator: finds the group of a match, puts it into the window, asks, and hands findings on
// to the correlations that stand on them. Never reads a clock: event time is all there is.
#include "detect/correlate/correlator.h"

#include <algorithm>

#include "base/hash.h"
#include "detect/correlate/state.h"

namespace ward::detect {

namespace correlate {

namespace {

using Kind = sigma::CorrelationRule::Kind;

std::string_view to_text(Kind kind) {
    switch (kind) {
        case Kind::event_count:
            return "event_count";
        case Kind::value_count:
            return "value_count";
        case Kind::temporal:
            return "temporal";
        case Kind::temporal_ordered:
            return "temporal_ordered";
        case Kind::value_sum:
            return "value_sum";
        case Kind::value_avg:
            return "value_avg";
        case Kind::value_percentile:
            return "value_percentile";
        case Kind::value_median:
            return "value_median";
    }
    return "event_count";
}

const model::Field* first_value(const Arrival& arrival, std::string_view field) {
    const std::string_view name =
        arrival.aliases ? sigma::native_name(*arrival.aliases, field) : field;
    for (const auto& value : sigma::values_of(*arrival.batch, *arrival.event, name))
        if (value.kind != model::ValueKind::null) return &value;
    return nullptr;
}

bool wants_number(Kind kind) {
    return kind == Kind::value_sum || kind == Kind::value_avg || kind == Kind::value_percentile ||
           kind == Kind::value_median;
}

// The value that the correlation looks at; false if the entry has none and so adds nothing.
bool take_value(const Watch& watch, const Arrival& arrival, Entry& entry) {
    const auto& rule = *watch.rule;
    if (rule.kind != Kind::value_count && !wants_number(rule.kind)) return true;
    const model::Field* value = first_value(arrival, watch.field_of(rule.field, entry.reference));
    if (!value) return false;
    entry.value_hash = base::hash64(value->text());
    if (!wants_number(rule.kind)) return true;
    const auto number = model::number_of(*value);
    if (number) entry.value = *number;
    return number.has_value();
}

// The group that the arrival belongs to; false if the event lacks one of its fields.
bool take_group(const Watch& watch, const Arrival& arrival, uint32_t reference,
                std::vector<std::string>& values) {
    for (const auto& name : watch.rule->group_by) {
        const auto* given = arrival.group_value(name);
        if (given) {
            values.push_back(*given);
            continue;
        }
        const model::Field* value = first_value(arrival, watch.field_of(name, reference));
        if (!value) return false;
        values.emplace_back(value->text().substr(0, group_value_bytes_max));
    }
    return true;
}

std::vector<model::EventId> events_of(const Group& group, const Answer& answer) {
    std::vector<model::EventId> out;
    // The newest ones, should there be too many.
    for (size_t i = answer.end; i-- > answer.begin && out.size() < finding_events_max;) {
        const Entry& entry = group.entries[i];
        if (!entry.events)
            out.push_back(entry.event);
        else
            out.insert(out.end(), entry.events->begin(), entry.events->end());
    }
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    if (out.size() > finding_events_max) out.erase(out.begin(), out.end() - finding_events_max);
    return out;
}

model::Finding make_finding(const Watch& watch, const Arrival& arrival, const Group& group,
                            const Answer& answer) {
    model::Finding finding;
    const auto& rule = *watch.rule;
    finding.rule = rule.head;
    finding.event = arrival.event->id;
    finding.batch_index = arrival.batch_index;
    finding.time_ns = arrival.time_ns;
    finding.events = events_of(group, answer);
    model::Correlation correlation;
    correlation.kind = to_text(rule.kind);
    correlation.value = answer.value;
    for (size_t i = 0; i < rule.group_by.size(); i++)
        correlation.group.emplace_back(rule.group_by[i], group.values[i]);
    finding.correlation = std::move(correlation);
    finding.id = model::finding_id(rule.head->id, finding.event, finding.events);
    return finding;
}

}  // namespace

const std::string* Arrival::group_value(std::string_view name) const {
    if (!group_names) return nullptr;
    for (size_t i = 0; i < group_names->size(); i++)
        if ((*group_names)[i] == name) return &group_values[i];
    return nullptr;
}

std::string_view Watch::field_of(std::string_view name, uint32_t reference) const {
    for (const auto& alias : rule->aliases) {
        if (alias.name != name) continue;
        for (const auto& [rule_name, field] : alias.fields)
            if (std::ranges::find(names[reference], rule_name) != names[reference].end())
                return field;
        return {};  // an alias that says nothing of this rule: the event has no such field
    }
    return name;
}

}  // namespace correlate

using namespace correlate;

void Correlator::State::arrive(const Target& target, const Arrival& arrival, model::Findings& out) {
    Watch& watch = watches[target.watch];
    Entry entry;
    entry.time_ns = arrival.time_ns;
    entry.event = arrival.event->id;
    entry.reference = target.reference;
    entry.events = arrival.events;
    std::vector<std::string> values;
    if (!take_value(watch, arrival, entry)) return;
    if (!take_group(watch, arrival, target.reference, values)) return;
    Group& group = find_group(watch, std::move(values));
    const size_t before = group.entries.size();
    dropped += insert(group, std::move(entry), watch.question, group_entries_max);
    entries += group.entries.size() - before;  // may be fewer: unsigned arithmetic comes out right
    if (is_quiet(group, watch.question, arrival.time_ns)) return;
    const auto answer = ask(group, watch.question, arrival.time_ns);
    if (!answer) return;
    group.fired_ns = arrival.time_ns;
    fired(target.watch, arrival, make_finding(watch, arrival, group, *answer), out);
}

// Hands a finding on; loading has refused circles and long chains, so this comes to an end.
void Correlator::State::fired(uint32_t watch, const Arrival& arrival, model::Finding finding,
                              model::Findings& out) {
    Arrival next = arrival;
    next.events = std::make_shared<const std::vector<model::EventId>>(finding.events);
    next.group_names = &watches[watch].rule->group_by;
    next.group_values.clear();
    for (const auto& [name, value] : finding.correlation->group) next.group_values.push_back(value);
    out.push_back(std::move(finding));
    for (const Target& target : by_correlation[watch]) arrive(target, next, out);
}

Correlator::Correlator(const sigma::Collection& collection)
    : state_(std::make_unique<State>(collection)) {}
Correlator::~Correlator() = default;
Correlator::Correlator(Correlator&&) noexcept = default;

bool Correlator::wants(uint32_t rule) const {
    return !state_->by_rule[rule].empty();
}

bool Correlator::is_empty() const {
    return state_->watches.empty();
}

uint64_t Correlator::dropped() const {
    return state_->dropped;
}

void Correlator::feed(const model::Batch& batch, const model::Event& event, uint32_t batch_index,
                      std::span<const Matched> matches, model::Findings& out) {
    State& state = *state_;
    Arrival arrival;
    arrival.batch = &batch;
    arrival.event = &event;
    arrival.batch_index = batch_index;
    arrival.time_ns = event.time_ns != base::no_time ? event.time_ns : event.received_ns;
    if (arrival.time_ns == base::no_time) arrival.time_ns = state.newest_ns;
    if (arrival.time_ns == base::no_time) arrival.time_ns = 0;
    state.newest_ns = std::max(state.newest_ns, arrival.time_ns);
    for (const Matched& match : matches) {
        arrival.aliases = match.aliases;
        for (const Target& target : state.by_rule[match.rule]) state.arrive(target, arrival, out);
    }
    state.shrink();
}

}  // namespace ward::detect
