// SPDX-License-Identifier: Apache-2.0
// The fallback parser: a line that nobody else knows is one event with the field `message`.
#pragma once

#include "ingest/parser.h"

namespace ward::ingest {

const Parser& text_parser();

}  // namespace ward::ingest
