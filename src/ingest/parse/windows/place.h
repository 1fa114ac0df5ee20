// SPDX-License-Identifier: Apache-2.0
// Places in the XML of a Windows event, and what a field is called there. Binary XML and text agree
// because both ask here.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/batch.h"

namespace ward::ingest::windows {

/// Where in an event XML stands.
enum class Place : uint8_t {
    root,        // above <Event>
    event,       // its children
    system,      // children of System: by name, attributes joined with '_'
    event_data,  // Data by its Name, the unnamed as the list `Data`
    user_data,   // any depth: leaves by name
    rendering,   // what the sender's machine rendered: prefixed, so that it hides nothing
};

/// The place of the children of the element `name` that stands at `place`.
Place below(Place place, std::string_view name);

/// True where elements only hold others and never are fields themselves.
constexpr bool holds_containers(Place place) {
    return place == Place::root || place == Place::event;
}

/// True if an element at `place` that holds nothing is a field without text.
constexpr bool keeps_empty(Place place) {
    return place == Place::event_data || place == Place::user_data;
}

/// A field's name, and the same without blanks where it has some; no_field otherwise.
struct FieldIds {
    model::FieldId field = model::no_field;
    model::FieldId compact = model::no_field;
};

/// Of an element that holds text. `data_name` is the attribute Name of Data, or empty.
FieldIds leaf_ids(Place place, std::string_view element, std::string_view data_name,
                  model::Batch& batch);

/// Of an attribute; nothing if it only names a namespace.
std::optional<model::FieldId> attribute_id(Place place, std::string_view element,
                                           std::string_view attribute, model::Batch& batch);

/// The compact form of the field called `name`.
model::FieldId compact_id(std::string_view name, model::Batch& batch);

}  // namespace ward::ingest::windows
