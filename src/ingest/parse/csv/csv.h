// SPDX-License-Identifier: Apache-2.0
// The parser of comma-separated values: with a header line, whose names become the fields', or
// without one. The delimiter (',', ';', tab, '|') is told from the text.
#pragma once

#include "ingest/parser.h"

namespace ward::ingest {

const Parser& csv_parser();

}  // namespace ward::ingest
