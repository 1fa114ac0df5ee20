// SPDX-License-Identifier: Apache-2.0
// EVTX: the log files of Windows (and single chunks of them). Each record becomes one event with
// the flat names that rules are written against.
//
//   file    [ header, 4 KiB | chunk, 64 KiB | chunk | ... ]
//   chunk   [ header, 512 B | record | record | ... | unused ]      names and templates belong to
//   it record  [ 2a 2a 00 00, size, number, time | binary XML | size ]
//
// Event::raw is the record's bytes, except for events that go to a store: there it is the event's
// XML, because a record means nothing without the templates of its chunk. The parser reads that XML
// as well, so that each stored event can be read again from its raw text alone.
//
// A record is found by its place; where a chunk is broken, by its magic. Checksums are noted and
// break nothing: a file that was copied while Windows wrote it has wrong ones.
#pragma once

#include "ingest/parser.h"

namespace ward::ingest {

const Parser& evtx_parser();

/// How many of the bytes that are left of a file the parser should be given next: a chunk, before
/// it the header of the file. (It takes whole files too.)
size_t evtx_piece_bytes(std::string_view rest);

}  // namespace ward::ingest
