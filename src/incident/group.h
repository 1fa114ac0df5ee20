// SPDX-License-Identifier: Apache-2.0
// Grouping: which incident a finding belongs to. By entities that it shares with an incident, each
// kind for as long as it means something.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/incident.h"

namespace ward::incident {

/// How long after (or before) its last sighting an entity of this kind still ties findings
/// together, in nanoseconds of event time. A file hash or a foreign address means the same for a
/// day; a host is shared by unrelated things within the hour.
base::TimeNs link_window_ns(const model::Entity& entity);

/// True for what ties findings together: not private addresses' network noise, not accounts that
/// everyone is.
bool links(const model::Entity& entity);

/// Where entities were seen, by incident. In memory; rebuilt from the open incidents at start.
class EntityIndex {
public:
    void add(const std::string& incident, const model::Entity& entity, base::TimeNs time_ns);
    /// All of `from` is seen as `to` from now on.
    void merge(const std::string& from, const std::string& to);
    void remove(const std::string& incident);
    /// The incidents that share a linking entity with `entities` near `time_ns`.
    std::set<std::string> near(const std::vector<model::Entity>& entities,
                               base::TimeNs time_ns) const;

private:
    struct Span {
        base::TimeNs first_ns = 0, last_ns = 0;
    };
    std::map<model::Entity, std::map<std::string, Span>> seen_;
};

}  // namespace ward::incident
