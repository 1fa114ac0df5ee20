// SPDX-License-Identifier: Apache-2.0
// DuckStore: the embedded EventStore. One DuckDB instance in memory with each day of storing
// attached as a file of its own.
//
//   EVENTS/2026-01-02.duckdb   catalog d20260102   read only by habit: newer days get the rows
//   EVENTS/2026-01-03.duckdb   catalog d20260103   the newest: every append commits here, with the
//                                                  journal position in the same transaction
//
// Appends use one connection; every read opens its own and sees the last commit. Only the newest
// day is ever written. When DuckDB gives the instance up (a full disk), the next append or read
// opens it anew.
#pragma once

#include <mutex>
#include <shared_mutex>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>

#include "store/duckdb/connection.h"
#include "store/duckdb/event_rows.h"

namespace ward::store::duckdb {

class DuckStore final : public EventStore {
public:
    /// `folder` is empty for a store in memory.
    DuckStore(std::string folder, const base::Clock& clock, std::shared_ptr<const Deriver> deriver)
        : folder_(std::move(folder)), clock_(clock), deriver_(std::move(deriver)) {}
    ~DuckStore() override;

    base::Result<void> open();

    base::Result<void> append(const AppendRequest& request) override;
    base::JournalPosition position() const override;
    std::string detector_state() const override;
    base::JournalPosition detector_position() const override;
    std::map<std::string, SourceCounts> counts() const override;
    std::map<std::string, std::string> cursors() const override;

    base::Result<std::optional<StoredEvent>> event(const model::EventId& id) override;
    base::Result<std::optional<model::Finding>> finding(const std::string& id) override;
    base::Result<FindingPage> findings(
        const std::vector<std::pair<std::string, std::string>>& filter, const std::string& cursor,
        size_t limit) override;
    base::Result<RejectPage> rejects(const std::vector<std::pair<std::string, std::string>>& filter,
                                     const std::string& cursor, size_t limit) override;
    base::Result<std::vector<std::pair<uint64_t, model::Finding>>> findings_after(
        uint64_t after, size_t limit) override;
    base::Result<Table> query(const std::string& sql, const std::vector<Value>& parameters,
                              const QueryLimits& limits, base::TimeNs from_ns,
                              base::TimeNs to_ns) override;
    base::Result<void> add_functions(std::span<const ScalarFunction* const> functions) override;
    base::Result<size_t> retain(int age_days, uint64_t bytes_max) override;
    uint64_t bytes_on_disk() const override;

private:
    struct Day {
        std::string name;     // "2026-01-02"
        std::string catalog;  // "d20260102"
        base::TimeNs min_ns = INT64_MAX, max_ns = INT64_MIN;
        bool timeless = false;  // it holds events without a time
    };
    /// What the row `state` of the newest day says.
    struct State {
        base::JournalPosition position = 0;
        uint64_t last_row = 0;
        std::string detector;
        base::JournalPosition detector_position = 0;
        std::map<std::string, SourceCounts> counts;
        std::map<std::string, std::string> cursors;
    };

    // store.cc: the instance and its days
    base::Result<void> open_instance();
    base::Result<void> load_days();
    base::Result<bool> is_begun(const Day& day);
    base::Result<void> check_columns(const Day& day);
    base::Result<void> load_state(Day& day);
    base::Result<void> load_known(const Day& day);
    base::Result<void> reopen_if_broken();
    void close_instance();
    std::string path_of(const Day& day) const;
    base::Result<void> attach(const Day& day);

    // append.cc: one transaction
    base::Result<void> write(const AppendRequest& request, Day& day, State& state, bool is_new);
    base::Result<void> write_findings(const model::Findings& findings, const Day& day,
                                      State& state);
    base::Result<void> write_state(const Day& day, const State& state, bool is_new,
                                   bool detector_changed);
    static void count(const model::Batch& batch, Day& day, State& state);
    static void count(const AppendRequest& request, State& state);

    // read.cc
    template <typename Ask>
    std::invoke_result_t<Ask> read(const Ask& ask);
    base::Result<std::unique_ptr<Connection>> reader(base::TimeNs from_ns = base::no_time,
                                                     base::TimeNs to_ns = base::no_time);
    base::Result<std::optional<StoredEvent>> select_event(const model::EventId& id);
    std::shared_ptr<const model::RuleHead> rule(Connection& connection, const std::string& hash);
    base::Result<std::vector<std::pair<uint64_t, model::Finding>>> select_findings(
        const std::string& tail, const std::vector<Value>& parameters);

    const std::string folder_;
    const base::Clock& clock_;
    const std::shared_ptr<const Deriver> deriver_;

    std::mutex appending_;  // one append at a time
    std::unique_ptr<Connection> writer_;
    EventRows rows_;
    std::unordered_set<std::string> findings_known_;  // ids of the two newest days
    std::unordered_set<std::string> rules_known_;     // hashes in the newest day
    std::vector<std::string> findings_new_, rules_new_;
    std::atomic<bool> broken_{false};  // the instance must be opened anew; set by appends

    mutable std::shared_mutex instance_;  // shared: reads; alone: opening, closing, days removed
    duckdb_database database_ = nullptr;

    mutable std::mutex mutex_;  // all below
    std::vector<Day> days_;     // oldest first
    State state_;
    std::unordered_map<std::string, std::shared_ptr<const model::RuleHead>> rules_;

    std::mutex functions_adding_;  // the one below
    std::unordered_map<std::string_view, const ScalarFunction*> functions_;
};

/// What `ask` answers while the instance stays as it is. Where the world refused or the instance is
/// broken, once more after the instance has been opened anew: a full disk keeps nobody from asking.
template <typename Ask>
std::invoke_result_t<Ask> DuckStore::read(const Ask& ask) {
    {
        const std::shared_lock lock(instance_);
        auto out = ask();
        if (out.ok() || (out.error().kind != base::ErrorKind::unavailable && !broken_)) return out;
    }
    {
        const std::lock_guard append_lock(appending_);  // one that is failing now will say so
        TRY_DO(reopen_if_broken());
    }
    const std::shared_lock lock(instance_);
    return ask();
}

/// Counts and cursors as JSON and back.
using Counts = std::map<std::string, SourceCounts>;
using Cursors = std::map<std::string, std::string>;
std::string counts_text(const Counts& counts, const Cursors& cursors);
std::pair<Counts, Cursors> counts_of(const std::string& text);

}  // namespace ward::store::duckdb
