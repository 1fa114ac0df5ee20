// SPDX-License-Identifier: Apache-2.0
#include "incident/group.h"

#include <algorithm>
#include <utility>

#include "base/hash.h"
#include "incident/grow.h"

namespace ward::incident {

namespace {

using model::Entity;
using model::EntityKind;
using model::Incident;
using model::IncidentFinding;

constexpr base::TimeNs minute_ns = 60 * base::second_ns;
constexpr base::TimeNs hour_ns = 60 * minute_ns;
constexpr base::TimeNs day_ns = 24 * hour_ns;

// A hub has met so many: a user's own machine sees a handful of accounts a day.
constexpr double hub_factor = 0.25;  // of the weight of an entity that everyone meets
constexpr size_t hub_users = 6, hub_addresses = 6, hub_hosts = 8, hub_hosts_of_address = 3;

double weight_of(const Entity& entity) {
    switch (entity.kind) {
        case EntityKind::process:
            return 0.9;
        case EntityKind::file_hash:
        case EntityKind::domain:
            return 0.7;
        case EntityKind::address:
            return is_private_address(entity.value) ? 0.4 : 0.7;
        case EntityKind::user:
        case EntityKind::resource:
            return 0.5;
        case EntityKind::host:
            return 0.4;
        case EntityKind::file:
        case EntityKind::url:
            return 0;
    }
    return 0;
}

bool is_system_path(std::string_view path) {
    for (const std::string_view folder :
         {"c:\\windows\\", "c:\\program files", "/usr/", "/bin/", "/sbin/", "/lib"})
        if (path.starts_with(folder)) return true;
    return false;
}

// The hash of a program that every machine has says nothing about who belongs together.
bool is_of_system_program(const IncidentFinding& finding) {
    return std::any_of(finding.entities.begin(), finding.entities.end(), [](const Entity& e) {
        return (e.kind == EntityKind::process || e.kind == EntityKind::file) &&
               is_system_path(e.value);
    });
}

bool is_foreign(const Entity& entity) {
    return entity.kind == EntityKind::address && !is_private_address(entity.value);
}

// True if both sides name some of what `is_kind` chooses, and nothing of it is the same.
template <typename IsKind>
bool contradict(const Incident& incident, const IncidentFinding& finding, IsKind is_kind) {
    const bool other_has = std::any_of(incident.sightings.begin(), incident.sightings.end(),
                                       [&](const auto& s) { return is_kind(s.entity); });
    bool finding_has = false;
    for (const auto& entity : finding.entities) {
        if (!is_kind(entity)) continue;
        finding_has = true;
        if (sighting_of(incident, entity) != nullptr) return false;
    }
    return other_has && finding_has;
}

bool is_near(const model::Sighting& seen, base::TimeNs time_ns, base::TimeNs window_ns) {
    return time_ns >= seen.first_ns - window_ns && time_ns <= seen.last_ns + window_ns;
}

// A place that many use ties strangers who meet there: other people from other addresses, or
// visitors of a public server.
bool are_strangers(const Incident& incident, const IncidentFinding& finding) {
    const auto is_user = [](const Entity& e) { return e.kind == EntityKind::user; };
    const auto is_address = [](const Entity& e) { return e.kind == EntityKind::address; };
    if (contradict(incident, finding, is_foreign)) return true;
    return contradict(incident, finding, is_user) && contradict(incident, finding, is_address);
}

}  // namespace

bool is_private_address(std::string_view value) {
    for (const std::string_view prefix :
         {"10.", "192.168.", "127.", "169.254.", "fe80:", "fc", "fd", "::1"})
        if (value.starts_with(prefix)) return true;
    if (!value.starts_with("172.") || value.size() < 7) return false;
    const int second = (value[4] - '0') * 10 + (value[5] - '0');
    return value[6] == '.' && second >= 16 && second <= 31;
}

base::TimeNs link_window_ns(const Entity& entity) {
    switch (entity.kind) {
        case EntityKind::process:
        case EntityKind::file_hash:
            return day_ns;
        case EntityKind::domain:
        case EntityKind::url:
            return 12 * hour_ns;
        case EntityKind::address:
            return is_private_address(entity.value) ? 30 * minute_ns : 12 * hour_ns;
        case EntityKind::user:
            return hour_ns;
        case EntityKind::host:
            return 45 * minute_ns;
        case EntityKind::resource:
        case EntityKind::file:
            return 2 * hour_ns;
    }
    return hour_ns;
}

bool links(const Entity& entity) {
    if (entity.kind == EntityKind::file || entity.kind == EntityKind::url) return false;
    // A program's path is on every machine; a process's identifier is there once.
    if (entity.kind == EntityKind::process) return entity.value.starts_with('{');
    if (entity.kind == EntityKind::user)
        for (const std::string_view everyone :
             {"root", "system", "administrator", "anonymous logon", "local service",
              "network service", "nobody", "www-data", "guest"})
            if (entity.value == everyone) return false;
    return true;
}

double link_strength(const Incident& incident, const IncidentFinding& finding,
                     const Circles& circles) {
    double tied = 0, by_host = 0;
    const bool is_of_system = is_of_system_program(finding);
    for (const auto& entity : finding.entities) {
        if (!links(entity) || (entity.kind == EntityKind::file_hash && is_of_system)) continue;
        const auto* seen = sighting_of(incident, entity);
        if (seen == nullptr || !is_near(*seen, finding.time_ns, link_window_ns(entity))) continue;
        const double weight = weight_of(entity) * (circles.is_hub(entity) ? hub_factor : 1.0);
        (entity.kind == EntityKind::host ? by_host : tied) += weight;
    }
    if (by_host > 0 && tied < link_needed && are_strangers(incident, finding)) by_host = 0;
    return tied + by_host;
}

bool recurs(const Incident& incident, const IncidentFinding& finding) {
    const bool is_all_it_says =
        std::all_of(incident.tallies.begin(), incident.tallies.end(),
                    [&](const auto& tally) { return tally.rule_id == finding.rule_id; });
    if (!is_all_it_says || contradict(incident, finding, is_foreign)) return false;
    return std::any_of(finding.entities.begin(), finding.entities.end(), [&](const Entity& e) {
        const auto* seen = links(e) ? sighting_of(incident, e) : nullptr;
        return seen != nullptr && is_near(*seen, finding.time_ns, day_ns / 2);
    });
}

// ---- Circles

void Circles::meet(const std::vector<Entity>& entities, base::TimeNs time_ns) {
    for (const auto& entity : entities) {
        if (entity.kind == EntityKind::process || !links(entity)) continue;
        Circle& circle = circles_[entity];
        if (circle.since_ns == base::no_time || time_ns > circle.since_ns + day_ns)
            circle = {time_ns, {}, {}, {}}, changed_.insert(entity);
        for (const auto& other : entities) {
            std::set<uint64_t>* met = other.kind == EntityKind::user      ? &circle.users
                                      : other.kind == EntityKind::host    ? &circle.hosts
                                      : other.kind == EntityKind::address ? &circle.addresses
                                                                          : nullptr;
            if (met == nullptr || other == entity || met->size() >= circle_max) continue;
            if (met->insert(base::hash64(other.value)).second) changed_.insert(entity);
        }
    }
    if (circles_.size() > circles_max) forget_oldest();
}

bool Circles::is_hub(const Entity& entity) const {
    const Circle* circle = find(entity);
    if (circle == nullptr) return false;
    switch (entity.kind) {
        case EntityKind::host:
            return circle->users.size() >= hub_users && circle->addresses.size() >= hub_addresses;
        case EntityKind::address:
            return is_private_address(entity.value) && circle->users.size() >= hub_users &&
                   circle->hosts.size() >= hub_hosts_of_address;
        case EntityKind::user:
        case EntityKind::domain:
            return circle->hosts.size() >= hub_hosts;
        default:
            return false;
    }
}

const Circles::Circle* Circles::find(const Entity& entity) const {
    const auto found = circles_.find(entity);
    return found == circles_.end() ? nullptr : &found->second;
}

std::set<Entity> Circles::take_changed() {
    return std::exchange(changed_, {});
}

void Circles::forget_oldest() {
    auto oldest = circles_.begin();
    for (auto at = circles_.begin(); at != circles_.end(); ++at)
        if (at->second.since_ns < oldest->second.since_ns) oldest = at;
    changed_.insert(oldest->first);
    circles_.erase(oldest);
}

// ---- EntityIndex

void EntityIndex::add(const std::string& incident, const Entity& entity) {
    if (links(entity)) seen_[entity].insert(incident);
}

void EntityIndex::remove(const Incident& incident) {
    for (const auto& sighting : incident.sightings) {
        const auto at = seen_.find(sighting.entity);
        if (at == seen_.end()) continue;
        at->second.erase(incident.id);
        if (at->second.empty()) seen_.erase(at);
    }
}

std::set<std::string> EntityIndex::with_any(const std::vector<Entity>& entities) const {
    std::set<std::string> out;
    for (const auto& entity : entities)
        if (const auto found = seen_.find(entity); found != seen_.end())
            out.insert(found->second.begin(), found->second.end());
    return out;
}

}  // namespace ward::incident
