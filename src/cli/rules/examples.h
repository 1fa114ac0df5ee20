// SPDX-License-Identifier: Apache-2.0
// Runs the examples that rules carry (detect/sigma/example.h): each as the events would arrive, by
// routing and the slow evaluator, correlations included.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostics.h"
#include "detect/detector.h"

namespace ward::cli {

struct ExampleFault {
    std::string file, rule;
    int line = 0;
    std::string text;
};

struct ExampleResults {
    size_t rules = 0, without_examples = 0, examples = 0, rejected = 0;
    std::vector<ExampleFault> faults;
};

ExampleResults run_examples(const std::vector<std::string>& paths,
                            const detect::LoadOptions& options);

}  // namespace ward::cli
