// SPDX-License-Identifier: Apache-2.0
// The parser of the Linux audit log (/var/log/audit/audit.log, audispd, ausearch).
#pragma once

#include "ingest/parser.h"

namespace ward::ingest {

const Parser& audit_parser();

}  // namespace ward::ingest
