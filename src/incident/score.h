// SPDX-License-Identifier: Apache-2.0
// Score: how urgent an incident is (0..100) and how sure (0..1), from severity, rarity, spread and
// ATT&CK progress. A pure function.
#pragma once

#include "model/incident.h"

namespace ward::incident {

/// Sets severity, score, confidence, tactics and entities of `incident` from its findings.
void rate(model::Incident& incident);

/// How much a rule that has fired so often still says: 1 the first time, less the more it fires.
double rarity(uint64_t fired);

/// How often a later stage of an attack followed an earlier one, in time.
int steps_forward(const model::Incident& incident);

}  // namespace ward::incident
