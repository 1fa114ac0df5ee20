// SPDX-License-Identifier: Apache-2.0
// Doctor: looks at an installation and says what is wrong with it and what to do. Changes nothing.
#pragma once

#include <string>
#include <vector>

#include "app/config.h"
#include "base/clock.h"

namespace ward::app {

struct Complaint {
    enum class Weight { good, warning, fault } weight = Weight::good;
    std::string text;
    std::string remedy;  // what to do; empty where all is well
};

/// Looks at the data folder (also beside a running server, but then not into its stores), the
/// configuration, the machine and the content in `content`.
std::vector<Complaint> examine(const Config& config, const std::string& content,
                               const base::Clock& clock);

}  // namespace ward::app
