// SPDX-License-Identifier: Apache-2.0
// Keeps the accounts. Every change moves units from one place to another under the lock, so that no
// reader sees a unit twice or not at all.
#include "serve/ledger.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace ward::serve {

namespace {

void add(store::Drops& to, const store::Drops& what) {
    for (const auto& [source, reasons] : what)
        for (const auto& [reason, n] : reasons) to[source][reason] += n;
}

void take(uint64_t& from, uint64_t units) {
    from -= std::min(from, units);
}

}  // namespace

void Ledger::open(const Counts& counts, base::Journal& journal, base::JournalPosition from,
                  std::map<std::string, std::string>& cursors) {
    Units waiting;
    for (;;) {
        auto record = journal.read(from);
        if (record.ok()) {
            waiting[record->source] += record->units;
            base::for_each_cursor(*record, [&](std::string_view key, std::string_view value) {
                if (value.empty())
                    cursors.erase(std::string(key));
                else
                    cursors[std::string(key)] = value;
            });
            from = record->end;
        } else if (record.error().kind == base::ErrorKind::corrupt) {
            from = journal.resync(from);
        } else {
            break;
        }
    }
    const std::lock_guard lock(mutex_);
    in_flight_ = std::move(waiting), committed_ = counts;
    fresh_.clear(), taken_.clear();
}

std::string Ledger::admit(std::string_view wanted) {
    std::string name;
    for (const char c : wanted.substr(0, name_bytes_max))
        if (static_cast<unsigned char>(c) >= ' ' && c != 0x7f) name += c;
    if (!base::is_valid_utf8(name)) name = base::printable(name);
    if (name.empty()) return std::string(other);
    const std::lock_guard lock(mutex_);
    if (in_flight_.contains(name) || committed_.contains(name)) return name;
    if (std::max(in_flight_.size(), committed_.size()) >= sources_max) return std::string(other);
    in_flight_.emplace(name, 0);
    return name;
}

void Ledger::arrived(std::string_view source, uint64_t units) {
    const std::lock_guard lock(mutex_);
    const auto found = in_flight_.find(source);
    if (found != in_flight_.end())
        found->second += units;
    else
        in_flight_.emplace(source, units);
}

void Ledger::refused(std::string_view source, uint64_t units) {
    const std::lock_guard lock(mutex_);
    if (const auto found = in_flight_.find(source); found != in_flight_.end())
        take(found->second, units);
}

void Ledger::lost(std::string_view source, std::string_view reason, uint64_t units) {
    if (units == 0) return;
    const std::lock_guard lock(mutex_);
    fresh_[std::string(source)][std::string(reason)] += units;
}

store::Drops Ledger::take_losses() {
    const std::lock_guard lock(mutex_);
    store::Drops out = std::move(fresh_);
    fresh_.clear();
    add(taken_, out);
    return out;
}

void Ledger::give_back(const store::Drops& losses) {
    const std::lock_guard lock(mutex_);
    add(fresh_, losses);
    for (const auto& [source, reasons] : losses)
        for (const auto& [reason, n] : reasons) take(taken_[source][reason], n);
}

void Ledger::carried(const Units& units, const store::Drops& losses, Counts counts) {
    const std::lock_guard lock(mutex_);
    for (const auto& [source, n] : units) take(in_flight_[source], n);
    for (const auto& [source, reasons] : losses)
        for (const auto& [reason, n] : reasons) take(taken_[source][reason], n);
    committed_ = std::move(counts);
}

std::vector<SourceAccount> Ledger::accounts() const {
    const std::lock_guard lock(mutex_);
    std::map<std::string, SourceAccount> all;
    for (const auto& [source, counts] : committed_) {
        auto& one = all[source];
        one.stored = counts.stored, one.quarantined = counts.quarantined;
        one.dropped = counts.dropped, one.last_event_ns = counts.last_event_ns;
    }
    for (const auto& [source, units] : in_flight_) all[source].in_flight = units;
    for (const auto* losses : {&fresh_, &taken_})
        for (const auto& [source, reasons] : *losses)
            for (const auto& [reason, n] : reasons)
                if (n > 0) all[source].dropped[reason] += n;
    std::vector<SourceAccount> out;
    for (auto& [source, one] : all) {
        one.name = source;
        one.received = one.stored + one.quarantined + one.in_flight;
        for (const auto& [reason, n] : one.dropped) one.received += n;
        if (one.received > 0) out.push_back(std::move(one));
    }
    return out;
}

uint64_t Ledger::in_flight() const {
    const std::lock_guard lock(mutex_);
    uint64_t out = 0;
    for (const auto& [source, units] : in_flight_) out += units;
    return out;
}

void Ledger::publish(base::Metrics& metrics) const {
    const auto set = [&](const std::string& source, std::string_view what, uint64_t n) {
        metrics.gauge("ward_source_" + std::string(what) + "_events", source)
            .set(static_cast<int64_t>(n));
    };
    for (const auto& one : accounts()) {
        const auto source = base::metric_label("source", one.name);
        set(source, "received", one.received);
        set(source, "stored", one.stored);
        set(source, "quarantined", one.quarantined);
        set(source, "in_flight", one.in_flight);
        for (const auto& [reason, n] : one.dropped)
            set(source + "," + base::metric_label("reason", reason), "dropped", n);
    }
}

}  // namespace ward::serve
