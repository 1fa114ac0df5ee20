// SPDX-License-Identifier: Apache-2.0
// Story: an incident told in clauses. Every clause cites the events that it rests on; nothing is
// said that no event shows.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "model/incident.h"

namespace ward::incident {

/// Next steps by tactic or technique, from content/advice/*.yaml. Texts may name {host}, {user},
/// {address}, {file_hash}, {domain}.
class Advice {
public:
    static Advice load(const std::string& folder, base::Diagnostics& diagnostics);
    struct Step {
        std::string when;  // "lateral-movement", "T1003", ...; empty: always
        std::string text;
    };
    const std::vector<Step>& steps() const { return steps_; }

private:
    std::vector<Step> steps_;
};

/// Sets title and story of a rated incident. Deterministic.
void tell(model::Incident& incident, const Advice& advice);

/// What is wrong with a story: clauses without events, events that no finding of the incident has.
/// Empty: nothing.
std::vector<std::string> faults_of(const model::Incident& incident);

}  // namespace ward::incident
