// SPDX-License-Identifier: Apache-2.0
// Replay: the lines of a day as the deliveries in which they would have been received.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/demo/scenario.h"
#include "base/journal.h"

namespace ward::app::demo {

/// Lines of one source that arrived together: one journal record.
struct Delivery {
    std::string source, payload;
    base::TimeNs received_ns = 0;
    uint32_t units = 0;

    base::JournalRecord record() const {
        return {source, "lines", "127.0.0.1", received_ns, units, payload};
    }
};

/// The lines, gathered by source over some minutes, in the order in which their last lines were
/// written.
std::vector<Delivery> deliver(const std::vector<Line>& lines);

/// Writes the lines as log files below `folder`, one file per source.
base::Result<void> write_logs(const std::vector<Line>& lines, const std::string& folder);

}  // namespace ward::app::demo
