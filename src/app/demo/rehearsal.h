// SPDX-License-Identifier: Apache-2.0
// Rehearsal: the whole line without its doors. What is put into its journal becomes events,
// findings and incidents by the flow that the server runs. For tests, which look at what comes out.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/demo/replay.h"
#include "app/flow.h"

namespace ward::app::demo {

class Rehearsal {
public:
    /// On the data in `folder`, made if it is not there. `content` is the folder content/.
    static base::Result<std::unique_ptr<Rehearsal>> open(const std::string& folder,
                                                         const std::string& content,
                                                         const std::vector<std::string>& rules);
    ~Rehearsal();

    /// Puts deliveries into the journal.
    base::Result<void> receive(const std::vector<Delivery>& deliveries);
    /// Carries until everything received is stored and grouped, or `timeout_ms` has passed.
    base::Result<void> carry(int timeout_ms = 120'000);
    /// Stops wherever the flow stands.
    void stop() { flow_->stop(); }
    void start() { flow_->start(); }

    store::EventStore& events() { return *events_; }
    incident::Incidents& incidents() { return *incidents_; }
    base::Journal& journal() { return *journal_; }

private:
    Rehearsal() = default;

    base::SystemClock clock_;
    base::Metrics metrics_;
    serve::Ledger ledger_;
    model::FieldNames names_;
    std::shared_ptr<const ingest::ContentDeriver> deriver_;  // shared: by the store and the flow
    std::unique_ptr<store::EventStore> events_;
    std::unique_ptr<store::StateStore> state_;
    std::unique_ptr<base::Journal> journal_;
    std::unique_ptr<incident::Incidents> incidents_;
    std::unique_ptr<Flow> flow_;
};

}  // namespace ward::app::demo
