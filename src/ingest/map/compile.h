// SPDX-License-Identifier: Apache-2.0
// Compilation: a definition and the schema become a Mapping. All that OCSF would refuse is named
// here, at the place in the file, and not found later in an event.
#pragma once

#include <deque>
#include <optional>
#include <string_view>
#include <vector>

#include "ingest/map/definition.h"
#include "ingest/map/mapping.h"
#include "ingest/map/schema.h"
#include "ingest/map/vocabulary.h"

namespace ward::ingest::map {

/// The native names that mappings look at, each with its slot.
class NativeNames {
public:
    static constexpr size_t names_max = 16'000;  // of all mappings together
    /// The slot of `id`; 0 is no slot: nothing has it.
    uint16_t slot(model::FieldId id);
    uint16_t find(model::FieldId id) const { return id < slots_.size() ? slots_[id] : uint16_t{0}; }
    size_t size() const { return count_ + 1; }

private:
    std::vector<uint16_t> slots_;  // by field id
    uint16_t count_ = 0;
};

/// What compilations share.
struct Workplace {
    const Schema& schema;
    const Vocabulary& vocabulary;
    model::FieldNames& names;
    NativeNames& natives;
    std::deque<Table>& tables;  // kept as long as the mappings; addresses stay
    base::Arena& text;          // of constants; kept as long
    base::Diagnostics& diagnostics;
};

using TableTexts = std::map<std::string, TableText, std::less<>>;

/// The mapping, or nothing where something in it is wrong.
std::optional<Mapping> compile(const Definition& definition, const TableTexts& tables,
                               Workplace& workplace);

/// Names the attributes of list elements. Called when all mappings are compiled: what is named last
/// sorts last, and so elements can be appended to the attributes of an event as they are found.
void name_elements(Mapping& mapping, model::FieldNames& names);

}  // namespace ward::ingest::map
