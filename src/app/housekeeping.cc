// SPDX-License-Identifier: Apache-2.0
#include "app/housekeeping.h"

#include <fmt/format.h>

#include <chrono>

#include "app/log.h"

namespace ward::app {

Housekeeping::Housekeeping(store::EventStore& events, int retention_days, uint64_t retention_bytes,
                           base::Metrics& metrics)
    : events_(events),
      retention_days_(retention_days),
      retention_bytes_(retention_bytes),
      metrics_(metrics),
      thread_([this] { run(); }) {}

Housekeeping::~Housekeeping() {
    stop();
}

void Housekeeping::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Housekeeping::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        lock.unlock();
        tidy();
        lock.lock();
        wake_.wait_for(lock, std::chrono::seconds(interval_seconds), [this] { return stopping_; });
    }
}

void Housekeeping::tidy() {
    const auto removed = events_.retain(retention_days_, retention_bytes_);
    metrics_.gauge("ward_store_bytes").set(static_cast<int64_t>(events_.bytes_on_disk()));
    if (!removed.ok()) {
        metrics_.counter("ward_retention_failures_total").add();
        log(fmt::format("ward: cannot remove old days: {}", removed.error().text));
        return;
    }
    metrics_.counter("ward_retention_days_removed_total").add(*removed);
    if (*removed > 0) log(fmt::format("ward: removed {} old days of events", *removed));
}

}  // namespace ward::app
