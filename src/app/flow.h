// SPDX-License-Identifier: Apache-2.0
// The flow: the one place where the stages meet. Carries what the journal holds through ingest,
// detect, store and incident, exactly once.
#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/journal.h"
#include "base/metrics.h"
#include "detect/detector.h"
#include "incident/incidents.h"
#include "ingest/reader.h"
#include "language/sentences.h"
#include "serve/ledger.h"
#include "store/event_store.h"

namespace ward::app {

/// What the flow works with; all of it outlives the flow.
struct FlowParts {
    base::Journal& journal;
    model::FieldNames& names;
    const ingest::Mapper* mapper;
    std::shared_ptr<const detect::RuleSet>
        rules;  // shared with the API, which explains findings by it
    const language::Sentences& sentences;
    store::EventStore& events;
    incident::Incidents& incidents;
    base::Metrics& metrics;
    serve::Ledger& ledger;  // told of what is in flight no more
};

class Flow {
public:
    explicit Flow(FlowParts parts);
    ~Flow();

    /// Takes up where the store stands: restores correlation state, groups findings that incidents
    /// have not seen.
    base::Result<void> resume();
    /// Carries on a thread of its own until stop().
    void start();
    void stop();
    /// Waits until all that is durable now has been carried, at most so long. False if it has not.
    bool drain(int timeout_ms);
    /// False while the world refuses what the flow wants to store (disk full); recovers by itself.
    bool is_healthy() const { return healthy_; }

private:
    struct Range;
    base::Result<void> carry(Range&& range);
    base::Result<Range> gather(base::JournalPosition from);
    void pass_over_damage(Range& range);
    base::Result<void> store(const Range& range, const model::Batch& batch,
                             const model::Findings& findings,
                             const std::vector<std::string>& sentences);
    std::vector<std::string> tell(const model::Batch& batch, model::Findings& findings) const;
    base::Result<void> group_new_findings();
    void run();

    FlowParts parts_;
    ingest::RecordReader reader_;
    std::unique_ptr<detect::Detector> detector_;
    std::atomic<base::JournalPosition> position_{0};
    std::atomic<bool> healthy_{true}, stopping_{false};
    std::mutex mutex_;
    std::condition_variable carried_;  // position_ has grown
    std::thread thread_;
};

}  // namespace ward::app
