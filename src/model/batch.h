// SPDX-License-Identifier: Apache-2.0
// A batch: the events of one read, in one arena. It is what moves along the line: ingest fills it,
// detect reads it, store keeps it. A batch has one owner at a time and is moved, never copied. It
// knows nothing of rules, columns or sockets.
//
//   arena   [ text that parsers made ]        holders  [ mapped files and received bytes whose text
//   is borrowed ] fields  [ native of event 0 | ocsf of event 0 | native of event 1 | ... ] each
//   run sorted by field id events  [ id, time, source, raw, field spans ] [ ... ] rejects  [
//   reason, raw ] [ ... ]
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "model/event.h"
#include "model/field.h"

namespace ward::model {

class Batch {
public:
    explicit Batch(FieldNames& names) : cache_(names) {}

    std::span<const Event> events() const { return events_; }
    std::span<Event> events() { return events_; }
    std::span<const Reject> rejects() const { return rejects_; }
    std::span<Reject> rejects() { return rejects_; }
    std::span<const Field> fields(const Event& event) const {
        return {fields_.data() + event.field_begin, event.field_count};
    }
    std::span<const Field> ocsf(const Event& event) const {
        return {fields_.data() + event.ocsf_begin, event.ocsf_count};
    }

    /// The field's first value, or null. Binary search: a loop over rules wants an index of its
    /// own.
    const Field* find(const Event& event, FieldId id) const { return find_in(fields(event), id); }
    const Field* find_ocsf(const Event& event, FieldId id) const {
        return find_in(ocsf(event), id);
    }
    /// Text of the first value of the field called `name`, or empty.
    std::string_view text_of(const Event& event, std::string_view name) const;
    std::string_view ocsf_text(const Event& event, std::string_view path) const;

    const FieldNames& names() const { return cache_.names(); }
    FieldNames& names() { return cache_.names(); }

    // ---- filling (parsers). One event at a time: add fields, then finish or discard.
    FieldId intern(std::string_view name) {
        is_name_too_long_ |= name.size() > FieldNames::name_bytes_max;
        return cache_.intern(name);
    }
    base::Arena& arena() { return arena_; }
    std::string_view keep(std::string_view text) { return arena_.keep(text); }
    /// Adds a value to the open event. `text` must be kept in the arena, or held, or static.
    void add(FieldId id, std::string_view text, ValueKind kind = ValueKind::text) {
        fields_.push_back({id & no_field, kind, static_cast<uint32_t>(text.size()), text.data()});
    }
    void add(std::string_view name, std::string_view text, ValueKind kind = ValueKind::text) {
        add(intern(name), text, kind);
    }
    /// Number of values that the open event has so far.
    size_t open_fields() const { return fields_.size() - open_begin_; }
    std::span<Field> open() { return {fields_.data() + open_begin_, open_fields()}; }
    /// Forgets the fields of the open event behind the first `count`.
    void truncate_open(size_t count) { fields_.resize(open_begin_ + count); }
    /// Closes the open event: sorts its fields (stable) and appends it. `event`'s spans are set
    /// here. Over event_fields_max or with a name that is no_field (too long, or one too many) it
    /// becomes a Reject instead and
    /// nullptr comes back. The pointer is valid until the next finish().
    Event* finish(const Event& event);
    /// Forgets the fields of the open event.
    void discard() { fields_.resize(open_begin_), is_name_too_long_ = false; }
    /// Keeps unreadable bytes: `raw` is cut to the limit, `detail` is copied.
    void reject(const Event& at, RejectReason reason, std::string_view detail);
    /// Sets the OCSF run of an event that is finished; `attributes` are sorted here.
    void set_ocsf(Event& event, std::vector<Field>& attributes);
    /// Keeps borrowed bytes alive as long as the batch.
    void hold(std::shared_ptr<const void> owner) { holders_.push_back(std::move(owner)); }
    /// Empties the batch for reuse; names stay interned.
    void clear();

private:
    static const Field* find_in(std::span<const Field> fields, FieldId id);

    FieldNameCache cache_;
    base::Arena arena_;
    std::vector<Field> fields_;
    std::vector<Event> events_;
    std::vector<Reject> rejects_;
    std::vector<std::shared_ptr<const void>>
        holders_;  // shared: one file's bytes serve many batches
    size_t open_begin_ = 0;
    bool is_name_too_long_ = false;  // of the open event
};

/// `value` as a number where its text is one (integers, reals, also of text kind), else nothing.
std::optional<double> number_of(const Field& value);

}  // namespace ward::model
