// SPDX-License-Identifier: Apache-2.0
// Story: an incident told in clauses. Every clause cites the events that it rests on; nothing is
// said that no event shows, but for what is missing, and that is called unknown.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "incident/coverage.h"
#include "model/incident.h"

namespace ward::incident {

/// What people advise and call things, by tactic or technique, from content/advice/*.yaml.
class Advice {
public:
    static Advice load(const std::string& folder, base::Diagnostics& diagnostics);
    /// A next step. Its text may name {host}, {user}, {address}, {file_hash}, {domain}.
    struct Step {
        std::string when;  // "lateral-movement", "T1003", ...; empty: always
        std::string text;
    };
    const std::vector<Step>& steps() const { return steps_; }
    /// What a finding with these tags is called in a title: "credential dump". The name of the
    /// technique before that of the tactic; empty if there is none.
    std::string name_of(const std::vector<std::string>& tags) const;
    /// What a technique is called ("T1003.001": "memory of LSASS read"), or empty.
    std::string technique_name(const std::string& technique) const;

private:
    std::vector<Step> steps_;
    std::vector<Step> names_;
};

/// Sets title and story of a rated incident. Deterministic.
void tell(model::Incident& incident, const Advice& advice, const Coverage& coverage);

/// What is wrong with a story: clauses without events, events that no finding of the incident has,
/// names that no cited finding has. Empty: nothing.
std::vector<std::string> faults_of(const model::Incident& incident);

}  // namespace ward::incident
