// SPDX-License-Identifier: Apache-2.0
// The flow: the one place where the stages meet. Carries what the journal holds through ingest,
// detect, store and incident, exactly once.
//
//   thread 1: gather -> read, map, detect, tell   of the next range
//   thread 2: store -> group -> release           of the one before
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
#include "ingest/content_deriver.h"
#include "ingest/reader.h"
#include "serve/ledger.h"
#include "store/event_store.h"

namespace ward::app {

/// What the flow works with; all of it outlives the flow.
struct FlowParts {
    base::Journal& journal;
    model::FieldNames& names;
    const ingest::ContentDeriver& deriver;  // mappings and sentences
    std::shared_ptr<const detect::RuleSet>
        rules;  // shared with the API, which explains findings by it
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
    struct Prepared;
    base::Result<Range> gather(base::JournalPosition from);
    void pass_over_damage(Range& range);
    std::unique_ptr<Prepared> prepare(Range&& range);
    void tell(const model::Batch& batch, model::Findings& findings) const;
    base::Result<void> carry(const Prepared& prepared);
    base::Result<void> store(const Prepared& prepared);
    base::Result<void> group_new_findings();

    void run();
    void run_store();
    bool hand_over(std::unique_ptr<Prepared> prepared);
    void recover();
    void catch_up(Range&& range);
    bool is_state_due(base::JournalPosition end) const;
    void keep_state();
    void report(const base::Error& error);

    FlowParts parts_;
    ingest::RecordReader reader_;
    std::unique_ptr<detect::Detector> detector_;
    base::JournalPosition matched_ = 0;   // all before it has been matched (thread 1)
    base::JournalPosition state_at_ = 0;  // newest correlation state that was saved, and its size
    size_t state_bytes_ = 0;
    std::atomic<base::JournalPosition> position_{0};  // all before it is stored
    std::atomic<bool> healthy_{true}, stopping_{false};

    std::mutex mutex_;                   // all below
    std::condition_variable changed_;    // one of them, or position_
    std::unique_ptr<Prepared> waiting_;  // for thread 2, which may be busy with the one before
    bool is_storing_ = false, is_over_ = false;
    bool has_failed_ = false;  // thread 1 must begin again where the store stands
    std::thread thread_, store_thread_;
};

}  // namespace ward::app
