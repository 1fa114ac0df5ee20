// SPDX-License-Identifier: Apache-2.0
#include "app/demo/day.h"

#include <algorithm>
#include <cmath>

namespace ward::app::demo {

constexpr base::TimeNs day_ns = 24 * 3600 * base::second_ns;

void Day::at(base::TimeNs time_ns, What what) {
    if (time_ns >= std::min(midnight_ns_ + day_ns, kept_until_ns_)) return;
    queue_.push({std::max(time_ns, now_ns_), order_++, std::move(what)});
}

std::vector<Line> Day::run() {
    while (!queue_.empty()) {
        const Event next = queue_.top();
        queue_.pop();
        now_ns_ = next.time_ns;
        next.what();
    }
    return std::move(lines_);
}

double Day::wait(double mean) {
    return -mean * std::log(1.0 - random_.unit());
}

std::string Day::hex(size_t digits) {
    std::string out;
    while (out.size() < digits) out += fmt::format("{:016x}", random_.next());
    return out.substr(0, digits);
}

}  // namespace ward::app::demo
