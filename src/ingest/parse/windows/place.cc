// SPDX-License-Identifier: Apache-2.0
#include "ingest/parse/windows/place.h"

namespace ward::ingest::windows {

namespace {

constexpr std::string_view rendering_prefix = "RenderingInfo_";

}  // namespace

Place below(Place place, std::string_view name) {
    switch (place) {
        case Place::root:
            return name == "Event" ? Place::event : Place::user_data;
        case Place::event:
            if (name == "System") return Place::system;
            if (name == "EventData") return Place::event_data;
            if (name == "RenderingInfo") return Place::rendering;
            return Place::user_data;
        case Place::rendering:
            return Place::rendering;
        default:
            return Place::user_data;
    }
}

model::FieldId compact_id(std::string_view name, model::Batch& batch) {
    if (name.find(' ') == std::string_view::npos) return model::no_field;
    std::string compact(name);
    std::erase(compact, ' ');
    return compact.empty() ? model::no_field : batch.intern(compact);
}

FieldIds leaf_ids(Place place, std::string_view element, std::string_view data_name,
                  model::Batch& batch) {
    const bool is_named = place == Place::event_data && element == "Data" && !data_name.empty();
    const std::string_view name = is_named ? data_name : element;
    FieldIds out;
    if (place == Place::rendering && name != "Message")
        out.field = batch.intern(std::string(rendering_prefix).append(name));
    else
        out.field = batch.intern(name);
    out.compact = compact_id(name, batch);
    return out;
}

std::optional<model::FieldId> attribute_id(Place place, std::string_view element,
                                           std::string_view attribute, model::Batch& batch) {
    if (place == Place::root || attribute.starts_with("xmlns")) return {};
    std::string name(place == Place::rendering ? rendering_prefix : std::string_view{});
    name.append(element) += '_';
    name.append(attribute);
    return batch.intern(name);
}

}  // namespace ward::ingest::windows
