// SPDX-License-Identifier: Apache-2.0
// Grouping: whether a finding belongs to an incident. By the entities that they share, each kind
// for as long as it means something and as much as it says: a process ties for certain, a host
// which everyone uses hardly at all.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "model/incident.h"

namespace ward::incident {

/// How long after (or before) its last sighting an entity of this kind still ties findings
/// together, in nanoseconds of event time.
base::TimeNs link_window_ns(const model::Entity& entity);

/// True for what may tie findings together: not accounts that everyone is, not paths of programs.
bool links(const model::Entity& entity);

bool is_private_address(std::string_view address);

/// Who meets whom in findings, to tell hubs: a domain controller, a proxy or a service account
/// stands in the findings of many who have nothing to do with each other. Counts within a day.
/// Bounded; what changed is handed out, so that it can be stored.
class Circles {
public:
    /// Whom one entity met since `since_ns`, as hashes.
    struct Circle {
        base::TimeNs since_ns = base::no_time;
        std::set<uint64_t> users, hosts, addresses;
    };
    static constexpr size_t circle_max = 8;       // more make it no more of a hub
    static constexpr size_t circles_max = 20000;  // entities; the oldest is forgotten

    void meet(const std::vector<model::Entity>& entities, base::TimeNs time_ns);
    bool is_hub(const model::Entity& entity) const;

    void put(const model::Entity& entity, Circle circle) { circles_[entity] = std::move(circle); }
    const Circle* find(const model::Entity& entity) const;
    /// What meet() changed, and forgot, since the last call.
    std::set<model::Entity> take_changed();

private:
    void forget_oldest();

    std::map<model::Entity, Circle> circles_;
    std::set<model::Entity> changed_;
};

/// How strongly `finding` is tied to `incident`: 0 not at all; from link_needed on it belongs to
/// it.
double link_strength(const model::Incident& incident, const model::IncidentFinding& finding,
                     const Circles& circles);
/// True if `finding` says again, within half a day, what is all that `incident` says: one rule, on
/// an entity that both name.
bool recurs(const model::Incident& incident, const model::IncidentFinding& finding);
constexpr double link_needed = 0.4;

/// Which incidents an entity was seen in. In memory; rebuilt from the incidents at start.
class EntityIndex {
public:
    void add(const std::string& incident, const model::Entity& entity);
    void remove(const model::Incident& incident);
    std::set<std::string> with_any(const std::vector<model::Entity>& entities) const;

private:
    std::map<model::Entity, std::set<std::string>> seen_;
};

}  // namespace ward::incident
