// SPDX-License-Identifier: Apache-2.0
#include "incident/group.h"

#include <algorithm>

namespace ward::incident {

constexpr base::TimeNs minute_ns = 60 * base::second_ns;
constexpr base::TimeNs hour_ns = 60 * minute_ns;

static bool is_private_address(std::string_view value) {
    for (const std::string_view prefix :
         {"10.", "192.168.", "127.", "169.254.", "fe80:", "fd", "::1"})
        if (value.starts_with(prefix)) return true;
    if (!value.starts_with("172.") || value.size() < 7) return false;
    const int second = (value[4] - '0') * 10 + (value[5] - '0');
    return value[6] == '.' && second >= 16 && second <= 31;
}

base::TimeNs link_window_ns(const model::Entity& entity) {
    using model::EntityKind;
    switch (entity.kind) {
        case EntityKind::process:
            return 6 * hour_ns;
        case EntityKind::file_hash:
            return 24 * hour_ns;
        case EntityKind::domain:
        case EntityKind::url:
            return 12 * hour_ns;
        case EntityKind::address:
            return is_private_address(entity.value) ? 30 * minute_ns : 12 * hour_ns;
        case EntityKind::user:
            return 60 * minute_ns;
        case EntityKind::host:
            return 45 * minute_ns;
        case EntityKind::resource:
            return 2 * hour_ns;
        case EntityKind::file:
            return 2 * hour_ns;
    }
    return hour_ns;
}

bool links(const model::Entity& entity) {
    using model::EntityKind;
    // A program's path is on every machine; it says what happened, not who belongs together.
    if (entity.kind == EntityKind::file) return false;
    if (entity.kind == EntityKind::user)
        for (const std::string_view everyone :
             {"root", "system", "administrator", "anonymous logon", "local service",
              "network service", "nobody"})
            if (entity.value == everyone) return false;
    return true;
}

void EntityIndex::add(const std::string& incident, const model::Entity& entity,
                      base::TimeNs time_ns) {
    if (!links(entity)) return;
    const auto [at, is_new] = seen_[entity].try_emplace(incident, Span{time_ns, time_ns});
    if (is_new) return;
    at->second.first_ns = std::min(at->second.first_ns, time_ns);
    at->second.last_ns = std::max(at->second.last_ns, time_ns);
}

void EntityIndex::merge(const std::string& from, const std::string& to) {
    for (auto& [entity, incidents] : seen_) {
        const auto found = incidents.find(from);
        if (found == incidents.end()) continue;
        const Span moved = found->second;
        incidents.erase(found);
        const auto [at, is_new] = incidents.try_emplace(to, moved);
        if (is_new) continue;
        at->second.first_ns = std::min(at->second.first_ns, moved.first_ns);
        at->second.last_ns = std::max(at->second.last_ns, moved.last_ns);
    }
}

void EntityIndex::remove(const std::string& incident) {
    for (auto at = seen_.begin(); at != seen_.end();) {
        at->second.erase(incident);
        at = at->second.empty() ? seen_.erase(at) : std::next(at);
    }
}

std::set<std::string> EntityIndex::near(const std::vector<model::Entity>& entities,
                                        base::TimeNs time_ns) const {
    std::set<std::string> out;
    for (const auto& entity : entities) {
        const auto found = seen_.find(entity);
        if (found == seen_.end()) continue;
        const base::TimeNs window = link_window_ns(entity);
        for (const auto& [incident, span] : found->second)
            if (time_ns >= span.first_ns - window && time_ns <= span.last_ns + window)
                out.insert(incident);
    }
    return out;
}

}  // namespace ward::incident
