// SPDX-License-Identifier: Apache-2.0
// The parsers of ArcSight's Common Event Format and IBM's Log Event Extended Format.
#pragma once

#include "ingest/parser.h"

namespace ward::ingest {

const Parser& cef_parser();
const Parser& leef_parser();

namespace cef {

/// Why a text is not read; empty: it is.
struct Outcome {
    bool is_one = false;  // the text says that it is of this format
    model::RejectReason reason = model::RejectReason::malformed;
    std::string_view fault;  // static text; set: the event must become a reject
};

/// Adds the fields of a CEF (LEEF) text to the open event and sets its source and time. `text` may
/// have anything before "CEF:" ("LEEF:").
Outcome read_cef(std::string_view text, const RecordContext& context, model::Event& event,
                 model::Batch& out);
Outcome read_leef(std::string_view text, const RecordContext& context, model::Event& event,
                  model::Batch& out);

}  // namespace cef

}  // namespace ward::ingest
