// SPDX-License-Identifier: Apache-2.0
// Events, findings and rules as the API writes them. One spelling for every route.
#pragma once

#include <string>

#include "base/json.h"
#include "model/finding.h"
#include "store/event_store.h"

namespace ward::serve {

void write_rule(base::JsonWriter& json, const model::RuleHead& rule, bool with_text);
void write_finding(base::JsonWriter& json, const model::Finding& finding);
void write_event(base::JsonWriter& json, const store::StoredEvent& event);

/// Left out where the source had no time.
void write_time(base::JsonWriter& json, std::string_view name, base::TimeNs time);

std::string base64_encode(std::string_view bytes);

}  // namespace ward::serve
