// SPDX-License-Identifier: Apache-2.0
// EntityFinder: entities_of() of detector.h for many events: names are resolved once.
#pragma once

#include <vector>

#include "model/batch.h"
#include "model/finding.h"

namespace ward::detect {

class EntityFinder {
public:
    explicit EntityFinder(model::FieldNames& names);
    std::vector<model::Entity> of(const model::Batch& batch, const model::Event& event) const;

private:
    std::vector<model::FieldId> ocsf_, native_;  // in the order of the tables in entities.cc
};

}  // namespace ward::detect
