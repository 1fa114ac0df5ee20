// SPDX-License-Identifier: Apache-2.0
// Run: one mapping on one event. Borrows from the event, writes into the batch's arena, allocates
// nothing: what it needs lives in a Desk that is used again and again.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "ingest/map/compile.h"
#include "ingest/map/mapping.h"

namespace ward::ingest::map {

/// The native fields of one event, by slot. Reading an event in costs a step a field, asking one.
class NativeIndex {
public:
    NativeIndex(const NativeNames& names) : names_(names), at_(names.size()) {}
    void read(std::span<const model::Field> fields);
    /// All values of the slot's field, in order; empty if the event has none.
    std::span<const model::Field> all(uint16_t slot) const;
    /// Text of the first value, or empty.
    std::string_view first(uint16_t slot) const {
        const Entry& entry = at_[slot];
        return entry.generation == generation_ ? fields_[entry.begin].text() : std::string_view();
    }

private:
    struct Entry {
        uint32_t generation = 0;
        uint32_t begin = 0;
    };
    const NativeNames& names_;
    std::vector<Entry> at_;
    std::span<const model::Field> fields_;
    uint32_t generation_ = 0;
};

/// What one thread works with.
struct Desk {
    Desk(const NativeNames& names, const Vocabulary& vocabulary)
        : natives(names), terms(vocabulary) {}
    NativeIndex natives;
    TermIndex terms;
    std::array<model::Field, steps_max> values;
    std::array<const Meaning*, steps_max> meanings;
    std::array<std::string_view, steps_max> originals;  // native text of a meaning
    struct Element {
        uint16_t step;
        model::Field field;
    };
    std::vector<Element> elements;
    std::vector<model::Field> attributes;  // what went out
};

/// Fills desk.attributes; false where the event lacks what the mapping's class requires.
bool run(const Mapping& mapping, const model::Event& event, model::Batch& batch, Desk& desk);

}  // namespace ward::ingest::map
