// SPDX-License-Identifier: Apache-2.0
// Windows events come in dialects (Winlogbeat, NXLog, evtx_dump, Splunk's XmlWinEventLog as JSON,
// Elastic Common Schema, plain). All fold into the native names that rules are written against:
// System children by name (EventID, Channel, Computer), attributes joined with
// '_' (Provider_Name, TimeCreated_SystemTime), EventData by Name, UserData flattened, unnamed Data
// as the list `Data`.
#pragma once

#include "model/batch.h"

namespace ward::ingest::windows {

/// Looks at the open fields of `out` (an event being filled from JSON, dotted names) and, if they
/// are a Windows event in any dialect, renames and re-renders them in place as native fields, sets
/// `event`'s source to windows, its time and its record id, and returns true. Otherwise changes
/// nothing and returns false. Must be quick to say no.
bool fold(model::Batch& out, model::Event& event);

/// Sets source (product windows; service by channel), time and record id of an event whose native
/// fields are open in `out`.
void classify(model::Batch& out, model::Event& event);

}  // namespace ward::ingest::windows
