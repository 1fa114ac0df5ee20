// SPDX-License-Identifier: Apache-2.0
// A day of the simulation: what will happen, in order of time, and the lines that were written. One
// seed gives one day. It knows nothing of hosts or people.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <queue>
#include <string>
#include <vector>

#include "app/demo/scenario.h"
#include "base/random.h"

namespace ward::app::demo {

class Day {
public:
    using What = std::function<void()>;

    /// Lines outside [kept_from_ns, kept_until_ns) are not written.
    Day(base::TimeNs midnight_ns, uint64_t seed, base::TimeNs kept_from_ns,
        base::TimeNs kept_until_ns)
        : midnight_ns_(midnight_ns),
          now_ns_(midnight_ns),
          kept_from_ns_(kept_from_ns),
          kept_until_ns_(kept_until_ns),
          random_(seed) {}

    base::TimeNs now_ns() const { return now_ns_; }
    base::TimeNs midnight_ns() const { return midnight_ns_; }
    base::TimeNs at_ns(base::TimeNs offset_ns) const { return midnight_ns_ + offset_ns; }

    /// `what` happens at `time_ns`; now, if that is past.
    void at(base::TimeNs time_ns, What what);
    void after(double seconds, What what) { at(now_ns_ + nanoseconds(seconds), std::move(what)); }
    /// Everything that is to happen before the kept time ends happens. Returns the lines, in order
    /// of time.
    std::vector<Line> run();

    /// False where a line written now would be dropped: nobody need make it.
    bool is_kept() const { return now_ns_ >= kept_from_ns_ && now_ns_ < kept_until_ns_; }
    void write(std::string source, std::string text) {
        if (is_kept()) lines_.push_back({now_ns_, std::move(source), std::move(text)});
    }

    // ---- chance
    uint64_t below(uint64_t bound) { return random_.below(bound); }
    int64_t between(int64_t low, int64_t high) {
        return low + static_cast<int64_t>(random_.below(static_cast<uint64_t>(high - low + 1)));
    }
    bool chance(double probability) { return random_.unit() < probability; }
    /// Seconds until something that happens every `mean` seconds happens again.
    double wait(double mean);
    std::string hex(size_t digits);
    /// The front of a list is common, its end rare, as things are in real logs.
    template <typename T>
    const T& pick(const std::vector<T>& list) {
        const double u = random_.unit();
        return list[static_cast<size_t>(u * u * static_cast<double>(list.size()))];
    }

    static base::TimeNs nanoseconds(double seconds) {
        return static_cast<base::TimeNs>(seconds * 1e9);
    }

private:
    struct Event {
        base::TimeNs time_ns;
        uint64_t order;  // of equal times the one that was planned first
        What what;
        bool operator<(const Event& other) const {
            return time_ns != other.time_ns ? time_ns > other.time_ns : order > other.order;
        }
    };

    base::TimeNs midnight_ns_, now_ns_, kept_from_ns_, kept_until_ns_;
    base::SeededRandom random_;
    std::priority_queue<Event> queue_;
    uint64_t order_ = 0;
    std::vector<Line> lines_;
};

}  // namespace ward::app::demo
