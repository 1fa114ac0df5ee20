// SPDX-License-Identifier: Apache-2.0
// Incidents: groups findings by shared entities within time, ranks, tells. Keeps them in the
// StateStore; people change them there.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/batch.h"
#include "model/finding.h"
#include "model/incident.h"
#include "store/event_store.h"
#include "store/state_store.h"

namespace ward::incident {

/// A change that a person makes. Only what is set changes.
struct Patch {
    std::optional<model::IncidentStatus> status;
    std::optional<model::Verdict> verdict;
    std::optional<std::string> owner;
    std::optional<model::Level> severity_override;
    bool clears_severity_override = false;  // back to the computed one
    std::optional<std::string> comment;
    uint64_t expected_version = 0;  // 0: any
};

struct IncidentPage {
    std::vector<model::Incident> incidents;
    std::string next;
};

class Incidents {
public:
    virtual ~Incidents() = default;
    /// `advice_folder` is content/advice: next steps by tactic and technique.
    static base::Result<std::unique_ptr<Incidents>> open(store::StateStore& state,
                                                         const base::Clock& clock,
                                                         const std::string& advice_folder);

    /// Notes which hosts send which logs and until when, so that a story can say what it cannot
    /// know. Seeing a batch twice changes nothing. Called by the line for every batch that is
    /// stored, before group().
    virtual void observe(const model::Batch& batch) = 0;

    /// Takes findings in stored order; `last_row` is the row number of the newest
    /// (EventStore::findings_after). Idempotent: findings that an incident has already are nothing
    /// new. Grouping, story and last_row change in one transaction. Returns touched ids.
    virtual base::Result<std::vector<std::string>> group(const model::Findings& findings,
                                                         uint64_t last_row) = 0;
    virtual uint64_t last_row() const = 0;

    /// The incident, its story told by what is known now. An id that was merged into another finds
    /// that one.
    virtual base::Result<std::optional<model::Incident>> find(const std::string& id) = 0;
    /// Highest score first. `status` empty: all.
    virtual base::Result<IncidentPage> list(const std::string& status, const std::string& cursor,
                                            size_t limit) = 0;
    /// Applies and audits a person's change. Returns the incident as it is now.
    virtual base::Result<model::Incident> patch(const std::string& id, const Patch& patch,
                                                const std::string& actor) = 0;
};

std::string to_json(const model::Incident& incident);
/// The same without story, findings and comments: for lists.
std::string to_summary_json(const model::Incident& incident);
base::Result<model::Incident> incident_from_json(std::string_view json);

/// An incident for people: text for the terminal (plain), or Markdown. Every clause ends with the
/// numbers of its events in brackets; the ids of the events stand at the end, under "Evidence".
std::string render_text(const model::Incident& incident);
std::string render_markdown(const model::Incident& incident);

}  // namespace ward::incident
