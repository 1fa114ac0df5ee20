// SPDX-License-Identifier: Apache-2.0
// Throttle: how often somebody may try. After so many failures in a row a key waits, longer with
// each further one. In memory: a restart forgives.
#pragma once

#include <mutex>
#include <string>
#include <unordered_map>

#include "base/clock.h"

namespace ward::access {

class Throttle {
public:
    static constexpr size_t keys_max = 10'000;  // then the ones that wait no more are forgotten

    explicit Throttle(const base::Clock& clock) : clock_(clock) {}
    /// Seconds until `key` may try again; 0: now.
    int64_t wait_seconds(const std::string& key);
    /// Counts a failure; true if it locks the key (`tries` of them are free).
    bool fail(const std::string& key, int tries);
    void succeed(const std::string& key);

private:
    struct Entry {
        int failures = 0;
        base::TimeNs locked_until_ns = 0, last_ns = 0;  // monotonic
    };
    void forget_old(base::TimeNs now);

    const base::Clock& clock_;
    std::mutex mutex_;
    std::unordered_map<std::string, Entry> entries_;
};

}  // namespace ward::access
