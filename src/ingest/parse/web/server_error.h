// SPDX-License-Identifier: Apache-2.0
// Error logs of nginx and Apache, with what ModSecurity writes into them.
#pragma once

#include "ingest/parser.h"

namespace ward::ingest {

const Parser& server_error_parser();

namespace web {

int server_error_score(std::string_view line);

/// Adds the fields of a line to the open event and sets its source and time; false if it is none.
bool read_server_error(std::string_view line, const RecordContext& context, model::Event& event,
                       model::Batch& out);

}  // namespace web

}  // namespace ward::ingest
