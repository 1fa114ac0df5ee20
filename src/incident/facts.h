// SPDX-License-Identifier: Apache-2.0
// Facts: an incident as those who tell it ask for it: its people and places, and the events in
// which something stands.
#pragma once

#include <string>
#include <vector>

#include "incident/story.h"
#include "model/incident.h"

namespace ward::incident {

using Events = std::vector<model::EventId>;

constexpr size_t cited_max = 12;            // ids in one clause; more say nothing more
constexpr size_t cited_of_repeats_max = 5;  // of events that say the same

/// Adds `event` if it is new and there is room.
void cite(Events& out, const model::EventId& event, size_t most = cited_max);
void cite(Events& out, const Events& events);

class Facts {
public:
    explicit Facts(const model::Incident& incident) : incident_(incident) {}

    const model::Incident& incident() const { return incident_; }
    const std::vector<model::IncidentFinding>& findings() const { return incident_.findings; }
    /// The values of a kind, the most frequent first.
    std::vector<std::string> values(model::EntityKind kind) const;
    /// Addresses that are not of the house.
    std::vector<std::string> foreign_addresses() const;
    std::vector<std::string> rules() const;  // titles, the gravest first
    bool reached(std::string_view tactic) const;

    const model::IncidentFinding& first() const { return incident_.findings.front(); }
    const model::IncidentFinding& last() const { return incident_.findings.back(); }
    /// The gravest finding; of equals the one whose rule fires least, then the first.
    const model::IncidentFinding& gravest() const;
    /// The events in which an entity stands.
    Events events_with(model::EntityKind kind, const std::string& value) const;
    /// For each of `values` an event in which it stands.
    Events witnesses(model::EntityKind kind, const std::vector<std::string>& values) const;
    /// The first event of each tactic that the incident reached.
    Events first_of_each_tactic() const;

private:
    const model::Incident& incident_;
};

bool names(const model::IncidentFinding& finding, model::EntityKind kind, const std::string& value);
/// The values of a kind in one finding.
std::vector<std::string> values_of(const model::IncidentFinding& finding, model::EntityKind kind);

/// The hosts that a finding is about: not the sensor that only saw two others speak.
std::vector<std::string> subjects_of(const model::IncidentFinding& finding);

/// True if `finding` is of the tactic or technique (or of one below it) that `when` names, or
/// `when` is empty.
bool fits(const model::IncidentFinding& finding, const std::string& when);

/// The sentence of a finding without its full stop, cut if it is very long; the rule's title if
/// there is none.
std::string sentence_of(const model::IncidentFinding& finding);
/// True if two findings are told alike but for numbers.
bool say_the_same(const model::IncidentFinding& a, const model::IncidentFinding& b);
std::string capital(std::string text);
std::string uncapital(std::string text);
/// capital() for sentences that begin with an article; others begin with a name, which stays.
std::string capital_article(std::string text);
/// "14:02", with the date where the incident is longer than a day.
std::string clock_time(const model::Incident& incident, base::TimeNs time_ns);
/// "at 14:02" or "from 14:02 to 14:21".
std::string time_span(const model::Incident& incident, base::TimeNs first_ns, base::TimeNs last_ns);
/// "3 findings"
std::string counted(uint64_t n, std::string_view noun);

// ---- the parts of a story
std::string title_of(const Facts& facts, const Advice& advice);
void tell_timeline(const Facts& facts, std::vector<model::Clause>& out);
void tell_unknowns(const Facts& facts, const Coverage& coverage, std::vector<model::Clause>& out);
void tell_next_steps(const Facts& facts, const Advice& advice, std::vector<model::Clause>& out);

}  // namespace ward::incident
