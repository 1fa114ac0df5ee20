// SPDX-License-Identifier: Apache-2.0
// Regaining native fields that a sender moved elsewhere: into the Elastic Common Schema, into the
// text of Sysmon's message, or over by fields of its own. Only what can be said for certain.
#pragma once

#include "model/batch.h"

namespace ward::ingest::windows {

/// Adds to the open fields what of the Elastic Common Schema has a native name in this kind of
/// event and is not there under it.
void regain_from_ecs(model::Batch& out);

/// Adds to the open fields of a Sysmon event the lines "Name: value" of its message that are not
/// there as fields.
void regain_from_message(model::Batch& out);

/// NXLog writes EventTime without its zone. Where the event also says when it was received, in the
/// same zone and in UTC, the zone follows. Sets the time of an event that has none.
void regain_time(model::Batch& out, model::Event& event);

/// The first open field called `name`, or null. Valid until fields are added.
model::Field* find_open(model::Batch& out, std::string_view name);

}  // namespace ward::ingest::windows
