// SPDX-License-Identifier: Apache-2.0
// Choice: which parser reads the next line of a source whose lines may be of several kinds.
#pragma once

#include "ingest/parser.h"

namespace ward::ingest {

/// The parser for `line`: `last`, the source's parser so far, if it still is sure of it, else the
/// one that is surest. A format that follows a header (CSV, Zeek) is only left for one that is
/// sure.
const Parser& choose(const Parser* last, std::string_view line);

/// The same within one file, which mostly is of one kind: a format that refuses broken lines (JSON,
/// audit, CEF, LEEF) and one with a header are only left for a parser that is sure.
const Parser& choose_in_file(const Parser& last, std::string_view line);

/// True for parsers whose lines mean something only after a header.
bool follows_header(const Parser& parser);

}  // namespace ward::ingest
