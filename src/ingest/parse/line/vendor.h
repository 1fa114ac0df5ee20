// SPDX-License-Identifier: Apache-2.0
// Vendors: which product wrote an event of pairs, told from the names that it has, and its time.
#pragma once

#include "ingest/parse/line/open_field.h"
#include "ingest/parser.h"

namespace ward::ingest::line {

/// Sets product, category and service of an event whose fields are open in `out`.
void classify_pairs(model::Batch& out, model::Event& event);

/// Sets the event's time from the best of its open fields: date and time, timestamp, rt, ...
void time_from_pairs(const RecordContext& context, model::Batch& out, model::Event& event);

}  // namespace ward::ingest::line
