// SPDX-License-Identifier: Apache-2.0
// What the families on series share.
#pragma once

#include "query/function/value.h"

namespace ward::query {

/// The argument as numbers, NaN where an element is none; nothing if it is no array.
std::optional<std::vector<double>> reals_at(Given a, size_t i);
/// Numbers as JSON, null for NaN.
std::string json_of(const std::vector<double>& values);

}  // namespace ward::query
