// SPDX-License-Identifier: Apache-2.0
#include "incident/groups.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "incident/grow.h"

namespace ward::incident {

namespace {

using model::Incident;
using model::IncidentFinding;

constexpr size_t rules_of_incident = 3;  // so many weak rules that agree make an incident

bool is_incident(const Incident& group) {
    std::set<std::string> rules;
    for (const auto& tally : group.tallies) rules.insert(tally.rule_id);
    return rules.size() >= rules_of_incident ||
           std::any_of(group.findings.begin(), group.findings.end(),
                       [](const auto& f) { return f.level >= model::Level::medium; });
}

bool is_touched_by_people(const Incident& incident) {
    return !incident.owner.empty() || incident.verdict != model::Verdict::none ||
           incident.status != model::IncidentStatus::open || incident.severity_override;
}

IncidentFinding summary_of(const model::Finding& finding) {
    IncidentFinding out;
    out.finding_id = finding.id, out.time_ns = finding.time_ns;
    if (finding.rule) {
        out.rule_id = finding.rule->id, out.rule_title = finding.rule->title;
        out.level = finding.rule->level, out.tags = finding.rule->tags;
        out.false_positives = finding.rule->false_positives;
    }
    out.event = finding.event, out.events = finding.events;
    if (out.events.size() > events_of_finding_max) out.events.resize(events_of_finding_max);
    out.entities = finding.entities, out.sentence = finding.sentence;
    return out;
}

}  // namespace

void Groups::place(const model::Finding& finding) {
    IncidentFinding summary = summary_of(finding);
    summary.fired = ++fired_[summary.rule_id];
    changes_.rules.insert(summary.rule_id);
    circles_.meet(summary.entities, summary.time_ns);
    const std::string id = choose(summary);
    for (const auto& entity : summary.entities) index_.add(id, entity);
    Incident& group = active_.at(id);
    add(group, std::move(summary));
    changes_.touched.insert(id);
    if (loose_.contains(id) && is_incident(group)) loose_.erase(id), changes_.risen.insert(id);
}

// The group that the finding joins: of those that it is tied to the oldest one that people work on,
// else the oldest; the others are the same matter, so they are merged into it.
std::string Groups::choose(const IncidentFinding& finding) {
    std::vector<const Incident*> tied, same;
    for (const auto& id : index_.with_any(finding.entities)) {
        const Incident& group = active_.at(id);
        if (link_strength(group, finding, circles_) >= link_needed)
            tied.push_back(&group);
        else if (recurs(group, finding))
            same.push_back(&group);
    }
    if (tied.empty()) tied = same;
    if (tied.empty()) {
        if (is_full()) forget_oldest();
        Incident fresh;
        constexpr size_t id_digits = 12;
        fresh.id = "inc-" + finding.finding_id.substr(0, id_digits);
        const std::string id = fresh.id;
        loose_.insert(id);
        active_.emplace(id, std::move(fresh));
        return id;
    }
    const auto goes_first = [](const Incident* a, const Incident* b) {
        const bool worked_a = is_touched_by_people(*a), worked_b = is_touched_by_people(*b);
        if (worked_a != worked_b) return worked_a;
        return a->first_ns != b->first_ns ? a->first_ns < b->first_ns : a->id < b->id;
    };
    std::sort(tied.begin(), tied.end(), goes_first);
    const std::string best = tied.front()->id;
    std::vector<std::string> others;
    for (size_t i = 1; i < tied.size(); ++i)
        if (!is_touched_by_people(*tied[i])) others.push_back(tied[i]->id);
    for (const auto& other : others) merge(other, best);
    return best;
}

void Groups::merge(const std::string& from, const std::string& into) {
    Incident& target = active_.at(into);
    const auto source = active_.extract(from);
    index_.remove(source.mapped());
    for (const auto& sighting : source.mapped().sightings) index_.add(into, sighting.entity);
    absorb(target, source.mapped());
    changes_.touched.erase(from), changes_.touched.insert(into);
    changes_.risen.erase(from);
    const bool was_loose = loose_.erase(from) > 0;
    if (!was_loose && loose_.erase(into) > 0) changes_.risen.insert(into);
    for (auto& [gone, target_id] : changes_.merged)
        if (target_id == from) target_id = into;
    changes_.merged[from] = into;
}

void Groups::forget_oldest() {
    auto oldest = active_.begin();
    for (auto at = active_.begin(); at != active_.end(); ++at)
        if (at->second.last_ns < oldest->second.last_ns) oldest = at;
    const std::string id = oldest->first;
    changes_.forgotten.insert(id);
    index_.remove(oldest->second);
    active_.erase(oldest);
}

GroupChanges Groups::take_changes() {
    changes_.entities = circles_.take_changed();
    return std::exchange(changes_, {});
}

const Incident* Groups::find(const std::string& id) const {
    const auto found = active_.find(id);
    return found == active_.end() ? nullptr : &found->second;
}

Incident* Groups::find(const std::string& id) {
    const auto found = active_.find(id);
    return found == active_.end() ? nullptr : &found->second;
}

uint64_t Groups::fired(const std::string& rule_id) const {
    const auto found = fired_.find(rule_id);
    return found == fired_.end() ? 0 : found->second;
}

void Groups::put(Incident incident, bool is_loose) {
    for (const auto& sighting : incident.sightings) index_.add(incident.id, sighting.entity);
    if (is_loose) loose_.insert(incident.id);
    const std::string id = incident.id;
    active_.insert_or_assign(id, std::move(incident));
}

void Groups::drop(const std::string& id) {
    const auto found = active_.find(id);
    if (found == active_.end()) return;
    index_.remove(found->second);
    loose_.erase(id);
    active_.erase(found);
}

}  // namespace ward::incident
