// SPDX-License-Identifier: Apache-2.0
// EventStore: where events, rejects and findings are kept and asked for. Knows tables and rows;
// knows neither rules nor HTTP. Implementations: duckdb/ (embedded, one file a day of storing).
// Every method is thread-safe; appends are made by one thread.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "base/journal.h"
#include "base/result.h"
#include "model/batch.h"
#include "model/finding.h"
#include "store/deriver.h"
#include "store/scalar_function.h"

namespace ward::store {

/// Columns of the table `events` (also of `quarantine` and `findings`): name, DuckDB type, meaning.
/// The one list that store and query share.
struct Column {
    std::string_view name, type,
        source;  // source: "time_ns", "ocsf:actor.user.name", "native:...", ...
};
std::span<const Column> event_columns();
/// The SQL of a column of `events` that is dear to read (raw, native, ocsf, sentence; else empty),
/// over the rows of the view `kept`, which are those of `events` by `record` and `idx`.
std::string_view dear_sql(std::string_view column);
std::span<const Column> finding_columns();
std::span<const Column> quarantine_columns();

/// A value that comes out of a query. Times are nanoseconds UTC; dynamic values are JSON text.
struct Dynamic {
    std::string json;
};
struct Timestamp {
    base::TimeNs ns = 0;
};
using Value = std::variant<std::monostate, bool, int64_t, double, std::string, Timestamp, Dynamic>;

struct Table {
    struct Head {
        std::string name,
            type;  // type in Kusto's words: string, long, real, bool, datetime, timespan, dynamic,
                   // guid, decimal
    };
    std::vector<Head> columns;
    std::vector<std::vector<Value>> rows;
    bool truncated = false;
};

struct QueryLimits {
    size_t rows_max = 100'000;
    int timeout_ms = 60'000;
    size_t memory_bytes_max = size_t{2} << 30;
};

/// How far the line has come and what it counted, per source; consistent with the last append.
struct SourceCounts {
    uint64_t stored = 0, quarantined = 0;
    std::map<std::string, uint64_t> dropped;
    base::TimeNs last_event_ns = base::no_time;
};

/// By source, then by reason.
using Drops = std::map<std::string, std::map<std::string, uint64_t>>;

struct StoredEvent {
    model::EventId id;
    base::TimeNs time_ns = base::no_time, received_ns = base::no_time;
    std::string source_name, format, product, category, service;
    std::string raw, sentence, ocsf_json;
    std::vector<std::pair<std::string, std::string>> native;
};

/// Bytes that could not be read, as they are kept.
struct StoredReject {
    std::string id, source_name, format, reason, detail, raw;
    base::TimeNs received_ns = base::no_time;
    uint64_t index = 0, offset = 0, raw_bytes = 0;
};

struct AppendRequest {
    const model::Batch* batch = nullptr;
    const model::Findings* findings = nullptr;
    base::JournalPosition end = 0;  // of the journal part that the batch came from
    /// Detector::save() and up to where it has seen the journal; kept where that is further than
    /// what is kept.
    std::string_view detector_state;
    base::JournalPosition detector_position = 0;
    /// Units that were received and never became events, added to the counts: by source and reason.
    const Drops* dropped = nullptr;
    /// Where readers stand after this part (JournalRecord::cursor); an empty value forgets the key.
    const std::map<std::string, std::string>* cursors = nullptr;
};

class EventStore {
public:
    virtual ~EventStore() = default;
    /// Opens or creates the store in `folder` (DATA/events). Without a deriver OCSF and sentence of
    /// its events are NULL.
    static base::Result<std::unique_ptr<EventStore>> open(
        const std::string& folder, const base::Clock& clock,
        std::shared_ptr<const Deriver> deriver = nullptr);
    /// A store in memory or a temporary folder, for `ward query --file`.
    static base::Result<std::unique_ptr<EventStore>> open_temporary(
        std::shared_ptr<const Deriver> deriver = nullptr);

    /// One transaction: events, rejects, findings, counts, position, detector state. All or
    /// nothing.
    virtual base::Result<void> append(const AppendRequest& request) = 0;
    virtual base::JournalPosition position() const = 0;
    /// What was kept last, and up to where it has seen the journal: never past position().
    virtual std::string detector_state() const = 0;
    virtual base::JournalPosition detector_position() const = 0;
    virtual std::map<std::string, SourceCounts> counts() const = 0;
    virtual std::map<std::string, std::string> cursors() const = 0;

    virtual base::Result<std::optional<StoredEvent>> event(const model::EventId& id) = 0;
    virtual base::Result<std::optional<model::Finding>> finding(const std::string& id) = 0;
    /// Newest first; `cursor` is empty or what the last page gave as `next`. `filter` is a KQL-free
    /// list of (column, value) equalities.
    struct FindingPage {
        std::vector<model::Finding> findings;
        std::string next;
    };
    virtual base::Result<FindingPage> findings(
        const std::vector<std::pair<std::string, std::string>>& filter, const std::string& cursor,
        size_t limit) = 0;
    /// Quarantine, newest first, likewise.
    struct RejectPage {
        std::vector<StoredReject> rejects;
        std::string next;
    };
    virtual base::Result<RejectPage> rejects(
        const std::vector<std::pair<std::string, std::string>>& filter, const std::string& cursor,
        size_t limit) = 0;
    /// Findings in the order in which they were stored, from row number `after` on: for the
    /// incident stage to catch up.
    virtual base::Result<std::vector<std::pair<uint64_t, model::Finding>>> findings_after(
        uint64_t after, size_t limit) = 0;

    /// Runs SQL of this store's dialect, made by query/, over views `events`, `kept`,
    /// `findings`, `quarantine` of all days (pruned to [from_ns, to_ns) of event time where given).
    /// Parameters are bound as ?1, ?2, ... Read only.
    virtual base::Result<Table> query(const std::string& sql, const std::vector<Value>& parameters,
                                      const QueryLimits& limits,
                                      base::TimeNs from_ns = base::no_time,
                                      base::TimeNs to_ns = base::no_time) = 0;

    /// Lets SQL call these functions from now on; those that it knows already are passed over.
    /// `functions` must live as long as the store.
    virtual base::Result<void> add_functions(std::span<const ScalarFunction* const> functions) = 0;

    /// Unlinks days older than `age_days` (0: keep) and the oldest ones while all take more than
    /// `bytes_max` (0: no limit). Returns days removed.
    virtual base::Result<size_t> retain(int age_days, uint64_t bytes_max) = 0;
    virtual uint64_t bytes_on_disk() const = 0;
};

}  // namespace ward::store
