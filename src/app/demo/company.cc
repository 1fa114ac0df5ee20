// SPDX-License-Identifier: Apache-2.0
#include "app/demo/company.h"

#include <algorithm>

#include "base/hash.h"

namespace ward::app::demo {

constexpr base::TimeNs day_ns = 24 * 3600 * base::second_ns;
constexpr base::TimeNs minute_ns = 60 * base::second_ns;

Company::Company(const Scenario& scenario, Day day, const Company* yesterday)
    : scenario_(scenario), day_(std::move(day)) {
    for (const auto& host : scenario.hosts)
        if (host.is_windows) machines_.try_emplace(host.name, day_, scenario_, host);
    if (yesterday != nullptr)
        for (auto& [name, machine] : machines_) machine.go_on_from(yesterday->machines_.at(name));
    flow_id_ = 1'000'000'000'000'000 + day_.below(1'000'000'000'000'000);
}

std::vector<Line> Company::live(bool has_intrusion) {
    plan_desks();
    plan_servers();
    plan_network();
    plan_unix();
    plan_shop();
    plan_cloud();
    plan_steps(has_intrusion);
    return day_.run();
}

void Company::repeat(double mean_seconds, base::TimeNs begin_ns, base::TimeNs end_ns,
                     std::function<void()> what) {
    const base::TimeNs next_ns = begin_ns + Day::nanoseconds(day_.wait(mean_seconds));
    if (next_ns >= end_ns) return;
    day_.at(next_ns, [=, this, what = std::move(what)]() mutable {
        what();
        repeat(mean_seconds, next_ns, end_ns, std::move(what));
    });
}

std::string Company::address_of(const std::string& host) const {
    const Host* found = scenario_.find_host(host);
    return found == nullptr ? std::string() : found->address;
}

// Yesterday's end and today's begin are two days of two seeds: each is consistent in itself, and
// what began before the window began is simply not in the log, as in any log.
std::vector<Line> expand(const Scenario& scenario, base::TimeNs now_ns) {
    const base::TimeNs today_ns = now_ns - now_ns % day_ns, yesterday_ns = today_ns - day_ns;
    const bool is_told_today = now_ns - today_ns > scenario.story_end_ns + minute_ns;
    base::TimeNs from_ns = now_ns - day_ns;
    if (!is_told_today)
        from_ns = std::min(from_ns, yesterday_ns + scenario.story_begin_ns - 30 * minute_ns);

    const auto day = [&](base::TimeNs midnight_ns) {
        return Day(midnight_ns, base::hash64(std::to_string(midnight_ns / day_ns), scenario.seed),
                   from_ns, now_ns);
    };
    Company yesterday(scenario, day(yesterday_ns), nullptr);
    auto out = yesterday.live(!is_told_today);
    Company today(scenario, day(today_ns), &yesterday);
    auto rest = today.live(is_told_today);
    std::move(rest.begin(), rest.end(), std::back_inserter(out));
    return out;
}

}  // namespace ward::app::demo
