// SPDX-License-Identifier: Apache-2.0
// What a regular expression cannot do without: literals that stand, folded, in every text that it
// is found in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ward::detect::match {

/// Groups of folded literals: every match has at least one of each group. No group: nothing is
/// known.
std::vector<std::vector<std::string>> needed_literals(const std::string& regex);

/// Bytes that every match has at least: what counted repetitions (".{1000,}") ask for, outside
/// groups and alternatives. Such expressions are dear to run and quick to refute.
size_t needed_bytes(std::string_view regex);

}  // namespace ward::detect::match
