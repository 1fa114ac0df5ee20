// SPDX-License-Identifier: Apache-2.0
// What is not known, and why: stages that no finding shows, and logs that are not there.
#include <fmt/format.h>

#include "incident/facts.h"
#include "language/sentences.h"

namespace ward::incident {

namespace {

using model::Clause;
using model::EntityKind;

// OCSF class_uid
constexpr int64_t process_activity = 1007, network_activity = 4001, http_activity = 4002;
constexpr base::TimeNs silence_ns = 1800 * base::second_ns;  // of a host, while others speak
constexpr size_t hosts_told_max = 4;

class Unknowns {
public:
    Unknowns(const Facts& facts, const Coverage& coverage, std::vector<Clause>& out)
        : facts_(facts), coverage_(coverage), out_(out) {}

    void tell() {
        begin();
        credentials();
        exfiltration();
        access_left();
        people();
        logs();
    }

private:
    void say(std::string text, Events events) {
        Clause clause;
        clause.section = model::Section::unknown;
        clause.text = std::move(text), clause.events = std::move(events);
        if (!clause.events.empty()) out_.push_back(std::move(clause));
    }

    Events of(const std::string& when) const {
        Events out;
        for (const auto& finding : facts_.findings())
            if (fits(finding, when)) cite(out, finding.event);
        return out;
    }

    void begin() {
        const bool is_attack_on_server = facts_.reached("reconnaissance");
        if (facts_.reached("initial-access") || is_attack_on_server) return;
        say(fmt::format("How it began is not known: nothing before {} shows a first access.",
                        clock_time(facts_.incident(), facts_.incident().first_ns)),
            {facts_.first().event});
    }

    void credentials() {
        if (!facts_.reached("credential-access")) return;
        const auto guessed = of("T1110");
        if (!guessed.empty()) {
            say("Whether one of the guesses succeeded is not shown by these findings: look for a "
                "sign-in from the same address after them.",
                guessed);
            if (guessed.size() == of("credential-access").size()) return;
        }
        Events dumped;
        for (const auto& when : {"T1003", "T1555", "T1552", "T1558"}) cite(dumped, of(when));
        if (!dumped.empty())
            say("Which passwords and hashes were taken, and where else they were used, is not "
                "known.",
                dumped);
    }

    void exfiltration() {
        const bool left = facts_.reached("exfiltration");
        if (!left && !facts_.reached("collection")) return;
        const bool has_flows =
            coverage_.has_class(network_activity) || coverage_.has_class(http_activity);
        const std::string_view flows =
            has_flows ? "" : "; no network or proxy log is received that would show it";
        const bool is_measured = !of("T1030").empty();
        if (left)
            say(fmt::format("{} is not told by these findings{}.",
                            is_measured ? "What was in the data that left"
                                        : "How much left, and what was in it,",
                            is_measured ? "" : flows),
                of("exfiltration"));
        else
            say(fmt::format("Whether the collected data left is not known{}.", flows),
                of("collection"));
    }

    void access_left() {
        if (!facts_.reached("command-and-control") && !facts_.reached("persistence")) return;
        Events events = of("persistence");
        cite(events, of("command-and-control"));
        say("Whether the intruder can still come back is not known.", events);
    }

    void people() {
        const auto users = facts_.values(EntityKind::user);
        if (users.empty())
            say("Who did it is not known: no account is named by its events.",
                {facts_.first().event});
        else if (facts_.incident().severity >= model::Level::high)
            say(fmt::format("Whether {} acted or somebody else with {} account{} is not known.",
                            language::enumerate(users), users.size() == 1 ? "that" : "those",
                            users.size() == 1 ? "" : "s"),
                facts_.witnesses(EntityKind::user, users));
    }

    void logs() {
        if (coverage_.is_empty()) return;
        size_t told = 0;
        for (const auto& host : facts_.values(EntityKind::host)) {
            if (told == hosts_told_max) return;
            const auto events = facts_.events_with(EntityKind::host, host);
            if (events.empty()) continue;
            const auto* logs = coverage_.find(host);
            if (logs == nullptr) {
                say(fmt::format("{} sends no log of its own: what happened on it is only seen from "
                                "elsewhere.",
                                host),
                    events);
                ++told;
            } else if (logs->last_ns + silence_ns < coverage_.last_ns()) {
                say(fmt::format("No log of {} was received after {}, though others went on until "
                                "{}.",
                                host, time_text(logs->last_ns), time_text(coverage_.last_ns())),
                    {events.back()});
                ++told;
            } else if (!logs->classes.empty() && !logs->classes.contains(process_activity)) {
                say(fmt::format("{} sends no log of the processes that run on it.", host),
                    {events.front()});
                ++told;
            }
        }
        Events cleared = of("T1070.001");
        if (!cleared.empty())
            say("A log was cleared: Ward keeps what had reached it before, what had not is lost.",
                cleared);
    }

    static std::string time_text(base::TimeNs time_ns) {
        const std::string text = base::format_rfc3339(time_ns, 0);
        if (text.empty()) return "an unknown time";
        return text.substr(0, 10) + " " + text.substr(11, 5);
    }

    const Facts& facts_;
    const Coverage& coverage_;
    std::vector<Clause>& out_;
};

}  // namespace

void tell_unknowns(const Facts& facts, const Coverage& coverage, std::vector<Clause>& out) {
    Unknowns(facts, coverage, out).tell();
}

}  // namespace ward::incident
