// SPDX-License-Identifier: Apache-2.0
// The option --placeholder of commands that load rules: values for |expand.
#pragma once

#include <string>
#include <vector>

#include "detect/detector.h"

namespace CLI {
class App;
}

namespace ward::cli {

void add_placeholders(CLI::App& command, std::vector<std::string>& texts);
/// Reads each "NAME=VALUE,VALUE" into `out`; false, and told on stderr, if one is none.
bool read_placeholders(const std::vector<std::string>& texts, detect::LoadOptions& out);

}  // namespace ward::cli
