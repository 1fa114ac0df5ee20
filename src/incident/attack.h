// SPDX-License-Identifier: Apache-2.0
// ATT&CK, as far as telling an incident needs it: the tactics in the order of an intrusion and
// their names. Facts of MITRE ATT&CK v17.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ward::incident {

/// Place of a tactic ("lateral-movement") in the order of an intrusion, from 0; -1 if it is none.
int tactic_order(std::string_view tactic);
/// "lateral movement"
std::string tactic_name(std::string_view tactic);
/// The tactics among Sigma tags ("attack.lateral_movement", "attack.lateral-movement"), in ATT&CK
/// order, each once.
std::vector<std::string> tactics_of(const std::vector<std::string>& tags);
/// The techniques among Sigma tags, in upper case ("T1059.001").
std::vector<std::string> techniques_of(const std::vector<std::string>& tags);

}  // namespace ward::incident
