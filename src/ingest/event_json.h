// SPDX-License-Identifier: Apache-2.0
// Events and rejects as JSON lines, as the contract names them. Shared by everything that shows
// them: commands, the API, the cases of the tests.
#pragma once

#include <string>
#include <string_view>

#include "model/batch.h"
#include "store/event_json.h"

namespace ward::ingest {

/// Appends `{"type":"event",...}` and a line end. `sentence` may be empty. Who writes many lines
/// keeps an OcsfJson for them.
void append_event_line(std::string& out, const model::Batch& batch, const model::Event& event,
                       std::string_view sentence, store::OcsfJson* kept = nullptr);
/// Appends `{"type":"problem",...}` and a line end.
void append_problem_line(std::string& out, const model::Reject& reject);
/// The same for a file that could not be read at all.
void append_problem_line(std::string& out, std::string_view file, std::string_view reason);

/// Appends {"file","index","record_id"?,"time"?} of an event: how findings name their events.
void append_event_name(std::string& out, const model::Event& event);

/// Appends the native fields of an event as one JSON object: a name once, a list where it has
/// several values, numbers as the source wrote them.
void append_native(std::string& out, const model::Batch& batch, const model::Event& event);
/// Appends the OCSF attributes of an event as one nested JSON object.
void append_ocsf(std::string& out, const model::Batch& batch, const model::Event& event);

/// "reason: detail" of a reject.
std::string reason_of(const model::Reject& reject);

}  // namespace ward::ingest
