// SPDX-License-Identifier: Apache-2.0
// Turns events into rows. A column's candidates are ranked names (columns.cc); an event's fields
// are walked once, each looked up by its id, so the cost grows with the event and not with the
// number of candidates. It never drops an event: what does not fit a column is NULL there and whole
// in `native` and `raw`.
#include "store/duckdb/event_rows.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "store/event_json.h"

namespace ward::store::duckdb {

namespace {

constexpr uint16_t no_rank = UINT16_MAX;

size_t column_at(const std::vector<Column>& columns, std::string_view name) {
    for (size_t i = 0; i < columns.size(); ++i)
        if (columns[i].name == name) return i;
    CHECK(false);
}

// What a view makes of the others (derived.h; event_id is made of record and idx).
bool is_made(std::string_view column) {
    constexpr std::string_view made[] = {"event_id", "native", "ocsf", "sentence"};
    return std::find(std::begin(made), std::end(made), column) != std::end(made);
}

std::vector<Column> stored(std::span<const Column> shown) {
    std::vector<Column> out;
    for (const auto& column : shown)
        if (!is_made(column.name)) out.push_back(column);
    out.push_back({"raw_binary", "BLOB", "raw"});
    return out;
}

std::optional<int64_t> number_in(std::string_view text) {
    if (text.starts_with("0x") || text.starts_with("0X")) {
        uint64_t out = 0;
        const char* end = text.data() + text.size();
        const auto parsed = std::from_chars(text.data() + 2, end, out, 16);
        if (parsed.ptr != end || parsed.ec != std::errc() || out > uint64_t{INT64_MAX}) return {};
        return static_cast<int64_t>(out);
    }
    return base::parse_integer(text);
}

void set_text(Appender& to, size_t column, std::string_view text) {
    if (text.empty()) return;
    if (base::is_valid_utf8(text)) return to.set(column, text);
    to.set(column, base::printable(text));
}

void set_time(Appender& to, size_t column, base::TimeNs time) {
    if (time != base::no_time) to.set_number(column, time);
}

// True if it is kept as text.
bool set_raw(Appender& to, size_t text_column, size_t binary_column, std::string_view raw) {
    const bool is_text = base::is_valid_utf8(raw);
    to.set(is_text ? text_column : binary_column, raw);
    return is_text;
}

// The fixed members come first, in this order (columns.cc).
enum Member : size_t {
    record,
    idx,
    time_ns,
    time_digits,
    received_ns,
    source_name,
    format,
    product,
    category,
    service,
    record_id,
    source_index,
    source_offset,
};

}  // namespace

std::vector<Column> stored_event_columns() {
    auto out = stored(event_columns());
    out.push_back({"layout", "VARCHAR", "names and kinds of the native fields (packed_fields.h)"});
    out.push_back({"field_values", "BLOB", "their values"});
    return out;
}

std::vector<Column> stored_quarantine_columns() {
    auto out = stored(quarantine_columns());
    out.insert(out.begin(), {{"record", "UBIGINT", "id.record"}, {"idx", "UINTEGER", "id.index"}});
    return out;
}

EventRows::EventRows() : columns_(stored_event_columns()) {
    for (size_t c = 0; c < columns_.size(); ++c) {
        uint16_t rank = 0;
        for (const auto one : base::split(columns_[c].source, '|')) {
            std::string_view name = one;
            const auto kind = base::take_until(name, ':');
            if (name.empty() || (kind != "ocsf" && kind != "native")) break;
            sources_.push_back(
                {std::string(name), kind == "ocsf", {static_cast<uint16_t>(c), rank++}});
        }
    }
    raw_at_ = column_at(columns_, "raw"), binary_at_ = column_at(columns_, "raw_binary");
    layout_at_ = column_at(columns_, "layout"), values_at_ = column_at(columns_, "field_values");
    picked_.assign(columns_.size(), {no_rank, nullptr});
}

void EventRows::resolve(const model::FieldNames& names) {
    if (&names == names_ && names.size() == names_seen_) return;
    names_ = &names, names_seen_ = names.size();
    native_slots_.assign(names_seen_, 0), ocsf_slots_.assign(names_seen_, 0);
    targets_.assign(1, {});
    for (const auto& source : sources_) {
        const auto id = names.find(source.name);
        if (!id || *id >= names_seen_) continue;
        auto& slot = (source.ocsf ? ocsf_slots_ : native_slots_)[*id];
        if (slot == 0) {
            slot = static_cast<uint16_t>(targets_.size());
            targets_.emplace_back();
        }
        targets_[slot].push_back(source.target);
    }
}

void EventRows::pick(std::span<const model::Field> fields, const std::vector<uint16_t>& slots) {
    for (const auto& field : fields) {
        if (field.id >= slots.size() || slots[field.id] == 0 || field.text_bytes == 0) continue;
        if (field.kind == model::ValueKind::null) continue;
        for (const auto target : targets_[slots[field.id]]) {
            auto& picked = picked_[target.column];
            if (target.rank < picked.rank) picked = {target.rank, &field};
        }
    }
}

void EventRows::append(const model::Batch& batch, Appender& to) {
    resolve(batch.names());
    for (const auto& event : batch.events()) {
        append_members(event, to);
        pick(batch.fields(event), native_slots_);
        pick(batch.ocsf(event), ocsf_slots_);
        append_picked(to);
        append_texts(batch, event, to);
        to.end_row();
    }
}

void EventRows::append_members(const model::Event& event, Appender& to) const {
    to.set_number(record, static_cast<int64_t>(event.id.record));
    to.set_number(idx, event.id.index);
    set_time(to, time_ns, event.time_ns);
    to.set_number(time_digits, event.time_digits);
    set_time(to, received_ns, event.received_ns);
    set_text(to, source_name, event.source_name);
    set_text(to, format, event.source.format);
    set_text(to, product, event.source.product);
    set_text(to, category, event.source.category);
    set_text(to, service, event.source.service);
    if (event.record_id >= 0) to.set_number(record_id, event.record_id);
    to.set_number(source_index, static_cast<int64_t>(event.index));
    to.set_number(source_offset, static_cast<int64_t>(event.offset));
}

void EventRows::append_picked(Appender& to) {
    for (size_t c = 0; c < picked_.size(); ++c) {
        auto& picked = picked_[c];
        if (picked.field == nullptr) continue;
        const auto text = picked.field->text();
        picked = {no_rank, nullptr};
        if (columns_[c].type == "VARCHAR") {
            set_text(to, c, text);
            continue;
        }
        const auto number = number_in(text);
        const bool narrow = columns_[c].type == "INTEGER";
        if (number && (!narrow || (*number >= INT32_MIN && *number <= INT32_MAX)))
            to.set_number(c, *number);
    }
}

void EventRows::append_texts(const model::Batch& batch, const model::Event& event, Appender& to) {
    const bool is_text = set_raw(to, raw_at_, binary_at_, event.raw);
    const auto packed = packer_.pack(batch, event, is_text);
    to.set(layout_at_, packed.layout);
    to.set(values_at_, packed.values);
}

void append_rejects(const model::Batch& batch, Appender& to) {
    static const auto columns = stored_quarantine_columns();
    const auto at = [](std::string_view name) { return column_at(columns, name); };
    for (const auto& reject : batch.rejects()) {
        to.set_number(at("record"), static_cast<int64_t>(reject.id.record));
        to.set_number(at("idx"), reject.id.index);
        set_text(to, at("source_name"), reject.source_name);
        set_text(to, at("format"), reject.format);
        set_text(to, at("reason"), model::to_text(reject.reason));
        set_text(to, at("detail"), reject.detail);
        set_time(to, at("received_ns"), reject.received_ns);
        to.set_number(at("source_index"), static_cast<int64_t>(reject.index));
        to.set_number(at("source_offset"), static_cast<int64_t>(reject.offset));
        to.set_number(at("raw_bytes"), static_cast<int64_t>(reject.raw_bytes));
        set_raw(to, at("raw"), at("raw_binary"), reject.raw);
        to.end_row();
    }
}

}  // namespace ward::store::duckdb
