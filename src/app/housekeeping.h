// SPDX-License-Identifier: Apache-2.0
// Housekeeping: what must be done now and then, on a thread of its own: removing old days.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/clock.h"
#include "base/metrics.h"
#include "store/event_store.h"

namespace ward::app {

class Housekeeping {
public:
    static constexpr int interval_seconds = 3600;  // retention is by days; hourly bounds the bytes

    Housekeeping(store::EventStore& events, int retention_days, uint64_t retention_bytes,
                 base::Metrics& metrics);
    ~Housekeeping();
    void stop();

private:
    void run();
    void tidy();

    store::EventStore& events_;
    const int retention_days_;
    const uint64_t retention_bytes_;
    base::Metrics& metrics_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace ward::app
