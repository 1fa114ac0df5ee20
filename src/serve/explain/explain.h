// SPDX-License-Identifier: Apache-2.0
// Explaining what is stored: why a finding fired, from its event's raw bytes and the rule as it
// was; why a rule did not fire on an event. The API and `ward explain` share it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "detect/detector.h"
#include "ingest/mapper.h"
#include "model/finding.h"
#include "store/event_store.h"

namespace ward::serve {

constexpr size_t explained_events_max = 20;  // of a correlation; more is nobody's reading

struct ExplainParts {
    store::EventStore& events;
    std::shared_ptr<const detect::RuleSet> rules;  // may be null: then only what findings carry
    detect::LoadOptions options;
    model::FieldNames& names;
};

/// What the tests were run on.
enum class Basis {
    raw,       // the event as its parser reads its raw bytes now
    envelope,  // its raw bytes, and fields that came around them (HEC metadata, a CSV header)
    fields,    // the stored fields: the raw bytes alone do not say all (a binary record)
};
std::string_view to_text(Basis basis);

struct ExplainedEvent {
    store::StoredEvent event;
    std::shared_ptr<const model::RuleHead> rule;  // correlations: the rule that met this event
    detect::Explanation explanation;
    Basis basis = Basis::fields;
};

struct Explained {
    std::optional<model::Finding> finding;
    std::shared_ptr<const model::RuleHead> rule;
    std::vector<ExplainedEvent> events;
    size_t events_left_out = 0;
};

/// not_found: there is no such finding, or its event is no longer kept.
base::Result<Explained> explain_finding(const ExplainParts& parts, const std::string& finding_id);
/// Why (or why not) the rule of that id or title fires on that event.
base::Result<Explained> explain_event(const ExplainParts& parts, const std::string& rule,
                                      const std::string& event_id);

std::string to_json(const Explained& explained);
/// For the terminal: plain, log text made harmless.
std::string render_text(const Explained& explained);

}  // namespace ward::serve
