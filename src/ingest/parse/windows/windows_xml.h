// SPDX-License-Identifier: Apache-2.0
// Windows events as XML text: what wevtutil, Get-WinEvent (ToXml), the Event Viewer and Splunk's
// agent write: <Events> files, one <Event> after another, one alone.
#pragma once

#include "ingest/parser.h"

namespace ward::ingest {

const Parser& windows_xml_parser();

/// Reads the events of `text` under the name of another format.
void read_windows_xml(std::string_view text, const RecordContext& context, std::string_view format,
                      model::Batch& out);

/// How many of the bytes that are left of a file the parser should be given next: up to the end of
/// an event. (It takes whole files too.)
size_t windows_xml_piece_bytes(std::string_view rest);

}  // namespace ward::ingest
