// SPDX-License-Identifier: Apache-2.0
#include "model/batch.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/check.h"
#include "base/text.h"

namespace ward::model {

std::string EventId::text() const {
    return fmt::format("{:016x}-{:x}", record, index);
}

std::optional<EventId> EventId::parse(std::string_view text) {
    EventId out;
    if (text.size() < 18 || text.size() > 25 || text[16] != '-') return {};
    const char* const end = text.data() + text.size();
    const auto record = std::from_chars(text.data(), text.data() + 16, out.record, 16);
    const auto index = std::from_chars(text.data() + 17, end, out.index, 16);
    if (record.ptr != text.data() + 16 || index.ptr != end) return {};
    return out;
}

std::string_view to_text(RejectReason reason) {
    switch (reason) {
        case RejectReason::malformed:
            return "malformed";
        case RejectReason::truncated:
            return "truncated";
        case RejectReason::event_too_large:
            return "event_too_large";
        case RejectReason::too_many_fields:
            return "too_many_fields";
        case RejectReason::too_deep:
            return "too_deep";
        case RejectReason::key_too_long:
            return "key_too_long";
        case RejectReason::too_many_names:
            return "too_many_names";
        case RejectReason::decompression:
            return "decompression";
        case RejectReason::not_utf8:
            return "not_utf8";
    }
    return "malformed";
}

const Field* Batch::find_in(std::span<const Field> fields, FieldId id) {
    const auto at = std::lower_bound(fields.begin(), fields.end(), id,
                                     [](const Field& f, FieldId wanted) { return f.id < wanted; });
    return at != fields.end() && at->id == id ? &*at : nullptr;
}

std::string_view Batch::text_of(const Event& event, std::string_view name) const {
    const auto id = names().find(name);
    const Field* field = id ? find(event, *id) : nullptr;
    return field ? field->text() : std::string_view{};
}

std::string_view Batch::ocsf_text(const Event& event, std::string_view path) const {
    const auto id = names().find(path);
    const Field* field = id ? find_ocsf(event, *id) : nullptr;
    return field ? field->text() : std::string_view{};
}

// Insertion sort: runs are short and mostly in order already, because one source names its fields
// in one order.
static void sort_fields(std::span<Field> fields) {
    constexpr size_t insertion_max = 64;
    if (fields.size() > insertion_max) {
        std::stable_sort(fields.begin(), fields.end(),
                         [](const Field& a, const Field& b) { return a.id < b.id; });
        return;
    }
    for (size_t i = 1; i < fields.size(); ++i) {
        const Field moving = fields[i];
        size_t j = i;
        for (; j > 0 && fields[j - 1].id > moving.id; --j) fields[j] = fields[j - 1];
        fields[j] = moving;
    }
}

Event* Batch::finish(const Event& event) {
    const auto run = open();
    if (run.size() > event_fields_max) {
        discard();
        reject(event, RejectReason::too_many_fields,
               fmt::format("more than {} fields", event_fields_max));
        return nullptr;
    }
    sort_fields(run);
    if (!run.empty() && run.back().id == no_field) {
        const bool is_too_long = is_name_too_long_;
        discard();
        if (is_too_long)
            reject(event, RejectReason::key_too_long,
                   fmt::format("a field name is over {} bytes", FieldNames::name_bytes_max));
        else
            reject(event, RejectReason::too_many_names, "there are too many field names");
        return nullptr;
    }
    is_name_too_long_ = false;
    Event& out = events_.emplace_back(event);
    out.field_begin = static_cast<uint32_t>(open_begin_);
    out.field_count = static_cast<uint32_t>(run.size());
    out.ocsf_begin = out.ocsf_count = 0;
    open_begin_ = fields_.size();
    return &out;
}

void Batch::reject(const Event& at, RejectReason reason, std::string_view detail) {
    Reject out;
    out.id = at.id, out.reason = reason, out.detail = keep(detail);
    out.source_name = at.source_name, out.format = at.source.format;
    out.raw = at.raw.substr(0, reject_raw_bytes_max), out.raw_bytes = at.raw.size();
    out.index = at.index, out.offset = at.offset, out.received_ns = at.received_ns;
    rejects_.push_back(out);
}

void Batch::set_ocsf(Event& event, std::vector<Field>& attributes) {
    CHECK(open_fields() == 0);
    sort_fields(attributes);
    event.ocsf_begin = static_cast<uint32_t>(fields_.size());
    event.ocsf_count = static_cast<uint32_t>(attributes.size());
    fields_.insert(fields_.end(), attributes.begin(), attributes.end());
    open_begin_ = fields_.size();
}

void Batch::clear() {
    arena_.clear(), fields_.clear(), events_.clear(), rejects_.clear(), holders_.clear();
    open_begin_ = 0;
}

std::optional<double> number_of(const Field& value) {
    if (value.kind == ValueKind::null || value.kind == ValueKind::boolean) return {};
    return base::parse_real(value.text());
}

}  // namespace ward::model
