// SPDX-License-Identifier: Apache-2.0
#include "access/throttle.h"

#include <algorithm>

#include "access/access.h"

namespace ward::access {

int64_t Throttle::wait_seconds(const std::string& key) {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(key);
    if (found == entries_.end()) return 0;
    const base::TimeNs left = found->second.locked_until_ns - clock_.monotonic_ns();
    return left <= 0 ? 0 : (left + base::second_ns - 1) / base::second_ns;
}

bool Throttle::fail(const std::string& key, int tries) {
    const std::lock_guard lock(mutex_);
    const base::TimeNs now = clock_.monotonic_ns();
    if (entries_.size() >= keys_max) forget_old(now);
    Entry& entry = entries_[key];
    if (now - entry.last_ns > lock_max_ns) entry = {};  // a failure of yesterday is forgiven
    entry.last_ns = now;
    if (++entry.failures < tries) return false;
    constexpr int doublings_max = 10;
    const int doublings = std::min(entry.failures - tries, doublings_max);
    entry.locked_until_ns = now + std::min(lock_ns << doublings, lock_max_ns);
    return true;
}

void Throttle::succeed(const std::string& key) {
    const std::lock_guard lock(mutex_);
    entries_.erase(key);
}

void Throttle::forget_old(base::TimeNs now) {
    std::erase_if(entries_, [&](const auto& one) { return one.second.locked_until_ns <= now; });
    if (entries_.size() >= keys_max) entries_.clear();
}

}  // namespace ward::access
