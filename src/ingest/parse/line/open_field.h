// SPDX-License-Identifier: Apache-2.0
// Fields of the open event of a batch: looked up and set by name. For a handful of names; each look
// goes over all open fields.
#pragma once

#include <string_view>

#include "model/batch.h"

namespace ward::ingest::line {

/// The first open value of `name`, or empty.
inline std::string_view open_value(model::Batch& out, std::string_view name) {
    const model::FieldId id = out.intern(name);
    for (const model::Field& field : out.open())
        if (field.id == id) return field.text();
    return {};
}

/// Adds the field unless there is one of that name. `value` must live as a batch's text does.
inline void add_if_absent(std::string_view name, std::string_view value, model::Batch& out) {
    const model::FieldId id = out.intern(name);
    for (const model::Field& field : out.open())
        if (field.id == id) return;
    out.add(id, value);
}

/// Gives the field called `name` the value; adds it if there is none.
inline void set_value(std::string_view name, std::string_view value, model::Batch& out) {
    const model::FieldId id = out.intern(name);
    for (model::Field& field : out.open()) {
        if (field.id != id) continue;
        field.text_data = value.data(), field.text_bytes = static_cast<uint32_t>(value.size());
        return;
    }
    out.add(id, value);
}

}  // namespace ward::ingest::line
