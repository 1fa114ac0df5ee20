// SPDX-License-Identifier: Apache-2.0
// What a JSON event is, told from the names that it has.
#pragma once

#include <optional>

#include "ingest/parse/json/mark.h"
#include "model/batch.h"

namespace ward::ingest::json {

/// Sets product, service and category of an event whose fields are open in `out`, and its time
/// where a field holds one. `given`: the log source that the user named, or null.
void classify(model::Batch& out, const Seen& seen, const model::LogSource* given,
              model::Event& event);

/// The time in `text`: RFC 3339 or a number since 1970 in s, ms, us or ns, told by its size.
std::optional<base::TimeNs> event_time(std::string_view text);

/// Digits of fraction that `text`, a time, is written with; -1 where it does not say.
int8_t time_digits(std::string_view text);

}  // namespace ward::ingest::json
