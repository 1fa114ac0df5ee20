// SPDX-License-Identifier: Apache-2.0
// Workers: a few threads for what would block a connection's thread. Bounded: what does not fit
// is refused at once.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace ward::serve {

class Workers {
public:
    static constexpr size_t waiting_max = 1024;  // jobs; a request that waits longer is hopeless

    explicit Workers(size_t threads);
    ~Workers();  // waits for what runs; what waits is run too

    /// False if too many wait already, or after stop().
    bool run(std::function<void()> job);
    void stop();

private:
    void work();

    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<std::function<void()>> waiting_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace ward::serve
