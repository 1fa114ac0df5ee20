// SPDX-License-Identifier: Apache-2.0
// Growing: an incident takes a finding, or all of another incident. What it keeps is bounded and
// depends on nothing but the findings and their order.
#pragma once

#include "model/incident.h"

namespace ward::incident {

/// The host that a finding happened on: the first one it names, or empty.
std::string host_of(const model::IncidentFinding& finding);

/// Counts `finding` and keeps it if there is room: of many findings of one rule on one host the
/// first ones and the newest, of many rules the gravest.
void add(model::Incident& incident, model::IncidentFinding finding);

/// Takes in everything of `other`.
void absorb(model::Incident& incident, const model::Incident& other);

const model::Sighting* sighting_of(const model::Incident& incident, const model::Entity& entity);
const model::Tally* tally_of(const model::Incident& incident, const std::string& rule_id,
                             const std::string& host);

constexpr size_t findings_of_tally_max = 8;  // told in one line, so more would say nothing
constexpr size_t sightings_max = 256;        // of one incident: more entities are no help to people
constexpr size_t tallies_max = 512;
constexpr size_t events_of_finding_max = 24;  // of a correlation; all are in the store

}  // namespace ward::incident
