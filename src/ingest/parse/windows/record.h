// SPDX-License-Identifier: Apache-2.0
// RecordRun: the binary XML of one record becomes the open fields of a batch. It remembers the
// compiled templates of the chunk that the record is in; begin_chunk() forgets them.
#pragma once

#include <array>
#include <deque>
#include <vector>

#include "ingest/parse/windows/template.h"
#include "ingest/parse/windows/value.h"

namespace ward::ingest::windows {

/// What the reader wants to know of an event besides its fields.
struct Noted {
    base::TimeNs time_ns = base::no_time;
    int8_t time_digits = -1;
    int64_t record_id = -1;
    std::string_view channel;
};

class RecordRun {
public:
    /// `chunk` is the whole chunk as far as it goes; templates that it defines are kept until the
    /// next call. Constant text goes to the arena of `batch`.
    void begin_chunk(std::string_view chunk, model::Batch& batch);
    /// Reads the binary XML at [at, end) of the chunk into the open fields. Returns null, or why it
    /// could not; then the fields are to be discarded.
    const char* run(size_t at, size_t end, Noted& noted);

private:
    struct Slot {
        uint32_t offset = 0;
        uint32_t generation = 0;
        uint32_t index = 0;
        Place place = Place::root;
    };
    struct Names {
        model::FieldId time, record_id, channel, data;
    };

    const char* fragment(Cursor& cursor, Place place, size_t depth);
    const char* instance(Cursor& cursor, Place place, size_t depth);
    const char* play(const Template& steps, size_t values, size_t count, size_t depth);
    Step named_by_value(const Step& step, size_t values, size_t count);
    const char* play_xml(const RawValue& value, const Step& step, size_t depth);
    const char* play_value(const RawValue& value, const Step& step, size_t depth);
    const char* play_array(const RawValue& value, const Step& step, model::FieldId field);
    void play_pieces(const Template& steps, const Step& step, size_t values, size_t count);
    const char* take_values(Cursor& cursor, size_t& count);
    const Template* find(size_t offset, Place place, const char*& fault);
    const RawValue* value_at(size_t values, size_t count, size_t number) const {
        return number < count ? &values_[values + number] : nullptr;
    }
    void add(const Step& step, model::FieldId field, const Rendered& rendered);
    void note(model::FieldId field, const RawValue* value, std::string_view text);
    void intern_names(model::FieldNames& names);

    static constexpr size_t slots = 1024;  // templates of a chunk, at two places each; more are
                                           // compiled again
    std::string_view chunk_;
    model::Batch* batch_ = nullptr;
    Noted* noted_ = nullptr;
    const model::FieldNames* names_of_ = nullptr;
    Names names_{};
    std::vector<RawValue> values_;    // of the instances that are open
    std::deque<Template> templates_;  // stable: outer ones run while inner ones are made
    size_t templates_used_ = 0;
    std::array<Slot, slots> slots_{};
    uint32_t generation_ = 0;
    size_t compiled_bytes_ = 0;  // of this chunk
    size_t steps_ = 0;           // of this record
};

}  // namespace ward::ingest::windows
