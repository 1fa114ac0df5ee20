// SPDX-License-Identifier: Apache-2.0
// Values of entities, normalised: findings of different logs share an entity when both write it the
// same. Names that every machine has (SYSTEM, localhost) are none: they would join what is not
// related.
#pragma once

#include <string>
#include <string_view>

#include "model/finding.h"

namespace ward::detect {

/// The value of an entity, or empty where `text` names none.
std::string normalise(model::EntityKind kind, std::string_view text);

/// True if `name` is of the same place as `device`: a plain name, or one under the same domain.
bool is_inside(std::string_view name, std::string_view device);

}  // namespace ward::detect
