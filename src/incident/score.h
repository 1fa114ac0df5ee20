// SPDX-License-Identifier: Apache-2.0
// Score: how urgent an incident is (0..100) and how sure (0..1), from severity, rarity, spread and
// ATT&CK progress. A pure function.
#pragma once

#include <functional>
#include <string>

#include "model/incident.h"

namespace ward::incident {

/// How often a rule has fired so far, this time included.
using RuleCount = std::function<uint64_t(const std::string& rule_id)>;

/// Sets severity, score, confidence, tactics and entities of `incident` from its findings.
void rate(model::Incident& incident, const RuleCount& fired);

}  // namespace ward::incident
