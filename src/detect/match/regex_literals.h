// SPDX-License-Identifier: Apache-2.0
// What a regular expression cannot do without: literals of which at least one stands, folded, in
// every text that it is found in.
#pragma once

#include <string>
#include <vector>

namespace ward::detect::match {

/// Folded literals, at least one of which every match has; none: nothing is known.
std::vector<std::string> needed_literals(const std::string& regex);

}  // namespace ward::detect::match
