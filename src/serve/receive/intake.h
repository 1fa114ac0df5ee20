// SPDX-License-Identifier: Apache-2.0
// Intake: the one door through which every receiver hands over what it got. Stamps it, counts it,
// gives it to the journal, and says so once it is on disk. Knows no protocol.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/journal.h"
#include "serve/ledger.h"

namespace ward::serve {

class Intake {
public:
    /// Gets the record's place in the journal, from which its events' ids are made.
    using Done = std::function<void(base::Result<base::JournalPosition>)>;

    Intake(base::Journal& journal, Ledger& ledger, const base::Clock& clock)
        : journal_(journal), ledger_(ledger), clock_(clock) {}

    /// Copies `record`; `done` is called once, when it is on disk or refused, from any thread, and
    /// must be brief. A record of no units is nothing and done at once, at 0. `received_ns` is set
    /// here.
    void take(base::JournalRecord record, Done done);
    /// The same, waiting for it.
    base::Result<base::JournalPosition> take(const base::JournalRecord& record);
    void lost(std::string_view source, std::string_view reason, uint64_t units) {
        ledger_.lost(source, reason, units);
    }
    std::string admit(std::string_view source) { return ledger_.admit(source); }
    /// True if something was refused just now (a full disk, too much waiting): do not send.
    bool is_refusing() const { return clock_.monotonic_ns() < refusing_until_ns_; }

private:
    static constexpr base::TimeNs refusing_ns = 2 * base::second_ns;  // then somebody may try

    base::Journal& journal_;
    Ledger& ledger_;
    const base::Clock& clock_;
    std::atomic<base::TimeNs> refusing_until_ns_{base::no_time};
};

/// Lines of `text` that are not empty: what a record of format "lines" holds.
uint32_t count_lines(std::string_view text);

}  // namespace ward::serve
