// SPDX-License-Identifier: Apache-2.0
#include "serve/http/workers.h"

#include <algorithm>

namespace ward::serve {

Workers::Workers(size_t threads) : heavy_max_(std::max<size_t>(threads / 2, 1)) {
    for (size_t i = 0; i < threads; i++) threads_.emplace_back([this] { work(); });
}

Workers::~Workers() {
    stop();
}

bool Workers::run(std::function<void()> job, Weight weight) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || light_.size() + heavy_.size() >= waiting_max) return false;
        (weight == Weight::heavy ? heavy_ : light_).push_back({std::move(job), weight});
    }
    ready_.notify_one();
    return true;
}

void Workers::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    ready_.notify_all();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
}

bool Workers::has_work() const {
    return !light_.empty() || (!heavy_.empty() && heavy_running_ < heavy_max_);
}

Workers::Job Workers::take() {
    auto& from = light_.empty() ? heavy_ : light_;
    Job out = std::move(from.front());
    from.pop_front();
    if (out.weight == Weight::heavy) heavy_running_++;
    return out;
}

void Workers::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        ready_.wait(lock, [this] { return has_work() || (stopping_ && heavy_.empty()); });
        if (!has_work()) return;
        Job job = take();
        lock.unlock();
        job.run();
        job.run = nullptr;  // what it holds ends outside the lock
        lock.lock();
        if (job.weight == Weight::light) continue;
        heavy_running_--;
        ready_.notify_all();  // the next heavy one may go, or the last thread may end
    }
}

}  // namespace ward::serve
