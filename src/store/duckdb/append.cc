// SPDX-License-Identifier: Apache-2.0
// One append is one transaction in the newest day: events, rejects, findings, rules they cite, and
// the state row. A batch that is stored already (its end is not past the position) is no work, and
// so is a finding whose id is known: replay repeats nothing.
#include <fmt/format.h>

#include <algorithm>

#include "store/duckdb/finding_rows.h"
#include "store/duckdb/schema.h"
#include "store/duckdb/store.h"

namespace ward::store::duckdb {

namespace {

std::vector<std::string_view> types_of(std::span<const Column> columns) {
    std::vector<std::string_view> out;
    for (const auto& column : columns) out.push_back(column.type);
    return out;
}

struct Statement {
    duckdb_prepared_statement handle = nullptr;
    ~Statement() { duckdb_destroy_prepare(&handle); }
};

}  // namespace

base::Result<void> DuckStore::append(const AppendRequest& request) {
    const std::lock_guard append_lock(appending_);
    TRY_DO(reopen_if_broken());
    State state;
    Day day;
    bool is_new = false;
    {
        const std::lock_guard lock(mutex_);
        if (request.end != 0 && request.end <= state_.position) return {};
        state = state_;
        const std::string today = base::format_rfc3339(clock_.now_ns()).substr(0, 10);
        is_new = days_.empty() || days_.back().name < today;
        if (is_new) {
            day.name = today, day.catalog = "d" + today;
            std::erase(day.catalog, '-');
        } else {
            day = days_.back();
        }
    }
    findings_new_.clear(), rules_new_.clear();
    const auto written = write(request, day, state, is_new);
    if (!written.ok()) {
        broken_ = true;  // whatever DuckDB thinks of the instance now, a fresh one knows the disk
        return base::wrap("cannot store", written.error());
    }
    if (is_new) rules_known_.clear();
    findings_known_.insert(findings_new_.begin(), findings_new_.end());
    rules_known_.insert(rules_new_.begin(), rules_new_.end());
    const std::lock_guard lock(mutex_);
    if (is_new)
        days_.push_back(std::move(day));
    else
        days_.back() = std::move(day);
    state_ = std::move(state);
    return {};
}

base::Result<void> DuckStore::write(const AppendRequest& request, Day& day, State& state,
                                    bool is_new) {
    if (is_new) TRY_DO(attach(day));
    TRY_DO(writer_->run("BEGIN"));
    if (is_new)
        for (const auto& sql : create_tables(day.catalog)) TRY_DO(writer_->run(sql));
    if (request.batch != nullptr && !request.batch->events().empty()) {
        Appender events(*writer_, day.catalog, "events", types_of(stored_event_columns()));
        rows_.append(*request.batch, events);
        TRY_DO(events.finish());
    }
    if (request.batch != nullptr && !request.batch->rejects().empty()) {
        Appender rejects(*writer_, day.catalog, "quarantine",
                         types_of(stored_quarantine_columns()));
        append_rejects(*request.batch, rejects);
        TRY_DO(rejects.finish());
    }
    if (request.batch != nullptr) count(*request.batch, day, state);
    count(request, state);
    if (request.findings != nullptr && !request.findings->empty())
        TRY_DO(write_findings(*request.findings, day, state));
    const bool changed = request.detector_position > state.detector_position;
    if (changed) {
        state.detector = request.detector_state;
        state.detector_position = request.detector_position;
    }
    state.position = std::max(state.position, request.end);
    TRY_DO(write_state(day, state, is_new, changed));
    return writer_->run("COMMIT");
}

base::Result<void> DuckStore::write_findings(const model::Findings& findings, const Day& day,
                                             State& state) {
    Appender rows(*writer_, day.catalog, "findings", types_of(finding_columns()));
    Appender rules(*writer_, day.catalog, "rules", std::vector<std::string_view>(9, "VARCHAR"));
    std::unordered_set<std::string> fresh, cited;
    for (const auto& finding : findings) {
        if (findings_known_.contains(finding.id) || !fresh.insert(finding.id).second) continue;
        append_finding(finding, ++state.last_row, rows);
        findings_new_.push_back(finding.id);
        if (!finding.rule) continue;
        auto hash = hash_of(*finding.rule);
        if (rules_known_.contains(hash) || !cited.insert(hash).second) continue;
        append_rule(*finding.rule, hash, rules);
        rules_new_.push_back(std::move(hash));
    }
    TRY_DO(rows.finish());
    return rules.finish();
}

base::Result<void> DuckStore::write_state(const Day& day, const State& state, bool is_new,
                                          bool detector_changed) {
    if (is_new)
        TRY_DO(writer_->run(fmt::format(
            "INSERT INTO {}.main.state VALUES (0, NULL, NULL, false, '', ''::BLOB, 0, 0)",
            day.catalog)));
    const bool with_detector = is_new || detector_changed;
    Statement statement;
    const std::string sql = fmt::format(
        "UPDATE {}.main.state SET position = {}, last_row = {}, min_ns = {}, max_ns = {}, "
        "timeless = {}, detector_position = {}, counts = ?1{}",
        day.catalog, state.position, state.last_row, day.min_ns, day.max_ns, day.timeless,
        state.detector_position, with_detector ? ", detector = ?2" : "");
    if (duckdb_prepare(writer_->handle(), sql.c_str(), &statement.handle) != DuckDBSuccess)
        return base::Error{base::ErrorKind::unavailable, duckdb_prepare_error(statement.handle)};
    const std::string counts = counts_text(state.counts, state.cursors);
    duckdb_bind_varchar_length(statement.handle, 1, counts.data(), counts.size());
    if (with_detector)
        duckdb_bind_blob(statement.handle, 2, state.detector.data(), state.detector.size());
    Rows rows;
    if (duckdb_execute_prepared(statement.handle, rows.handle()) == DuckDBSuccess) return {};
    const char* cause = duckdb_result_error(rows.handle());
    return base::Error{base::ErrorKind::unavailable, cause != nullptr ? cause : "cannot update"};
}

void DuckStore::count(const model::Batch& batch, Day& day, State& state) {
    std::string_view name;
    SourceCounts* counts = nullptr;
    const auto of = [&](std::string_view source) -> SourceCounts& {
        if (counts == nullptr || source != name) {
            name = source;
            counts = &state.counts[std::string(source)];
        }
        return *counts;
    };
    for (const auto& event : batch.events()) {
        auto& one = of(event.source_name);
        one.stored += event.units;
        if (event.time_ns == base::no_time) {
            day.timeless = true;
            continue;
        }
        one.last_event_ns = std::max(one.last_event_ns, event.time_ns);
        day.min_ns = std::min(day.min_ns, event.time_ns);
        day.max_ns = std::max(day.max_ns, event.time_ns);
    }
    for (const auto& reject : batch.rejects()) of(reject.source_name).quarantined += reject.units;
}

void DuckStore::count(const AppendRequest& request, State& state) {
    if (request.dropped != nullptr)
        for (const auto& [source, reasons] : *request.dropped)
            for (const auto& [reason, n] : reasons) state.counts[source].dropped[reason] += n;
    if (request.cursors == nullptr) return;
    for (const auto& [key, value] : *request.cursors)
        if (value.empty())
            state.cursors.erase(key);
        else
            state.cursors[key] = value;
}

}  // namespace ward::store::duckdb
