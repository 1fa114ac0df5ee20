// SPDX-License-Identifier: Apache-2.0
// The condition of a rule: "selection and not 1 of filter_*" over named selections.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostics.h"
#include "detect/sigma/rule.h"

namespace ward::detect::sigma {

/// The selections of a rule, in order.
using Selections = std::vector<std::pair<std::string, Node>>;

/// Reads one condition. Precedence: not, and, or. "them" leaves out names that begin with '_'.
/// Faults go to `diagnostics` at `place`, whose column is that of the text's first character (0:
/// not known); the node is then of no use.
Node parse_condition(std::string_view text, const Selections& selections, base::Place place,
                     base::Diagnostics& diagnostics);

/// Reads the condition of a temporal correlation: names as in its `rules`, tests are their places.
Node parse_reference_condition(const CorrelationRule& rule, base::Diagnostics& diagnostics);

/// True if `name` fits a pattern with stars ("filter_*").
bool fits(std::string_view name, std::string_view pattern);

}  // namespace ward::detect::sigma
