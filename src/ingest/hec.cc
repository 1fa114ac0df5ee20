// SPDX-License-Identifier: Apache-2.0
// HEC: the envelope around events that Splunk's senders use. Only the envelope is read here; the
// event inside goes to the parser that knows it.
#include "ingest/hec.h"

#include "base/unescape.h"
#include "ingest/parse/json/classify.h"

namespace ward::ingest {

namespace {

bool is_string(std::string_view value) {
    return value.size() >= 2 && value.front() == '"' && value.back() == '"';
}

// The text of a JSON scalar; null and broken strings give nothing.
std::optional<std::string_view> plain_text(std::string_view value, model::Batch& out) {
    if (value.starts_with('"') && !is_string(value)) return {};
    if (!is_string(value)) return value;
    const std::string_view inner = value.substr(1, value.size() - 2);
    if (inner.find('\\') == std::string_view::npos) return inner;
    return base::unescape(inner, out.arena());
}

model::ValueKind kind_of(std::string_view value) {
    switch (value.front()) {
        case '"':
            return model::ValueKind::text;
        case 't':
        case 'f':
            return model::ValueKind::boolean;
        default:
            return value.find_first_of(".eE") == std::string_view::npos ? model::ValueKind::integer
                                                                        : model::ValueKind::real;
    }
}

bool has_field(const std::vector<model::Field>& fields, model::FieldId id) {
    for (const model::Field& field : fields)
        if (field.id == id) return true;
    return false;
}

void add_if_absent(std::string_view name, std::string_view value, size_t own,
                   std::vector<model::Field>& fields, model::Batch& out) {
    if (value.empty() || value == "null" || value.front() == '{' || value.front() == '[') return;
    if (fields.size() >= model::event_fields_max) return;
    const auto text = plain_text(value, out);
    const model::FieldId id = out.intern(name);
    if (!text || id == model::no_field) return;
    for (size_t i = 0; i < own; ++i)
        if (fields[i].id == id) return;
    if (has_field(fields, id)) return;
    fields.push_back(
        {id & model::no_field, kind_of(value), static_cast<uint32_t>(text->size()), text->data()});
}

}  // namespace

std::optional<std::string_view> HecObjects::next() {
    while (const auto element = elements_.next())
        if (!element->text.empty()) return element->text;
    return {};
}

std::optional<HecEvent> hec_event(std::string_view object, model::Batch& out) {
    const std::string_view value = json::member_of(object, "event");
    if (value.empty() || value == "null") return {};
    auto text = plain_text(value, out);
    if (!text) return {};
    while (!text->empty() && (text->back() == '\n' || text->back() == '\r')) text->remove_suffix(1);
    if (text->empty()) return {};
    return HecEvent{*text, object};
}

void amend_from_hec(const HecEvent& hec, model::Event& event, std::vector<model::Field>& scratch,
                    model::Batch& out) {
    const auto native = out.fields(event);
    scratch.assign(native.begin(), native.end());
    const size_t own = scratch.size();
    constexpr std::string_view names[] = {"host", "source", "sourcetype", "index"};
    for (const auto name : names)
        add_if_absent(name, json::member_of(hec.object, name), own, scratch, out);
    json::Members members(json::member_of(hec.object, "fields"));
    while (const auto member = members.next())
        add_if_absent(member->name, member->value, own, scratch, out);
    if (scratch.size() > own) {
        // The longer run is written behind all others, as an OCSF run is, and then made native.
        out.set_ocsf(event, scratch);
        event.field_begin = event.ocsf_begin, event.field_count = event.ocsf_count;
        event.ocsf_begin = event.ocsf_count = 0;
    }
    const auto time_text = plain_text(json::member_of(hec.object, "time"), out);
    if (!time_text || time_text->empty()) return;
    const auto time = json::event_time(*time_text);
    if (time) event.time_ns = *time, event.time_digits = -1;
}

}  // namespace ward::ingest
