// SPDX-License-Identifier: Apache-2.0
// The JSON parser: any JSON, line by line or as documents, and what well-known services write in
// it.
#pragma once

#include "ingest/parser.h"

namespace ward::ingest {

const Parser& json_parser();

}  // namespace ward::ingest
