// SPDX-License-Identifier: Apache-2.0
// An incident as JSON, both ways: what the StateStore keeps and the API gives.
#include <algorithm>

#include "base/json.h"
#include "incident/grow.h"
#include "incident/incidents.h"

namespace ward::incident {

namespace {

using base::Json;
using base::JsonWriter;
using model::EventId;
using model::Incident;

void write_events(JsonWriter& out, const std::vector<EventId>& events) {
    out.key("events").begin_array();
    for (const auto& event : events) out.value(event.text());
    out.end_array();
}

void write_texts(JsonWriter& out, std::string_view name, const std::vector<std::string>& texts) {
    out.key(name).begin_array();
    for (const auto& text : texts) out.value(text);
    out.end_array();
}

void write_entities(JsonWriter& out, const std::vector<model::Entity>& entities) {
    out.key("entities").begin_array();
    for (const auto& entity : entities)
        out.begin_object()
            .field("kind", model::to_text(entity.kind))
            .field("value", entity.value)
            .end_object();
    out.end_array();
}

void write_time(JsonWriter& out, std::string_view name, base::TimeNs time) {
    if (time == base::no_time) return;
    out.field(name, base::format_rfc3339(time));
}

void write_finding(JsonWriter& out, const model::IncidentFinding& finding) {
    out.begin_object().field("id", finding.finding_id);
    out.key("rule").begin_object();
    out.field("id", finding.rule_id).field("title", finding.rule_title);
    out.field("level", model::to_text(finding.level)).end_object();
    write_texts(out, "tags", finding.tags);
    write_time(out, "time", finding.time_ns);
    out.field("event", finding.event.text());
    write_events(out, finding.events);
    write_entities(out, finding.entities);
    out.field("sentence", finding.sentence).field("fired", finding.fired);
    write_texts(out, "false_positives", finding.false_positives);
    out.end_object();
}

void write_span(JsonWriter& out, uint64_t count, base::TimeNs first_ns, base::TimeNs last_ns) {
    out.field("count", count);
    write_time(out, "first_time", first_ns), write_time(out, "last_time", last_ns);
    out.end_object();
}

// The entities as people want them, with when and how often they were seen.
void write_sightings(JsonWriter& out, const Incident& incident) {
    out.key("entities").begin_array();
    const auto write = [&](const model::Entity& entity, const model::Sighting* seen) {
        out.begin_object().field("kind", model::to_text(entity.kind)).field("value", entity.value);
        if (seen == nullptr)
            out.end_object();
        else
            write_span(out, seen->count, seen->first_ns, seen->last_ns);
    };
    for (const auto& entity : incident.entities) write(entity, sighting_of(incident, entity));
    out.end_array();
    out.key("rules").begin_array();
    for (const auto& tally : incident.tallies) {
        out.begin_object().field("id", tally.rule_id).field("host", tally.host);
        write_span(out, tally.count, tally.first_ns, tally.last_ns);
    }
    out.end_array();
}

void write_clause(JsonWriter& out, const model::Clause& clause) {
    out.begin_object().field("section", model::to_text(clause.section));
    if (!clause.tactic.empty()) out.field("tactic", clause.tactic);
    write_time(out, "time", clause.time_ns);
    out.field("text", clause.text);
    write_events(out, clause.events);
    out.end_object();
}

void write_head(JsonWriter& out, const Incident& incident) {
    out.field("id", incident.id).field("title", incident.title);
    out.field("severity", model::to_text(incident.severity_override.value_or(incident.severity)));
    out.field("computed_severity", model::to_text(incident.severity));
    if (incident.severity_override)
        out.field("severity_override", model::to_text(*incident.severity_override));
    out.field("score", incident.score).field("confidence", incident.confidence);
    out.field("status", model::to_text(incident.status));
    out.field("verdict", model::to_text(incident.verdict)).field("owner", incident.owner);
    write_time(out, "first_time", incident.first_ns);
    write_time(out, "last_time", incident.last_ns);
    write_sightings(out, incident);
    write_texts(out, "tactics", incident.tactics);
    out.field("finding_count", incident.finding_count);
}

std::vector<EventId> read_events(const Json& json) {
    std::vector<EventId> out;
    for (const auto& item : json["events"].array())
        if (const auto id = EventId::parse(item.text())) out.push_back(*id);
    return out;
}

std::vector<std::string> read_texts(const Json& json) {
    std::vector<std::string> out;
    for (const auto& item : json.array()) out.emplace_back(item.text());
    return out;
}

std::vector<model::Entity> read_entities(const Json& json) {
    std::vector<model::Entity> out;
    for (const auto& item : json["entities"].array())
        if (const auto kind = model::parse_entity_kind(item["kind"].text()))
            out.push_back({*kind, std::string(item["value"].text())});
    return out;
}

base::TimeNs read_time(const Json& json) {
    return base::parse_rfc3339(json.text()).value_or(base::no_time);
}

model::IncidentFinding read_finding(const Json& json) {
    model::IncidentFinding out;
    out.finding_id = json["id"].text();
    out.rule_id = json["rule"]["id"].text(), out.rule_title = json["rule"]["title"].text();
    out.level = model::parse_level(json["rule"]["level"].text()).value_or(model::Level::medium);
    out.tags = read_texts(json["tags"]), out.time_ns = read_time(json["time"]);
    out.event = EventId::parse(json["event"].text()).value_or(EventId{});
    out.events = read_events(json), out.entities = read_entities(json);
    out.sentence = json["sentence"].text();
    out.fired = static_cast<uint64_t>(json["fired"].integer(1));
    out.false_positives = read_texts(json["false_positives"]);
    return out;
}

void read_sightings(const Json& json, Incident& out) {
    for (const auto& item : json["entities"].array()) {
        const auto kind = model::parse_entity_kind(item["kind"].text());
        if (!kind) continue;
        out.entities.push_back({*kind, std::string(item["value"].text())});
        out.sightings.push_back({out.entities.back(),
                                 static_cast<uint64_t>(item["count"].integer()),
                                 read_time(item["first_time"]), read_time(item["last_time"])});
    }
    std::sort(out.sightings.begin(), out.sightings.end(),
              [](const auto& a, const auto& b) { return a.entity < b.entity; });
    for (const auto& item : json["rules"].array())
        out.tallies.push_back({std::string(item["id"].text()), std::string(item["host"].text()),
                               static_cast<uint64_t>(item["count"].integer()),
                               read_time(item["first_time"]), read_time(item["last_time"])});
}

model::Clause read_clause(const Json& json) {
    model::Clause out;
    out.section = model::parse_section(json["section"].text()).value_or(model::Section::summary);
    out.tactic = json["tactic"].text(), out.text = json["text"].text();
    out.time_ns = read_time(json["time"]), out.events = read_events(json);
    return out;
}

}  // namespace

std::string to_json(const Incident& incident) {
    std::string text;
    JsonWriter out(text);
    out.begin_object();
    write_head(out, incident);
    out.key("story").begin_array();
    for (const auto& clause : incident.story) write_clause(out, clause);
    out.end_array();
    out.key("findings").begin_array();
    for (const auto& finding : incident.findings) write_finding(out, finding);
    out.end_array();
    out.key("comments").begin_array();
    for (const auto& comment : incident.comments) {
        out.begin_object().field("author", comment.author).field("text", comment.text);
        write_time(out, "time", comment.time_ns);
        out.end_object();
    }
    out.end_array().field("version", incident.version).end_object();
    return text;
}

std::string to_summary_json(const Incident& incident) {
    std::string text;
    JsonWriter out(text);
    out.begin_object();
    write_head(out, incident);
    out.field("version", incident.version).end_object();
    return text;
}

base::Result<Incident> incident_from_json(std::string_view text) {
    TRY(const Json json, base::parse_json(text));
    Incident out;
    out.id = json["id"].text(), out.title = json["title"].text();
    out.severity =
        model::parse_level(json["computed_severity"].text()).value_or(model::Level::medium);
    out.severity_override = model::parse_level(json["severity_override"].text());
    out.score = json["score"].real(), out.confidence = json["confidence"].real();
    out.status =
        model::parse_incident_status(json["status"].text()).value_or(model::IncidentStatus::open);
    out.verdict = model::parse_verdict(json["verdict"].text()).value_or(model::Verdict::none);
    out.owner = json["owner"].text();
    out.first_ns = read_time(json["first_time"]), out.last_ns = read_time(json["last_time"]);
    read_sightings(json, out), out.tactics = read_texts(json["tactics"]);
    for (const auto& item : json["story"].array()) out.story.push_back(read_clause(item));
    for (const auto& item : json["findings"].array()) out.findings.push_back(read_finding(item));
    for (const auto& item : json["comments"].array())
        out.comments.push_back({std::string(item["author"].text()),
                                std::string(item["text"].text()), read_time(item["time"])});
    out.finding_count = static_cast<uint64_t>(json["finding_count"].integer());
    out.version = static_cast<uint64_t>(json["version"].integer());
    return out;
}

}  // namespace ward::incident
