// SPDX-License-Identifier: Apache-2.0
// Dates for the time modifiers of Sigma 2.1: the number that stands in a date's text.
#pragma once

#include <optional>
#include <string_view>

#include "detect/sigma/rule.h"

namespace ward::detect::sigma {

/// The part of the date written in `text`: as it stands there, whatever its zone (Sigma converts
/// none). RFC 3339 and its loosenings, a date alone, or epoch seconds, milliseconds, microseconds
/// or nanoseconds (UTC). Weeks are those of ISO 8601.
std::optional<double> part_of_date(std::string_view text, TimePart part);

}  // namespace ward::detect::sigma
