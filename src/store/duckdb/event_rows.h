// SPDX-License-Identifier: Apache-2.0
// Events as rows: which field of an event goes to which column. Columns are made only here.
#pragma once

#include <string>
#include <vector>

#include "model/batch.h"
#include "store/duckdb/appender.h"
#include "store/event_store.h"
#include "store/packed_fields.h"

namespace ward::store::duckdb {

/// Types of the columns of the tables as they lie in a day's file: those of the views, without the
/// made ones, with raw_binary, and for events the packed native fields, at the end.
std::vector<Column> stored_event_columns();
std::vector<Column> stored_quarantine_columns();

class EventRows {
public:
    EventRows();
    /// Appends all events of the batch.
    void append(const model::Batch& batch, Appender& to);

private:
    /// A column that takes the value of a field, if no better field of the event has one.
    struct Target {
        uint16_t column;
        uint16_t rank;  // 0 is best
    };
    using Targets = std::vector<Target>;
    struct Source {
        std::string name;
        bool ocsf;
        Target target;
    };
    struct Picked {
        uint16_t rank;
        const model::Field* field;
    };

    void resolve(const model::FieldNames& names);
    void pick(std::span<const model::Field> fields, const std::vector<uint16_t>& slots);
    void append_members(const model::Event& event, Appender& to) const;
    void append_picked(Appender& to);
    void append_texts(const model::Batch& batch, const model::Event& event, Appender& to);

    std::vector<Column> columns_;
    std::vector<Source> sources_;
    const model::FieldNames* names_ = nullptr;  // what slots were resolved against
    size_t names_seen_ = 0;
    std::vector<uint16_t> native_slots_, ocsf_slots_;  // by field id: index into targets_; 0: none
    std::vector<Targets> targets_;
    std::vector<Picked> picked_;
    FieldPacker packer_;
    size_t raw_at_ = 0, binary_at_ = 0, layout_at_ = 0, values_at_ = 0;
};

/// Rejects as rows of `quarantine`.
void append_rejects(const model::Batch& batch, Appender& to);

}  // namespace ward::store::duckdb
