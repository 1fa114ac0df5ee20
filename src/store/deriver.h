// SPDX-License-Identifier: Apache-2.0
// Deriver: makes again what follows from an event's fields, so that the store need not keep it: the
// OCSF projection and the sentence. What content says today counts, also for yesterday's events.
#pragma once

#include <string>

#include "model/batch.h"

namespace ward::store {

class Deriver {
public:
    virtual ~Deriver() = default;
    /// Where the names of fields live while events are read.
    virtual model::FieldNames& names() const = 0;
    /// Sets the OCSF attributes of every event of the batch. Thread-safe.
    virtual void map(model::Batch& batch) const = 0;
    /// The sentence of a mapped event. Thread-safe.
    virtual std::string tell(const model::Batch& batch, const model::Event& event) const = 0;
};

}  // namespace ward::store
