// SPDX-License-Identifier: Apache-2.0
// What stands in a syslog message: another format (JSON, CEF, LEEF, audit, key=value, a web log),
// or text of a program whose shapes are known.
#pragma once

#include "ingest/parse/audit/join.h"
#include "ingest/parse/json/walker.h"
#include "ingest/parse/syslog/header.h"

namespace ward::ingest::syslog {

/// What reading messages needs between them.
struct ContentState {
    json::Walker walker;
    audit::Joiner joiner;
};

/// What was found in a message. Its fields are open in the batch.
enum class Content {
    text,    // nothing that is known
    shape,   // a program's words
    format,  // another format, which has set Event::source.format and, if it has one, the time
    taken,   // a record that waits for its siblings, or was finished with them: nothing is open
};

/// Reads `header.message` into the open event and says in `event.source` what it is.
Content read_content(const Header& header, const RecordContext& context, ContentState& state,
                     model::Event& event, model::Batch& out);

}  // namespace ward::ingest::syslog
