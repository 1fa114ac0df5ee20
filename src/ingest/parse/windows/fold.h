// SPDX-License-Identifier: Apache-2.0
// Windows events come in dialects (Winlogbeat, NXLog, evtx_dump, Splunk's XmlWinEventLog as JSON,
// Elastic Common Schema, plain). All fold into the native names that rules are written against:
// System children by name (EventID, Channel, Computer), attributes joined with
// '_' (Provider_Name, TimeCreated_SystemTime), EventData by Name, UserData flattened, unnamed Data
// as the list `Data`.
#pragma once

#include "ingest/parse/windows/dialect.h"
#include "model/batch.h"

namespace ward::ingest::windows {

/// What the open fields of an event tell before anything is looked up. A reader that remembers the
/// marks of names fills it as it goes.
struct Told {
    NameMarks names;
    bool has_markup = false;   // a value begins with '<'
    bool has_no_name = false;  // a field is no_field: the event will be rejected

    void add(const NameMarks& marks, model::FieldId id, std::string_view value) {
        if (marks.tells_something()) names.add(marks);
        has_markup |= !value.empty() && value.front() == '<';
        has_no_name |= (id & model::no_field) == model::no_field;
    }
    static Told of(model::Batch& out);
};

/// Looks at the open fields of `out` (an event being filled from JSON, dotted names; `told` is what
/// they tell) and, if they are a Windows event in any dialect, renames and re-renders them in place
/// as native fields, sets `event`'s source to windows, its time and its record id, and returns
/// true. Otherwise changes nothing and returns false. Must be quick to say no.
bool fold(model::Batch& out, const Told& told, model::Event& event);

/// Sets source (product windows; service by channel), time and record id of an event whose native
/// fields are open in `out`.
void classify(model::Batch& out, model::Event& event);

}  // namespace ward::ingest::windows
