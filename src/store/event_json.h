// SPDX-License-Identifier: Apache-2.0
// Event JSON: an event's native fields and OCSF attributes as the JSON texts that the store keeps.
// Written for each event that is stored, so: one pass, no tree.
#pragma once

#include <string>

#include "model/batch.h"

namespace ward::store {

/// One flat object: a name once, a list where the event has several values.
void append_native_json(std::string& out, const model::Batch& batch, const model::Event& event);

/// One nested object; members that are named by numbers are the elements of a list.
void append_ocsf_json(std::string& out, const model::Batch& batch, const model::Event& event);

}  // namespace ward::store
