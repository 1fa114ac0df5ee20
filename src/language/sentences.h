// SPDX-License-Identifier: Apache-2.0
// Sentences: every event told in one plain English sentence, from content/sentences/*.yaml. Every
// entity in it stands in the event.
#pragma once

#include <memory>
#include <string>

#include "base/diagnostics.h"
#include "model/batch.h"

namespace ward::language {

class Sentences {
public:
    virtual ~Sentences() = default;
    /// Loads the templates below `folder`. What is wrong goes to `diagnostics`; the others work.
    static std::unique_ptr<Sentences> load(const std::string& folder, model::FieldNames& names,
                                           base::Diagnostics& diagnostics);
    /// The sentence of an event; never empty (an event that no template fits is told by its source
    /// and message). Thread-safe.
    virtual std::string tell(const model::Batch& batch, const model::Event& event) const = 0;
};

/// "412th", "1st", "22nd".
std::string ordinal(uint64_t n);
/// "3 minutes", "2 days": the largest unit that fits.
std::string duration(base::TimeNs ns);
/// "alice, bob and 3 others".
std::string enumerate(const std::vector<std::string>& names, size_t shown_max = 3);

}  // namespace ward::language
