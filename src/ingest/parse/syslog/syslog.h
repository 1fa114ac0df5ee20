// SPDX-License-Identifier: Apache-2.0
// The syslog parser: RFC 3164 and 5424 lines, and what the programs say in them.
#pragma once

#include "ingest/parser.h"

namespace ward::ingest {

const Parser& syslog_parser();

}  // namespace ward::ingest
