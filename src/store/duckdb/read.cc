// SPDX-License-Identifier: Apache-2.0
// Reads: each on a connection of its own, over the days that its time range may touch. Never
// writes: statements other than SELECT are refused before they run.
#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <thread>

#include "base/json.h"
#include "base/text.h"
#include "store/duckdb/derived.h"
#include "store/duckdb/finding_rows.h"
#include "store/duckdb/schema.h"
#include "store/duckdb/store.h"

namespace ward::store::duckdb {

namespace {

/// Interrupts a connection that takes too long.
class Watchdog {
public:
    Watchdog(duckdb_connection connection, int timeout_ms)
        : thread_([this, connection, timeout_ms] {
              std::unique_lock lock(mutex_);
              const auto late = [this] { return done_; };
              if (!wake_.wait_for(lock, std::chrono::milliseconds(timeout_ms), late))
                  duckdb_interrupt(connection);
          }) {}
    ~Watchdog() {
        {
            const std::lock_guard lock(mutex_);
            done_ = true;
        }
        wake_.notify_one();
        thread_.join();
    }
    Watchdog(const Watchdog&) = delete;
    Watchdog& operator=(const Watchdog&) = delete;

private:
    std::mutex mutex_;
    std::condition_variable wake_;
    bool done_ = false;
    std::thread thread_;  // last: it uses the others
};

std::string text_of_json(const base::Json& value) {
    if (value.is_string()) return std::string(value.text());
    if (value.is_object() || value.is_array()) return base::to_json(value);
    const std::string text = base::to_json(value);
    return text == "null" ? "" : text;
}

std::vector<std::pair<std::string, std::string>> native_of(const std::string& text) {
    std::vector<std::pair<std::string, std::string>> out;
    const auto json = base::parse_json(text);
    if (!json.ok()) return out;
    for (const auto& [name, value] : json->object()) {
        if (!value.is_array()) out.emplace_back(name, text_of_json(value));
        for (const auto& one : value.array()) out.emplace_back(name, text_of_json(one));
    }
    return out;
}

StoredEvent to_event(const model::EventId& id, const std::vector<Value>& row) {
    StoredEvent out;
    out.id = id;
    out.time_ns = number_in(row[0], base::no_time);
    out.received_ns = number_in(row[1], base::no_time);
    out.source_name = text_in(row[2]), out.format = text_in(row[3]);
    out.product = text_in(row[4]), out.category = text_in(row[5]), out.service = text_in(row[6]);
    out.raw = text_in(row[7]), out.sentence = text_in(row[8]), out.ocsf_json = text_in(row[9]);
    out.native = native_of(text_in(row[10]));
    if (out.raw.empty()) out.raw = text_in(row[11]);
    return out;
}

/// "WHERE" and an equality for each term of a filter over `columns`, values bound from ?1 on.
base::Result<std::string> where_of(std::span<const Column> columns,
                                   const std::vector<std::pair<std::string, std::string>>& filter,
                                   std::vector<Value>& parameters) {
    std::string out = "WHERE true";
    for (const auto& [name, value] : filter) {
        const auto is_it = [&](const Column& column) { return column.name == name; };
        if (std::ranges::none_of(columns, is_it))
            return base::Error{base::ErrorKind::usage,
                               "there is no column '" + base::printable(name) + "' to filter by"};
        parameters.emplace_back(value);
        out += fmt::format(" AND {}::VARCHAR = ?{}", quoted(name), parameters.size());
    }
    return out;
}

constexpr size_t rules_cached_max = 20'000;

}  // namespace

base::Result<std::unique_ptr<Connection>> DuckStore::reader(base::TimeNs from_ns,
                                                            base::TimeNs to_ns) {
    std::vector<std::string> days, all;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& day : days_) {
            all.push_back(day.catalog);
            const bool after = from_ns != base::no_time && day.max_ns < from_ns;
            const bool before = to_ns != base::no_time && day.min_ns >= to_ns;
            if (!after && !before) days.push_back(day.catalog);
        }
    }
    auto out = std::make_unique<Connection>(database_);
    if (all.empty()) {  // nothing stored yet: tables of the same shape, empty
        TRY_DO(out->run("ATTACH IF NOT EXISTS ':memory:' AS nothing"));
        for (auto sql : create_tables("nothing")) {
            sql.insert(sql.find("nothing."), "IF NOT EXISTS ");
            TRY_DO(out->run(sql));
        }
        all.push_back("nothing");
    }
    for (const auto& sql : create_views(days, all.back(), from_ns, to_ns, all))
        TRY_DO(out->run(sql));
    return out;
}

base::Result<Table> DuckStore::query(const std::string& sql, const std::vector<Value>& parameters,
                                     const QueryLimits& limits, base::TimeNs from_ns,
                                     base::TimeNs to_ns) {
    return read([&]() -> base::Result<Table> {
        TRY(const auto connection, reader(from_ns, to_ns));
        const Watchdog watchdog(connection->handle(), limits.timeout_ms);
        return connection->table(sql, parameters, limits.rows_max, true);
    });
}

base::Result<std::optional<StoredEvent>> DuckStore::event(const model::EventId& id) {
    return read([&] { return select_event(id); });
}

base::Result<std::optional<StoredEvent>> DuckStore::select_event(const model::EventId& id) {
    std::vector<std::string> days;
    {
        const std::lock_guard state_lock(mutex_);
        for (const auto& day : days_) days.push_back(day.catalog);
    }
    Connection connection(database_);
    for (auto day = days.rbegin(); day != days.rend(); ++day) {
        TRY(const Table table,
            connection.table(fmt::format(
                "SELECT time_ns, received_ns, source_name, format, product, category, "
                "service, raw, {}, {}, {}, raw_binary FROM {}.main.events WHERE record = "
                "{}::UBIGINT AND idx = {} LIMIT 1",
                sentence_sql, ocsf_sql, native_sql, *day, id.record, id.index)));
        if (!table.rows.empty()) return std::optional(to_event(id, table.rows.front()));
    }
    return std::optional<StoredEvent>();
}

std::shared_ptr<const model::RuleHead> DuckStore::rule(Connection& connection,
                                                       const std::string& hash) {
    std::vector<std::string> days;
    {
        const std::lock_guard lock(mutex_);
        const auto known = rules_.find(hash);
        if (known != rules_.end()) return known->second;
        for (const auto& day : days_) days.push_back(day.catalog);
    }
    auto out = std::make_shared<const model::RuleHead>();
    for (auto day = days.rbegin(); day != days.rend(); ++day) {
        const auto table = connection.table(
            fmt::format("SELECT id, title, level, tags, description, false_positives, file, text "
                        "FROM {}.main.rules WHERE hash = ?1 LIMIT 1",
                        *day),
            {hash});
        if (!table.ok() || table->rows.empty()) continue;
        out = std::make_shared<const model::RuleHead>(to_rule(table->rows.front()));
        break;
    }
    const std::lock_guard lock(mutex_);
    if (rules_.size() >= rules_cached_max) rules_.clear();
    rules_[hash] = out;
    return out;
}

base::Result<std::vector<std::pair<uint64_t, model::Finding>>> DuckStore::select_findings(
    const std::string& tail, const std::vector<Value>& parameters) {
    std::string columns;
    for (const auto& column : finding_columns())
        columns += (columns.empty() ? "" : ", ") + quoted(column.name);
    const std::string sql = fmt::format("SELECT {} FROM findings {}", columns, tail);
    return read([&]() -> base::Result<std::vector<std::pair<uint64_t, model::Finding>>> {
        TRY(const auto connection, reader());
        TRY(const Table table, connection->table(sql, parameters));
        const auto rules = [&](const std::string& hash) { return rule(*connection, hash); };
        std::vector<std::pair<uint64_t, model::Finding>> out;
        for (const auto& row : table.rows)
            out.emplace_back(static_cast<uint64_t>(number_in(row[0], 0)), to_finding(row, rules));
        return out;
    });
}

base::Result<std::optional<model::Finding>> DuckStore::finding(const std::string& id) {
    TRY(auto rows, select_findings("WHERE finding_id = ?1 LIMIT 1", {id}));
    if (rows.empty()) return std::optional<model::Finding>();
    return std::optional(std::move(rows.front().second));
}

base::Result<EventStore::FindingPage> DuckStore::findings(
    const std::vector<std::pair<std::string, std::string>>& filter, const std::string& cursor,
    size_t limit) {
    std::vector<Value> parameters;
    TRY(auto where, where_of(finding_columns(), filter, parameters));
    if (!cursor.empty()) {
        const auto row = base::parse_integer(cursor);
        if (!row || *row < 0) return base::Error{base::ErrorKind::usage, "no such cursor"};
        where += fmt::format(" AND \"row\" < {}", *row);
    }
    TRY(auto rows, select_findings(fmt::format("{} ORDER BY \"row\" DESC LIMIT {}", where, limit),
                                   parameters));
    FindingPage out;
    if (limit > 0 && rows.size() == limit) out.next = std::to_string(rows.back().first);
    for (auto& [row, finding] : rows) out.findings.push_back(std::move(finding));
    return out;
}

base::Result<EventStore::RejectPage> DuckStore::rejects(
    const std::vector<std::pair<std::string, std::string>>& filter, const std::string& cursor,
    size_t limit) {
    std::vector<Value> parameters;
    TRY(auto where, where_of(quarantine_columns(), filter, parameters));
    if (!cursor.empty()) {
        parameters.emplace_back(cursor);
        where += fmt::format(" AND event_id < ?{}", parameters.size());
    }
    const std::string sql = fmt::format(
        "SELECT event_id, source_name, format, reason, detail, raw, received_ns, source_index, "
        "source_offset, raw_bytes FROM quarantine {} ORDER BY event_id DESC LIMIT {}",
        where, limit);
    TRY(const Table table, read([&]() -> base::Result<Table> {
            TRY(const auto connection, reader());
            return connection->table(sql, parameters);
        }));
    RejectPage out;
    for (const auto& row : table.rows) {
        const auto count = [&](size_t i) { return static_cast<uint64_t>(number_in(row[i], 0)); };
        out.rejects.push_back({text_in(row[0]), text_in(row[1]), text_in(row[2]), text_in(row[3]),
                               text_in(row[4]), text_in(row[5]), number_in(row[6], base::no_time),
                               count(7), count(8), count(9)});
    }
    if (limit > 0 && out.rejects.size() == limit) out.next = out.rejects.back().id;
    return out;
}

base::Result<std::vector<std::pair<uint64_t, model::Finding>>> DuckStore::findings_after(
    uint64_t after, size_t limit) {
    return select_findings(
        fmt::format("WHERE \"row\" > {} ORDER BY \"row\" LIMIT {}", after, limit), {});
}

}  // namespace ward::store::duckdb
