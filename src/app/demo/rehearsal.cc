// SPDX-License-Identifier: Apache-2.0
#include "app/demo/rehearsal.h"

#include <condition_variable>
#include <mutex>

#include "app/data_folder.h"

namespace ward::app::demo {

base::Result<std::unique_ptr<Rehearsal>> Rehearsal::open(const std::string& folder,
                                                         const std::string& content,
                                                         const std::vector<std::string>& rules) {
    std::unique_ptr<Rehearsal> out(new Rehearsal);
    const DataFolder data{folder};
    TRY_DO(data.make());
    base::Diagnostics diagnostics;
    out->deriver_ = ingest::ContentDeriver::load(content, out->names_, diagnostics);
    if (diagnostics.has_errors())
        return base::Error{base::ErrorKind::usage, base::render(diagnostics.all().front())};
    TRY(out->events_, store::EventStore::open(data.events(), out->clock_, out->deriver_));
    TRY(out->state_, store::StateStore::open(data.state()));
    base::JournalOptions options;
    options.first = out->events_->position();
    TRY(out->journal_, base::Journal::open(data.journal(), options));
    TRY(out->incidents_, incident::Incidents::open(*out->state_, out->clock_, content + "/advice"));
    std::vector<detect::RuleReport> reports;
    detect::LoadOptions load;
    load.logsources_file = content + "/logsources.yaml";
    auto loaded = detect::RuleSet::load(rules, load, out->names_, reports);
    for (const auto& report : reports)
        if (report.status == detect::RuleReport::Status::rejected)
            return base::Error{base::ErrorKind::usage, base::render(report.messages.all().front())};
    out->flow_ = std::make_unique<Flow>(FlowParts{*out->journal_, out->names_, *out->deriver_,
                                                  std::move(loaded), *out->events_,
                                                  *out->incidents_, out->metrics_, out->ledger_});
    TRY_DO(out->flow_->resume());
    return out;
}

Rehearsal::~Rehearsal() {
    if (flow_) flow_->stop();
}

base::Result<void> Rehearsal::receive(const std::vector<Delivery>& deliveries) {
    base::Result<void> outcome;
    std::mutex mutex;
    std::condition_variable done;
    size_t left = deliveries.size();
    for (const auto& delivery : deliveries)
        journal_->append_async(delivery.record(), [&](base::Result<base::JournalPosition> at) {
            const std::lock_guard lock(mutex);
            if (!at.ok()) outcome = at.error();
            if (--left == 0) done.notify_all();
        });
    std::unique_lock lock(mutex);
    done.wait(lock, [&] { return left == 0; });
    return outcome;
}

base::Result<void> Rehearsal::carry(int timeout_ms) {
    flow_->start();
    const base::TimeNs until_ns = clock_.monotonic_ns() + base::TimeNs{timeout_ms} * 1'000'000;
    while (events_->position() < journal_->end()) {
        if (clock_.monotonic_ns() > until_ns)
            return base::Error{base::ErrorKind::unavailable, "the line did not come to its end"};
        journal_->wait(UINT64_MAX, 20);
    }
    flow_->stop();
    return {};
}

}  // namespace ward::app::demo
