// SPDX-License-Identifier: Apache-2.0
#include "incident/grow.h"

#include <algorithm>
#include <tuple>

namespace ward::incident {

namespace {

using model::EntityKind;
using model::Incident;
using model::IncidentFinding;

void widen(base::TimeNs& first_ns, base::TimeNs& last_ns, base::TimeNs from_ns,
           base::TimeNs to_ns) {
    first_ns = first_ns == base::no_time ? from_ns : std::min(first_ns, from_ns);
    last_ns = std::max(last_ns, to_ns);
}

// Paths and addresses of pages are told in sentences; as entities they are too many.
bool is_sighted(const model::Entity& entity) {
    if (entity.kind == EntityKind::process) return entity.value.starts_with('{');
    return entity.kind != EntityKind::file && entity.kind != EntityKind::url;
}

void see(Incident& incident, const model::Sighting& seen) {
    auto& all = incident.sightings;
    const auto at = std::lower_bound(all.begin(), all.end(), seen.entity,
                                     [](const model::Sighting& one, const model::Entity& entity) {
                                         return one.entity < entity;
                                     });
    if (at != all.end() && at->entity == seen.entity) {
        at->count += seen.count;
        widen(at->first_ns, at->last_ns, seen.first_ns, seen.last_ns);
    } else if (all.size() < sightings_max) {
        all.insert(at, seen);
    }
}

void count(Incident& incident, const model::Tally& more) {
    for (auto& tally : incident.tallies)
        if (tally.rule_id == more.rule_id && tally.host == more.host) {
            tally.count += more.count;
            widen(tally.first_ns, tally.last_ns, more.first_ns, more.last_ns);
            return;
        }
    if (incident.tallies.size() < tallies_max) incident.tallies.push_back(more);
}

bool is_earlier(const IncidentFinding& a, const IncidentFinding& b) {
    return std::tie(a.time_ns, a.event, a.rule_id) < std::tie(b.time_ns, b.event, b.rule_id);
}

void insert(Incident& incident, IncidentFinding finding) {
    auto& all = incident.findings;
    all.insert(std::upper_bound(all.begin(), all.end(), finding, is_earlier), std::move(finding));
}

// Room for a finding of a rule and host that has its share: the last of the kept ones goes, unless
// the new one is between them.
bool make_room_in_tally(Incident& incident, const IncidentFinding& finding) {
    const std::string host = host_of(finding);
    size_t kept = 0, last = 0;
    for (size_t i = 0; i < incident.findings.size(); ++i)
        if (incident.findings[i].rule_id == finding.rule_id &&
            host_of(incident.findings[i]) == host)
            ++kept, last = i;
    if (kept < findings_of_tally_max) return true;
    if (is_earlier(finding, incident.findings[last])) return false;
    incident.findings.erase(incident.findings.begin() + static_cast<std::ptrdiff_t>(last));
    return true;
}

// Room among all: the last of the least grave ones goes, if it is less grave than the new one.
bool make_room(Incident& incident, const IncidentFinding& finding) {
    auto& all = incident.findings;
    if (all.size() < Incident::findings_kept_max) return true;
    auto least = all.begin();
    for (auto at = all.begin(); at != all.end(); ++at)
        if (at->level <= least->level) least = at;
    if (least->level >= finding.level) return false;
    all.erase(least);
    return true;
}

void keep(Incident& incident, IncidentFinding finding) {
    if (make_room_in_tally(incident, finding) && make_room(incident, finding))
        insert(incident, std::move(finding));
}

}  // namespace

std::string host_of(const IncidentFinding& finding) {
    for (const auto& entity : finding.entities)
        if (entity.kind == EntityKind::host) return entity.value;
    return {};
}

void add(Incident& incident, IncidentFinding finding) {
    const base::TimeNs time = finding.time_ns;
    ++incident.finding_count;
    widen(incident.first_ns, incident.last_ns, time, time);
    for (const auto& entity : finding.entities)
        if (is_sighted(entity)) see(incident, {entity, 1, time, time});
    count(incident, {finding.rule_id, host_of(finding), 1, time, time});
    keep(incident, std::move(finding));
}

void absorb(Incident& incident, const Incident& other) {
    incident.finding_count += other.finding_count;
    widen(incident.first_ns, incident.last_ns, other.first_ns, other.last_ns);
    for (const auto& sighting : other.sightings) see(incident, sighting);
    for (const auto& tally : other.tallies) count(incident, tally);
    for (const auto& finding : other.findings) keep(incident, finding);
    incident.comments.insert(incident.comments.end(), other.comments.begin(), other.comments.end());
}

const model::Sighting* sighting_of(const Incident& incident, const model::Entity& entity) {
    const auto& all = incident.sightings;
    const auto at = std::lower_bound(all.begin(), all.end(), entity,
                                     [](const model::Sighting& one, const model::Entity& wanted) {
                                         return one.entity < wanted;
                                     });
    return at != all.end() && at->entity == entity ? &*at : nullptr;
}

const model::Tally* tally_of(const Incident& incident, const std::string& rule_id,
                             const std::string& host) {
    for (const auto& tally : incident.tallies)
        if (tally.rule_id == rule_id && tally.host == host) return &tally;
    return nullptr;
}

}  // namespace ward::incident
