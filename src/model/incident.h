// SPDX-License-Identifier: Apache-2.0
// An incident: findings that belong together, ranked, and told in clauses that each cite their
// events.
#pragma once

#include <string>
#include <vector>

#include "model/finding.h"

namespace ward::model {

enum class IncidentStatus : uint8_t { open, in_progress, closed };
enum class Verdict : uint8_t { none, true_positive, benign, false_positive };
std::string_view to_text(IncidentStatus status);
std::string_view to_text(Verdict verdict);
std::optional<IncidentStatus> parse_incident_status(std::string_view text);
std::optional<Verdict> parse_verdict(std::string_view text);

/// The parts of a told incident, in the order in which they are shown.
enum class Section : uint8_t {
    summary,
    who,
    where,
    how,
    timeline,
    confidence,
    unknown,
    next_steps
};
std::string_view to_text(Section section);
std::optional<Section> parse_section(std::string_view text);

/// One statement and what it rests on. `events` is never empty: a checker refuses an uncited
/// clause.
struct Clause {
    Section section = Section::summary;
    std::string tactic;  // timeline clauses: the ATT&CK tactic ("initial-access"), else empty
    std::string text;
    base::TimeNs time_ns = base::no_time;
    std::vector<EventId> events;
};

/// What a finding leaves in its incident: enough to rank and tell it without the event store.
struct IncidentFinding {
    std::string finding_id;
    std::string rule_id, rule_title;
    Level level = Level::medium;
    std::vector<std::string> tags;
    base::TimeNs time_ns = base::no_time;
    EventId event;
    std::vector<EventId> events;
    std::vector<Entity> entities;
    std::string sentence;
    std::vector<std::string> false_positives;  // of its rule
    uint64_t fired = 1;  // how often its rule had fired anywhere when it came, this time included
};

/// All findings of one rule on one host, kept or not.
struct Tally {
    std::string rule_id, host;
    uint64_t count = 0;
    base::TimeNs first_ns = base::no_time, last_ns = base::no_time;
};

/// An entity and when it was seen in an incident.
struct Sighting {
    Entity entity;
    uint64_t count = 0;  // findings that name it
    base::TimeNs first_ns = base::no_time, last_ns = base::no_time;
};

struct Comment {
    std::string author, text;
    base::TimeNs time_ns = 0;
};

struct Incident {
    static constexpr size_t findings_kept_max = 400;  // a story needs no more; all are in the store

    std::string id;  // "inc-" and 12 hex digits derived from its first finding
    std::string title;
    Level severity = Level::medium;          // computed
    std::optional<Level> severity_override;  // set by a person
    double score = 0;                        // 0..100: the queue's order
    double confidence = 0;                   // 0..1
    IncidentStatus status = IncidentStatus::open;
    Verdict verdict = Verdict::none;
    std::string owner;
    base::TimeNs first_ns = base::no_time, last_ns = base::no_time;
    std::vector<Entity> entities;           // by kind, the most frequent first
    std::vector<Sighting> sightings;        // the same, by entity
    std::vector<std::string> tactics;       // in ATT&CK order
    std::vector<IncidentFinding> findings;  // by time; at most findings_kept_max
    std::vector<Tally> tallies;             // by rule and host
    uint64_t finding_count = 0;             // of all, kept or not
    std::vector<Clause> story;
    std::vector<Comment> comments;
    uint64_t version = 0;  // grows with each change; PATCH may demand one
};

}  // namespace ward::model
