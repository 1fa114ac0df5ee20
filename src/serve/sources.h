// SPDX-License-Identifier: Apache-2.0
// Accounts of sources: what each has sent and what became of it. Implemented where receivers and
// flow meet; shown by the API.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/clock.h"

namespace ward::serve {

/// Must hold at every moment: received == stored + quarantined + the sum of dropped + in_flight.
struct SourceAccount {
    std::string name;
    uint64_t received = 0, stored = 0, quarantined = 0, in_flight = 0;
    std::map<std::string, uint64_t> dropped;  // by reason
    base::TimeNs last_event_ns = base::no_time;
};

class Sources {
public:
    virtual ~Sources() = default;
    /// One consistent picture, by name. Thread-safe, brief.
    virtual std::vector<SourceAccount> accounts() const = 0;
};

}  // namespace ward::serve
