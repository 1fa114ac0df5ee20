// SPDX-License-Identifier: Apache-2.0
// EntityFinder: entities_of() of detector.h for many events: names are resolved once.
#pragma once

#include <vector>

#include "model/batch.h"
#include "model/finding.h"

namespace ward::detect {

class EntityFinder {
public:
    struct HashList {
        std::vector<model::FieldId> values, algorithms;  // by element
    };
    /// Ids of the names in the tables of entities.cc, in their order.
    struct Names {
        std::vector<model::FieldId> ocsf, native, endpoints;
        std::vector<HashList> hashes;
        model::FieldId class_uid = model::no_field, device = model::no_field;
    };

    explicit EntityFinder(model::FieldNames& names);
    std::vector<model::Entity> of(const model::Batch& batch, const model::Event& event) const;

private:
    Names names_;
};

}  // namespace ward::detect
