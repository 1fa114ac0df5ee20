// SPDX-License-Identifier: Apache-2.0
// Running: per record only values are rendered. Budgets keep hostile files linear: templates that
// overlap, and records that name one large template many times.
#include "ingest/parse/windows/record.h"

#include <deque>

#include "base/text.h"
#include "ingest/parse/windows/utf16.h"

namespace ward::ingest::windows {

namespace {

constexpr size_t compiled_bytes_max = 1 << 19;  // of a chunk: eight times its size
constexpr size_t steps_max = 1 << 16;           // of a record: 64 for each field that it may have
constexpr uint16_t no_dependency = 0xFFFF;
constexpr size_t template_head_bytes = 24;  // next offset, GUID, size

bool is_null(const RawValue* value) {
    return value == nullptr || value->item_type() == Type::null;
}

}  // namespace

void RecordRun::begin_chunk(std::string_view chunk, model::Batch& batch) {
    chunk_ = chunk, batch_ = &batch;
    ++generation_;
    templates_used_ = 0, compiled_bytes_ = 0;
    if (names_of_ != &batch.names()) intern_names(batch.names());
}

// The names of System first, so that they sort before those of event data.
void RecordRun::intern_names(model::FieldNames& names) {
    for (const char* name :
         {"Provider_Name", "Provider_Guid", "Provider_EventSourceName", "EventID",
          "EventID_Qualifiers", "Version", "Level", "Task", "Opcode", "Keywords",
          "TimeCreated_SystemTime", "EventRecordID", "Correlation_ActivityID",
          "Correlation_RelatedActivityID", "Execution_ProcessID", "Execution_ThreadID", "Channel",
          "Computer", "Security_UserID"})
        batch_->intern(name);
    names_ = {batch_->intern("TimeCreated_SystemTime"), batch_->intern("EventRecordID"),
              batch_->intern("Channel"), batch_->intern("Data")};
    names_of_ = &names;
}

const char* RecordRun::run(size_t at, size_t end, Noted& noted) {
    noted_ = &noted;
    values_.clear();
    steps_ = 0;
    Cursor cursor(chunk_, at, end);
    const char* const fault = fragment(cursor, Place::root, 1);
    if (fault != nullptr) return fault;
    if (batch_->open_fields() == 0) return "the record holds no event";
    return nullptr;
}

const char* RecordRun::fragment(Cursor& cursor, Place place, size_t depth) {
    if (depth > model::event_depth_max) return "XML is more than 32 levels deep";
    while (!cursor.is_at_end()) {
        switch (cursor.peek_token()) {
            case Token::fragment_header:
                cursor.take<uint32_t>();
                break;
            case Token::template_instance:
                if (const char* fault = instance(cursor, place, depth)) return fault;
                break;
            case Token::open_element: {
                compiled_bytes_ += cursor.left();
                if (compiled_bytes_ > compiled_bytes_max * 4) return "XML repeats itself too often";
                Template steps;
                if (const char* fault = compile(cursor, place, false, *batch_, steps)) return fault;
                return play(steps, values_.size(), 0, depth);  // it went up to the end
            }
            default:  // the end, or the padding behind it
                return nullptr;
        }
        if (cursor.failed()) return "the record is cut";
    }
    return nullptr;
}

const char* RecordRun::instance(Cursor& cursor, Place place, size_t depth) {
    cursor.take<uint8_t>(), cursor.take<uint8_t>(), cursor.take<uint32_t>();
    const size_t offset = cursor.take<uint32_t>();
    if (cursor.failed()) return "a template instance is cut";
    if (offset == cursor.at()) {
        cursor.take_bytes(template_head_bytes - 4);
        cursor.take_bytes(cursor.take<uint32_t>());
    }
    const char* fault = nullptr;
    const Template* const steps = find(offset, place, fault);
    if (steps == nullptr) return fault;
    const size_t values = values_.size();
    size_t count = 0;
    fault = take_values(cursor, count);
    if (fault == nullptr) fault = play(*steps, values, count, depth);
    values_.resize(values);
    return fault;
}

const char* RecordRun::take_values(Cursor& cursor, size_t& count) {
    count = cursor.take<uint32_t>();
    if (cursor.failed() || count > cursor.left() / 4) return "the values of the event are cut";
    const std::string_view heads = cursor.take_bytes(4 * count);
    for (size_t i = 0; i < count; ++i) {
        RawValue value;
        value.bytes = load<uint16_t>(heads, 4 * i);
        value.type = load<uint8_t>(heads, 4 * i + 2);
        value.data = cursor.take_bytes(value.bytes).data();
        values_.push_back(value);
    }
    return cursor.failed() ? "the values of the event are cut" : nullptr;
}

const Template* RecordRun::find(size_t offset, Place place, const char*& fault) {
    const size_t hash = offset * 2654435761U + static_cast<size_t>(place);
    Slot& slot = slots_[(hash >> 7) % slots];
    if (slot.generation == generation_ && slot.offset == offset && slot.place == place)
        return &templates_[slot.index];
    if (offset + template_head_bytes > chunk_.size())
        return fault = "there is no such template", nullptr;
    const size_t bytes = load<uint32_t>(chunk_, offset + template_head_bytes - 4);
    if (bytes == 0) return fault = "its template is lost", nullptr;
    if (bytes > chunk_.size() - offset - template_head_bytes)
        return fault = "the template is cut", nullptr;
    compiled_bytes_ += bytes;
    if (compiled_bytes_ > compiled_bytes_max) return fault = "templates overlap", nullptr;
    if (templates_used_ == templates_.size()) templates_.emplace_back();
    Template& made = templates_[templates_used_];
    const size_t begin = offset + template_head_bytes;
    Cursor cursor(chunk_, begin, begin + bytes);
    fault = compile(cursor, place, true, *batch_, made);
    if (fault != nullptr) return nullptr;
    slot = {static_cast<uint32_t>(offset), generation_, static_cast<uint32_t>(templates_used_++),
            place};
    return &made;
}

const char* RecordRun::play(const Template& steps, size_t values, size_t count, size_t depth) {
    steps_ += steps.steps.size();
    if (steps_ > steps_max) return "the record repeats itself too often";
    for (const Step& step : steps.steps) {
        if (step.depends_on != no_dependency && is_null(value_at(values, count, step.depends_on)))
            continue;
        const char* fault = nullptr;
        switch (step.kind) {
            case Step::Kind::text:
                add(step, step.field, {step.text, step.text_kind});
                note(step.field, nullptr, step.text);
                break;
            case Step::Kind::pieces:
                play_pieces(steps, step, values, count);
                break;
            case Step::Kind::instance: {
                Cursor cursor(chunk_, step.offset, chunk_.size());
                fault = instance(cursor, step.place, depth + 1);
                break;
            }
            case Step::Kind::xml: {
                const RawValue* const value = value_at(values, count, step.value);
                if (!is_null(value)) fault = play_xml(RawValue(*value), step, depth);
                break;
            }
            case Step::Kind::value: {
                const RawValue* const value = value_at(values, count, step.value);
                const RawValue copy = value == nullptr ? RawValue{} : *value;
                if (step.is_attribute && is_null(value)) break;
                if (step.name_value >= 0)
                    fault = play_value(copy, named_by_value(step, values, count), depth);
                else
                    fault = play_value(copy, step, depth);
                break;
            }
        }
        if (fault != nullptr) return fault;
        if (batch_->open_fields() > model::event_fields_max) return "more than 1024 fields";
    }
    return nullptr;
}

// Data whose Name the event brings.
Step RecordRun::named_by_value(const Step& step, size_t values, size_t count) {
    Step out = step;
    const RawValue* const name = value_at(values, count, static_cast<size_t>(step.name_value));
    if (is_null(name)) return out;
    const auto text = render(name->item_type(), name->view(), batch_->arena());
    if (!text || text->text.empty()) return out;
    const FieldIds ids = leaf_ids(Place::event_data, "Data", text->text, *batch_);
    out.field = ids.field, out.compact = ids.compact;
    return out;
}

const char* RecordRun::play_xml(const RawValue& value, const Step& step, size_t depth) {
    if (value.item_type() != Type::bin_xml) {
        Step data = step;
        data.field = names_.data;
        return value.bytes == 0 ? nullptr : play_value(value, data, depth);
    }
    const auto at = static_cast<size_t>(value.data - chunk_.data());
    Cursor cursor(chunk_, at, at + value.bytes);
    return fragment(cursor, step.place, depth + 1);
}

const char* RecordRun::play_value(const RawValue& value, const Step& step, size_t depth) {
    if (value.item_type() == Type::bin_xml) return play_xml(value, step, depth);
    if (value.is_array()) return play_array(value, step, step.field);
    const auto rendered = render(value.item_type(), value.view(), batch_->arena());
    if (!rendered) return "the size of a value does not fit its type";
    add(step, step.field, *rendered);
    note(step.field, &value, rendered->text);
    return nullptr;
}

const char* RecordRun::play_array(const RawValue& value, const Step& step, model::FieldId field) {
    std::string_view rest = value.view();
    if (rest.empty()) add(step, field, {});
    while (const auto item = next_item(value.item_type(), rest)) {
        const auto rendered = render(value.item_type(), *item, batch_->arena());
        if (!rendered) return "an array holds a value that does not fit its type";
        add(step, field, *rendered);
        if (batch_->open_fields() > model::event_fields_max) return "more than 1024 fields";
    }
    return nullptr;
}

void RecordRun::play_pieces(const Template& steps, const Step& step, size_t values, size_t count) {
    std::string all;  // rare: text and values mixed
    for (uint32_t i = 0; i < step.pieces_count; ++i) {
        const Piece& piece = steps.pieces[step.pieces_begin + i];
        all += piece.text;
        const RawValue* const value =
            piece.value < 0 ? nullptr : value_at(values, count, static_cast<size_t>(piece.value));
        if (is_null(value)) continue;
        const auto rendered = render(value->item_type(), value->view(), batch_->arena());
        if (rendered) all += rendered->text;
    }
    add(step, step.field, {batch_->keep(all), model::ValueKind::text});
}

void RecordRun::add(const Step& step, model::FieldId field, const Rendered& rendered) {
    batch_->add(field, rendered.text, rendered.kind);
    if (step.compact != model::no_field) batch_->add(step.compact, rendered.text, rendered.kind);
}

// Only the first of each: event data may have fields that are called alike.
void RecordRun::note(model::FieldId field, const RawValue* value, std::string_view text) {
    if (field == names_.channel && noted_->channel.data() == nullptr) {
        noted_->channel = text;
    } else if (field == names_.record_id && noted_->record_id < 0) {
        noted_->record_id = base::parse_integer(text).value_or(-1);
    } else if (field == names_.time && noted_->time_ns == base::no_time) {
        if (value != nullptr && value->item_type() == Type::file_time) {
            noted_->time_ns = time_of_file_time(load<uint64_t>(value->data));
            noted_->time_digits = 7;
        } else if (const auto time = base::parse_rfc3339(text)) {
            noted_->time_ns = *time;
        }
    }
}

}  // namespace ward::ingest::windows
