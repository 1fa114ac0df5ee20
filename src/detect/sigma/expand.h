// SPDX-License-Identifier: Apache-2.0
// Modifiers that make several values of one: windash, base64offset, expand.
#pragma once

#include <string_view>
#include <vector>

#include "detect/sigma/modifier.h"

namespace ward::detect::sigma {

/// Replaces each value by its variants. False after an error: a wildcard that cannot be encoded, a
/// placeholder without values, or more variants than value_variants_max.
bool expand(std::string_view modifier, std::vector<Value>& values, ModifierContext& context);

}  // namespace ward::detect::sigma
