// SPDX-License-Identifier: Apache-2.0
// What `ward scan` prints of a finding: one JSON line as the contract names it, or one row for a
// person.
#pragma once

#include <string>
#include <unordered_map>

#include "model/batch.h"
#include "model/finding.h"

namespace ward::cli {

/// Names events that took part in a correlation, long after their batch is gone.
class EventNames {
public:
    /// Must be called for every event that a correlation may name.
    void note(const model::Event& event);
    struct Name {
        std::string_view file;
        uint64_t index = 0;
    };
    Name name_of(const model::EventId& id) const;

private:
    static constexpr size_t indices_max = 4 << 20;  // some 200 MB; then the place in the record
    struct Hash {
        size_t operator()(const model::EventId& id) const { return id.record ^ (id.index * 31ULL); }
    };
    std::unordered_map<uint64_t, std::string> files_;             // by EventId::record
    std::unordered_map<model::EventId, uint64_t, Hash> indices_;  // that differ from the id's own
};

void append_finding_line(std::string& out, const model::Finding& finding, const model::Event& event,
                         const EventNames& names);
/// `width`: columns of the terminal, 0 for no limit.
void append_finding_row(std::string& out, const model::Finding& finding, const model::Event& event,
                        size_t width);

}  // namespace ward::cli
