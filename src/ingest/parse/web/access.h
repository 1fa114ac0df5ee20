// SPDX-License-Identifier: Apache-2.0
// Access logs of web servers: the common and combined formats with what is put before and behind
// them, and lines that hold a request in another order.
#pragma once

#include "ingest/parser.h"

namespace ward::ingest {

const Parser& access_parser();

namespace web {

/// 0 to 100: how sure it is that `line` is an access log's.
int access_score(std::string_view line);

/// Adds the fields of an access line to the open event and sets its source and time; false if it is
/// none (then nothing is added).
bool read_access(std::string_view line, const RecordContext& context, model::Event& event,
                 model::Batch& out);

}  // namespace web

}  // namespace ward::ingest
