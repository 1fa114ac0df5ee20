// SPDX-License-Identifier: Apache-2.0
// Mapper: gives finished events their OCSF projection, as content/mappings says. It never touches
// native fields.
#pragma once

#include <memory>
#include <string>

#include "base/diagnostics.h"
#include "model/batch.h"

namespace ward::ingest {

/// The OCSF mappings of content/mappings, compiled. Stateless and shared. Loads
/// content/mappings/*.yaml from `folder`. What is wrong goes to `diagnostics`; the other mappings
/// work.
class Mapper {
public:
    virtual ~Mapper() = default;
    static std::unique_ptr<Mapper> load(const std::string& folder, model::FieldNames& names,
                                        base::Diagnostics& diagnostics);
    /// Sets the OCSF attributes of every event of the batch that a mapping fits.
    virtual void map(model::Batch& batch) const = 0;
};

}  // namespace ward::ingest
