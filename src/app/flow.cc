// SPDX-License-Identifier: Apache-2.0
// The page that shows the product: carry() takes what was received along the line. It follows the
// journal and remembers how far it came in the same transaction as its results, so a crash at any
// point repeats nothing and loses nothing.
#include "app/flow.h"

#include <fmt/format.h>

#include <map>

#include "base/text.h"

namespace ward::app {

constexpr size_t range_bytes_max =
    4 << 20;  // of payload in one carry: a few thousand events, one transaction
constexpr size_t range_records_max = 20'000;
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

void Flow::Range::add(base::StoredRecord&& record) {
    end = record.end;
    units[record.source] += record.units;
    std::string_view rest = record.cursor;
    while (!rest.empty()) {
        std::string_view line = base::take_until(rest, '\n');
        const auto key = base::take_until(line, '=');
        if (!key.empty()) cursors[std::string(key)] = line;
    }
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
      reader_(parts_.names, parts_.mapper),
      detector_(detect::Detector::make(parts_.rules)) {}

Flow::~Flow() {
    stop();
}

base::Result<void> Flow::carry(Range&& range) {
    model::Batch batch(parts_.names);
    for (auto& record : range.records) reader_.read(std::move(record), batch);
    reader_.flush(batch);  // bytes became events; what cannot be read is a reject, kept and counted

    model::Findings findings;
    detector_->match(batch,
                     findings);  // every rule, correlations included: a function of the events
    const auto sentences = tell(batch, findings);

    TRY_DO(store(range, batch, findings, sentences));     // one transaction: results and how far
    parts_.incidents.observe(batch);                      // who sends what, and until when
    if (!findings.empty()) TRY_DO(group_new_findings());  // which stories grew
    return parts_.journal.release(position_);
}

base::Result<void> Flow::store(const Range& range, const model::Batch& batch,
                               const model::Findings& findings,
                               const std::vector<std::string>& sentences) {
    const auto losses = parts_.ledger.take_losses();
    auto dropped = losses;
    count_no_events(range.units, batch, dropped);
    const std::string state = detector_->save();
    const auto stored = parts_.events.append(
        {&batch, &findings, &sentences, range.end, state, &dropped, &range.cursors});
    if (!stored.ok()) {
        parts_.ledger.give_back(losses);
        return stored;
    }
    {
        const std::lock_guard lock(mutex_);
        position_ = range.end;
    }
    carried_.notify_all();
    parts_.ledger.carried(range.units, losses, parts_.events.counts());
    return {};
}

std::vector<std::string> Flow::tell(const model::Batch& batch, model::Findings& findings) const {
    std::vector<std::string> out;
    out.reserve(batch.events().size());
    for (const auto& event : batch.events()) out.push_back(parts_.sentences.tell(batch, event));
    for (auto& finding : findings) {
        finding.sentence = out[finding.batch_index];
        const auto& correlation = finding.correlation;
        if (correlation && correlation->kind == "event_count" && correlation->value > 1)
            finding.sentence += fmt::format(
                " ({} time)", language::ordinal(static_cast<uint64_t>(correlation->value)));
    }
    return out;
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
    size_t bytes = 0;
    while (bytes < range_bytes_max && out.records.size() < range_records_max) {
        auto record = parts_.journal.read(out.end);
        if (!record.ok() && record.error().kind == base::ErrorKind::not_found) break;
        if (!record.ok() && record.error().kind == base::ErrorKind::corrupt) {
            pass_over_damage(out);
            continue;
        }
        TRY(auto one, std::move(record));
        bytes += one.payload.size();
        out.add(std::move(one));
    }
    return out;
}

void Flow::pass_over_damage(Range& range) {
    const auto next = parts_.journal.resync(range.end);
    parts_.metrics.counter("ward_journal_damaged_bytes_total").add(next - range.end);
    fmt::print(stderr, "ward: the journal is damaged from byte {} to {}: going on behind it\n",
               range.end, next);
    range.end = next;
}

base::Result<void> Flow::resume() {
    position_ = parts_.events.position();
    const auto restored = detector_->restore(parts_.events.detector_state());
    if (!restored.ok()) parts_.metrics.counter("ward_correlation_state_lost_total").add();
    return group_new_findings();
}

void Flow::run() {
    auto& carried = parts_.metrics.counter("ward_records_carried_total");
    auto& failed = parts_.metrics.counter("ward_carry_failures_total");
    while (!stopping_) {
        if (!parts_.journal.wait(position_, wait_ms)) continue;
        auto range = gather(position_);
        const size_t records = range.ok() ? range->records.size() : 0;
        const auto outcome =
            range.ok() ? carry(std::move(range).value()) : base::Result<void>(range.error());
        healthy_ = outcome.ok();
        if (outcome.ok()) {
            carried.add(records);
            continue;
        }
        failed.add();
        static_cast<void>(
            resume());  // correlation state as of what is stored: what failed is matched anew
        fmt::print(stderr, "ward: cannot store what was received: {}; trying again\n",
                   outcome.error().text);
        parts_.journal.wait(UINT64_MAX, retry_ms);
    }
}

void Flow::start() {
    thread_ = std::thread([this] { run(); });
}

bool Flow::drain(int timeout_ms) {
    const auto end = parts_.journal.end();
    std::unique_lock lock(mutex_);
    return carried_.wait_for(lock, std::chrono::milliseconds(timeout_ms),
                             [&] { return position_ >= end; });
}

void Flow::stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
}

}  // namespace ward::app
