// SPDX-License-Identifier: Apache-2.0
// Groups: the incidents that may still grow, and the loose groups that are none yet. A function of
// the findings and their order: how they were cut into batches changes nothing. No I/O.
#pragma once

#include <map>
#include <set>
#include <string>

#include "incident/group.h"
#include "model/finding.h"

namespace ward::incident {

/// What changed since the last take_changes().
struct GroupChanges {
    std::set<std::string> touched;              // groups that grew
    std::map<std::string, std::string> merged;  // gone group -> the one that has its findings
    std::set<std::string> forgotten;            // too old to grow; what is no incident is dropped
    std::set<std::string> risen;                // loose groups that became incidents
    std::set<std::string> rules;                // whose count grew
    std::set<model::Entity> entities;           // whose circle grew
};

class Groups {
public:
    static constexpr size_t active_max = 5000;  // groups that new findings may still join

    void place(const model::Finding& finding);
    GroupChanges take_changes();

    const model::Incident* find(const std::string& id) const;
    model::Incident* find(const std::string& id);
    /// True if the group is no incident yet: below medium, and fewer than three rules agree.
    bool is_loose(const std::string& id) const { return loose_.contains(id); }
    bool is_full() const { return active_.size() >= active_max; }

    // ---- for loading what was stored, and for what people change
    void put(model::Incident incident, bool is_loose);
    void drop(const std::string& id);
    void set_fired(const std::string& rule_id, uint64_t count) { fired_[rule_id] = count; }
    uint64_t fired(const std::string& rule_id) const;
    Circles& circles() { return circles_; }

private:
    std::string choose(const model::IncidentFinding& finding);
    void merge(const std::string& from, const std::string& into);
    void forget_oldest();

    std::map<std::string, model::Incident> active_;
    std::set<std::string> loose_;
    std::map<std::string, uint64_t> fired_;  // rule -> findings so far
    Circles circles_;
    EntityIndex index_;
    GroupChanges changes_;
};

}  // namespace ward::incident
