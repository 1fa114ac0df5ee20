// SPDX-License-Identifier: Apache-2.0
// The lines that commands print about events and rejects, as the contract names them.
#pragma once

#include "ingest/event_json.h"

namespace ward::cli {

using ingest::append_event_line;
using ingest::append_event_name;
using ingest::append_native;
using ingest::append_ocsf;
using ingest::append_problem_line;
using ingest::reason_of;

}  // namespace ward::cli
