// SPDX-License-Identifier: Apache-2.0
// The title of an incident: what happened, where, by whom; for a queue that people read.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "incident/attack.h"
#include "incident/facts.h"
#include "language/sentences.h"

namespace ward::incident {

namespace {

using model::EntityKind;

// How much a stage says about what an incident is, for choosing what stands in the title.
int points_of_stage(const model::IncidentFinding& finding) {
    constexpr std::pair<std::string_view, int> stages[] = {{"impact", 90},
                                                           {"exfiltration", 80},
                                                           {"credential-access", 70},
                                                           {"lateral-movement", 70},
                                                           {"initial-access", 60},
                                                           {"collection", 45},
                                                           {"command-and-control", 40},
                                                           {"privilege-escalation", 40},
                                                           {"persistence", 40},
                                                           {"execution", 35},
                                                           {"defense-evasion", 30},
                                                           {"stealth", 30},
                                                           {"reconnaissance", 20},
                                                           {"discovery", 10}};
    int out = 0;
    for (const auto& tactic : tactics_of(finding.tags))
        for (const auto& [name, points] : stages)
            if (name == tactic) out = std::max(out, points);
    return out;
}

// A stage that only a weak rule shows must not name the incident.
double significance(const model::IncidentFinding& finding) {
    constexpr double by_level[] = {0.1, 0.3, 0.7, 1, 1.2};
    return points_of_stage(finding) * by_level[static_cast<size_t>(finding.level)];
}

struct Named {
    std::string name;
    double significance = 0;
    size_t order = 0;  // of its first finding
};

// The few names that say most, in the order in which they came.
std::vector<std::string> most_telling_names(const Facts& facts, const Advice& advice) {
    constexpr size_t names_max = 3;
    std::vector<Named> all;
    for (size_t i = 0; i < facts.findings().size(); ++i) {
        const auto& finding = facts.findings()[i];
        const std::string name = advice.name_of(finding.tags);
        if (name.empty()) continue;
        const auto known =
            std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == name; });
        if (known == all.end())
            all.push_back({name, significance(finding), i});
        else
            known->significance = std::max(known->significance, significance(finding));
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const auto& a, const auto& b) { return a.significance > b.significance; });
    if (all.size() > names_max) all.resize(names_max);
    std::sort(all.begin(), all.end(),
              [](const auto& a, const auto& b) { return a.order < b.order; });
    std::vector<std::string> out;
    for (auto& one : all) out.push_back(std::move(one.name));
    return out;
}

void add_new(std::vector<std::string>& out, const std::vector<std::string>& values) {
    for (const auto& value : values)
        if (std::find(out.begin(), out.end(), value) == out.end()) out.push_back(value);
}

std::string place_of(const Facts& facts) {
    std::vector<std::string> hosts, reached;  // in the order in which they appear
    for (const auto& finding : facts.findings()) {
        add_new(hosts, subjects_of(finding));
        if (fits(finding, "lateral-movement") || fits(finding, "T1021"))
            add_new(reached, subjects_of(finding));
    }
    if (hosts.empty()) hosts = facts.values(EntityKind::host);
    if (hosts.empty()) return {};
    if (hosts.size() == 1) return " on " + hosts[0];
    std::erase(reached, hosts[0]);
    if (reached.empty()) return " on " + language::enumerate(hosts, 2);
    return fmt::format(" from {} to {}", hosts[0], language::enumerate(reached, 2));
}

// Accounts that were guessed, or a server's own, did nothing: the address did.
bool is_attack_from_outside(const Facts& facts) {
    return std::all_of(facts.findings().begin(), facts.findings().end(), [](const auto& f) {
        for (const auto& when : {"T1110", "T1190", "T1595", "T1498", "T1499", "reconnaissance"})
            if (fits(f, when)) return true;
        return false;
    });
}

std::string actor_of(const Facts& facts) {
    const auto users = is_attack_from_outside(facts) && !facts.foreign_addresses().empty()
                           ? std::vector<std::string>{}
                           : facts.values(EntityKind::user);
    if (!users.empty()) return " by " + language::enumerate(users, 2);
    const auto foreign = facts.foreign_addresses();
    const bool goes_out = !facts.reached("initial-access") &&
                          (facts.reached("exfiltration") || facts.reached("command-and-control"));
    if (!foreign.empty()) return (goes_out ? " to " : " from ") + language::enumerate(foreign, 2);
    return {};
}

}  // namespace

std::string title_of(const Facts& facts, const Advice& advice) {
    std::set<std::string> rules;
    for (const auto& tally : facts.incident().tallies) rules.insert(tally.rule_id);
    const auto names = most_telling_names(facts, advice);
    const std::string what = rules.size() == 1 || names.empty()
                                 ? facts.gravest().rule_title
                                 : capital(language::enumerate(names, names.size()));
    return what + place_of(facts) + actor_of(facts);
}

}  // namespace ward::incident
