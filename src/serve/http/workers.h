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

    /// Heavy jobs (queries) may take minutes; at most half of the threads run them, so that the
    /// light ones never wait for them.
    enum class Weight { light, heavy };

    explicit Workers(size_t threads);
    ~Workers();  // waits for what runs; what waits is run too

    /// False if too many wait already, or after stop().
    bool run(std::function<void()> job, Weight weight = Weight::light);
    void stop();

private:
    struct Job {
        std::function<void()> run;
        Weight weight = Weight::light;
    };
    void work();
    bool has_work() const;
    Job take();

    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<Job> light_, heavy_;
    size_t heavy_running_ = 0;
    const size_t heavy_max_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace ward::serve
