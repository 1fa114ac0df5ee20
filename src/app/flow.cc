// SPDX-License-Identifier: Apache-2.0
// The page that shows the product: carry() takes what was received along the line. It follows the
// journal and remembers how far it came in the same transaction as its results, so a crash at any
// point repeats nothing and loses nothing.
#include "app/flow.h"

#include <fmt/format.h>

#include <map>

#include "app/log.h"
#include "base/text.h"

namespace ward::app {

// One carry is one transaction. Under a backlog it nearly fills two row groups of the store (30,720
// rows each), which then go to its file at once instead of through the store's log first: half the
// work. Never more than two: what is over would become a small group, and DuckDB writes small
// neighbours anew (three into two, so groups of two thirds and more are left alone).
constexpr size_t range_units_max = 2 * 30'720;
constexpr size_t range_bytes_max = 40 << 20;  // of payload: large events make a smaller carry
constexpr size_t range_records_max = 20'000;
// Large correlation state is not kept with each carry: after a crash what it has not seen is
// matched again, from the journal.
constexpr size_t small_state_bytes = 32 << 10;
constexpr uint64_t state_every_bytes = uint64_t{32} << 20;  // of journal, and ten times its size
constexpr uint64_t state_share = 10;
// How headers of logs stand among the cursors that the store keeps.
const std::string header_mark = "header:";
constexpr int wait_ms = 250;   // how soon stop() is noticed
constexpr int retry_ms = 500;  // between tries while the world refuses
constexpr size_t findings_page = 2000;

/// Consecutive journal records, and where the journal goes on after them.
struct Flow::Range {
    std::vector<base::StoredRecord> records;
    serve::Ledger::Units units;                  // by source
    std::map<std::string, std::string> cursors;  // where the sources' readers stand after it
    base::JournalPosition end = 0;

    void add(base::StoredRecord&& record);
};

/// A range that has been read, matched and told: what the store will keep of it.
struct Flow::Prepared {
    Range range;
    model::Batch batch;
    model::Findings findings;
    std::string detector_state;
    base::JournalPosition detector_position = 0;  // 0: the state is not kept this time
    store::Drops no_events;
};

void Flow::Range::add(base::StoredRecord&& record) {
    end = record.end;
    units[record.source] += record.units;
    base::for_each_cursor(record, [this](std::string_view key, std::string_view value) {
        cursors[std::string(key)] = value;
    });
    records.push_back(std::move(record));
}

/// What was received and is neither event nor reject (a CSV's header line) is counted as such.
static void count_no_events(const serve::Ledger::Units& units, const model::Batch& batch,
                            store::Drops& dropped) {
    std::map<std::string_view, uint64_t> found;
    for (const auto& event : batch.events()) found[event.source_name] += event.units;
    for (const auto& reject : batch.rejects()) found[reject.source_name] += reject.units;
    for (const auto& [source, n] : units)
        if (const uint64_t have = found[source]; have < n) dropped[source]["no_event"] += n - have;
}

Flow::Flow(FlowParts parts)
    : parts_(std::move(parts)),
      reader_(parts_.names, &parts_.deriver.mapper()),
      detector_(detect::Detector::make(parts_.rules)) {}

Flow::~Flow() {
    stop();
}

std::unique_ptr<Flow::Prepared> Flow::prepare(Range&& range) {
    auto out = std::make_unique<Prepared>(
        Prepared{std::move(range), model::Batch(parts_.names), {}, {}, 0, {}});
    for (auto& record : out->range.records) reader_.read(std::move(record), out->batch);
    reader_.flush(out->batch);  // bytes became events; what cannot be read is a reject, kept
    for (auto& [source, header] : reader_.take_headers())
        out->range.cursors[header_mark + source] = header;

    detector_->match(out->batch, out->findings);  // every rule, correlations included
    tell(out->batch, out->findings);
    if (is_state_due(out->range.end)) {
        out->detector_state = detector_->save();
        out->detector_position = state_at_ = out->range.end;
        state_bytes_ = out->detector_state.size();
    }
    count_no_events(out->range.units, out->batch, out->no_events);
    return out;
}

base::Result<void> Flow::carry(const Prepared& prepared) {
    TRY_DO(store(prepared));                   // one transaction: events, findings, how far we came
    parts_.incidents.observe(prepared.batch);  // who sends what, until when
    if (!prepared.findings.empty()) TRY_DO(group_new_findings());  // which stories grew
    return parts_.journal.release(parts_.events.detector_position());
}

bool Flow::is_state_due(base::JournalPosition end) const {
    if (state_bytes_ <= small_state_bytes) return true;
    return end - state_at_ >= std::max<uint64_t>(state_every_bytes, state_share * state_bytes_);
}

base::Result<void> Flow::store(const Prepared& prepared) {
    const Range& range = prepared.range;
    const auto losses = parts_.ledger.take_losses();
    auto dropped = losses;
    for (const auto& [source, reasons] : prepared.no_events)
        for (const auto& [reason, n] : reasons) dropped[source][reason] += n;
    const auto stored = parts_.events.append({&prepared.batch, &prepared.findings, range.end,
                                              prepared.detector_state, prepared.detector_position,
                                              &dropped, &range.cursors});
    if (!stored.ok()) {
        parts_.ledger.give_back(losses);
        return stored;
    }
    parts_.ledger.carried(range.units, losses, parts_.events.counts());
    const std::lock_guard lock(mutex_);
    position_ = range.end;
    changed_.notify_all();
    return {};
}

void Flow::tell(const model::Batch& batch, model::Findings& findings) const {
    for (auto& finding : findings) {
        const auto& event = batch.events()[finding.batch_index];
        finding.sentence = parts_.deriver.tell(batch, event);
        if (finding.time_ns == base::no_time)  // what says no time happened when it came
            finding.time_ns = event.received_ns;
        const auto& correlation = finding.correlation;
        if (correlation && correlation->kind == "event_count" && correlation->value > 1)
            finding.sentence += fmt::format(
                " ({} time)", language::ordinal(static_cast<uint64_t>(correlation->value)));
    }
}

base::Result<void> Flow::group_new_findings() {
    for (;;) {
        TRY(const auto rows,
            parts_.events.findings_after(parts_.incidents.last_row(), findings_page));
        if (rows.empty()) return {};
        model::Findings findings;
        for (const auto& [row, finding] : rows) findings.push_back(finding);
        TRY_DO(parts_.incidents.group(findings, rows.back().first));
    }
}

base::Result<Flow::Range> Flow::gather(base::JournalPosition from) {
    Range out;
    out.end = from;
    size_t bytes = 0, units = 0;
    while (bytes < range_bytes_max && units < range_units_max &&
           out.records.size() < range_records_max) {
        if (from < position_ && out.end >= position_) break;  // what is stored ends here
        auto record = parts_.journal.read(out.end);
        if (!record.ok() && record.error().kind == base::ErrorKind::not_found) break;
        if (!record.ok() && record.error().kind == base::ErrorKind::corrupt) {
            pass_over_damage(out);
            continue;
        }
        TRY(auto one, std::move(record));
        if (units > 0 && units + one.units > range_units_max) break;
        bytes += one.payload.size(), units += one.units;
        out.add(std::move(one));
    }
    return out;
}

void Flow::pass_over_damage(Range& range) {
    const auto next = parts_.journal.resync(range.end);
    parts_.metrics.counter("ward_journal_damaged_bytes_total").add(next - range.end);
    log(fmt::format("ward: the journal is damaged from byte {} to {}: going on behind it",
                    range.end, next));
    range.end = next;
}

base::Result<void> Flow::resume() {
    position_ = parts_.events.position();
    const std::string state = parts_.events.detector_state();
    matched_ = state_at_ = parts_.events.detector_position(), state_bytes_ = state.size();
    if (!detector_->restore(state).ok()) {
        parts_.metrics.counter("ward_correlation_state_lost_total").add();
        matched_ = position_;
    }
    std::map<std::string, std::string> headers;
    for (const auto& [key, value] : parts_.events.cursors())
        if (key.starts_with(header_mark)) headers[key.substr(header_mark.size())] = value;
    reader_.restore(headers);
    return group_new_findings();
}

void Flow::run() {
    while (!stopping_) {
        recover();
        if (!parts_.journal.wait(matched_, wait_ms)) continue;
        auto range = gather(matched_);
        if (!range.ok()) {
            report(range.error());
            const std::lock_guard lock(mutex_);
            has_failed_ = true;
            continue;
        }
        const auto end = range->end;
        if (end == matched_) {  // the journal lost what correlations had still to see
            matched_ = std::max(matched_, position_.load());
            continue;
        }
        if (end <= position_)
            catch_up(std::move(range).value());
        else if (!hand_over(prepare(std::move(range).value())))
            continue;
        matched_ = end;
    }
}

/// Matches what is stored already, for what correlations remember of it. Its findings are known.
void Flow::catch_up(Range&& range) {
    model::Batch batch(parts_.names);
    for (auto& record : range.records) reader_.read(std::move(record), batch);
    reader_.flush(batch);
    model::Findings known;
    detector_->match(batch, known);
}

/// At the end: the next start then has nothing to match again.
void Flow::keep_state() {
    if (has_failed_ || matched_ != position_ || state_at_ == matched_) return;
    store::AppendRequest request;
    const std::string state = detector_->save();
    request.detector_state = state, request.detector_position = matched_;
    const auto kept = parts_.events.append(request);
    if (kept.ok()) state_at_ = matched_;
}

/// Waits until the store is done with the range before. False if it could not keep that one.
bool Flow::hand_over(std::unique_ptr<Prepared> prepared) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !waiting_ || has_failed_; });
    if (has_failed_) return false;
    waiting_ = std::move(prepared);
    changed_.notify_all();
    return true;
}

/// After a failure: waits a little and goes back to where the store stands, correlation state
/// included, so that what failed is matched anew.
void Flow::recover() {
    {
        std::unique_lock lock(mutex_);
        if (!has_failed_) return;
        changed_.wait(lock, [this] { return !is_storing_; });
        waiting_.reset();
    }
    parts_.journal.wait(UINT64_MAX, retry_ms);
    const auto resumed = resume();
    if (!resumed.ok()) report(resumed.error());
    const std::lock_guard lock(mutex_);
    has_failed_ = !resumed.ok();
}

void Flow::report(const base::Error& error) {
    parts_.metrics.counter("ward_carry_failures_total").add();
    healthy_ = false;
    log(fmt::format("ward: cannot store what was received: {}; trying again", error.text));
}

void Flow::run_store() {
    auto& carried = parts_.metrics.counter("ward_records_carried_total");
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return (waiting_ && !has_failed_) || is_over_; });
        if (!waiting_ || has_failed_) return;
        const auto prepared = std::move(waiting_);
        is_storing_ = true;
        changed_.notify_all();
        lock.unlock();
        const auto outcome = carry(*prepared);
        if (outcome.ok()) {
            carried.add(prepared->range.records.size());
            healthy_ = true;
        } else {
            report(outcome.error());
        }
        lock.lock();
        is_storing_ = false, has_failed_ = has_failed_ || !outcome.ok();
        changed_.notify_all();
    }
}

void Flow::start() {
    stopping_ = is_over_ = false;
    thread_ = std::thread([this] { run(); });
    store_thread_ = std::thread([this] { run_store(); });
}

bool Flow::drain(int timeout_ms) {
    const auto end = parts_.journal.end();
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::milliseconds(timeout_ms),
                             [&] { return position_ >= end; });
}

void Flow::stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
    {
        const std::lock_guard lock(mutex_);
        is_over_ = true;  // what has been prepared is stored first
    }
    changed_.notify_all();
    if (!store_thread_.joinable()) return;
    store_thread_.join();
    keep_state();
}

}  // namespace ward::app
