// SPDX-License-Identifier: Apache-2.0
// The parser of Zeek's own logs: tab-separated values under a header of '#' lines.
#pragma once

#include "ingest/parser.h"

namespace ward::ingest {

const Parser& zeek_parser();

}  // namespace ward::ingest
