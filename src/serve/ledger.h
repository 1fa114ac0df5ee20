// SPDX-License-Identifier: Apache-2.0
// The ledger: what became of everything that each source sent. Receivers write what arrived and
// what was lost, the flow what it carried; one lock makes every picture of it exact. What the store
// has committed is the truth about the past; the ledger holds only what is not there yet.
//
//   received = stored + quarantined + dropped    (committed by the store; drops of late still here)
//            + in flight                         (in the journal or on the way into it)
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/journal.h"
#include "base/metrics.h"
#include "serve/sources.h"
#include "store/event_store.h"

namespace ward::serve {

class Ledger final : public Sources {
public:
    using Units = std::map<std::string, uint64_t, std::less<>>;  // by source
    using Counts = std::map<std::string, store::SourceCounts>;

    static constexpr size_t sources_max = 4096;  // names; what comes from more is "other"
    static constexpr size_t name_bytes_max = 256;
    static constexpr std::string_view other = "other";

    /// At start: what the store has counted, and what still waits in the journal behind `from`.
    /// Reads all of that; what is damaged is passed over. `cursors` of the store are brought up to
    /// what the journal says.
    void open(const Counts& counts, base::Journal& journal, base::JournalPosition from,
              std::map<std::string, std::string>& cursors);

    /// The name under which `wanted` is counted: itself, without control bytes and cut to the
    /// limit, or `other` when there are too many.
    std::string admit(std::string_view wanted);

    void arrived(std::string_view source, uint64_t units);  // handed to the journal
    void refused(std::string_view source, uint64_t units);  // the journal did not take it after all
    void lost(std::string_view source, std::string_view reason, uint64_t units);

    /// Losses that no commit has yet; the caller commits them or gives them back.
    store::Drops take_losses();
    void give_back(const store::Drops& losses);
    /// `units` are in flight no more, `losses` are committed, and the store now counts `counts`.
    void carried(const Units& units, const store::Drops& losses, Counts counts);

    std::vector<SourceAccount> accounts() const override;
    uint64_t in_flight() const;
    /// Sets the accounts' metrics: ward_source_units{source,state[,reason]}.
    void publish(base::Metrics& metrics) const;

private:
    mutable std::mutex mutex_;  // all below
    Units in_flight_;
    Counts committed_;
    store::Drops fresh_, taken_;  // lost: not yet asked for; being committed
};

}  // namespace ward::serve
