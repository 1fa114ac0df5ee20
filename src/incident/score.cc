// SPDX-License-Identifier: Apache-2.0
#include "incident/score.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "incident/attack.h"

namespace ward::incident {

namespace {

// Points by level of the gravest finding. The steps are wider than what spread can add to a lone
// low finding.
constexpr double level_points[] = {2, 8, 22, 42, 55};

// How much a rule of each level adds to how sure we are.
constexpr double level_trust[] = {0, 0.4, 0.8, 1.3, 2};

struct Evidence {
    double gravest = 0;  // points of the gravest finding, weighed by rarity
    struct Rule {
        double weight = 0, trust = 0;
    };
    std::map<std::string, Rule> rules;
    std::set<std::string> tactics;
    model::Level severity = model::Level::informational;
};

Evidence weigh(const model::Incident& incident) {
    Evidence out;
    for (const auto& finding : incident.findings) {
        const double weight = rarity(finding.fired);
        const double points = level_points[static_cast<size_t>(finding.level)];
        Evidence::Rule& rule = out.rules[finding.rule_id];
        if (finding.level > model::Level::informational)
            rule.weight = std::max(rule.weight, weight);
        rule.trust = std::max(rule.trust, weight * level_trust[static_cast<size_t>(finding.level)]);
        out.gravest = std::max(out.gravest, points * (0.6 + 0.4 * weight));
        out.severity = std::max(out.severity, finding.level);
        for (const auto& tactic : tactics_of(finding.tags)) out.tactics.insert(tactic);
    }
    return out;
}

size_t count_of(const model::Incident& incident, model::EntityKind kind) {
    return static_cast<size_t>(
        std::count_if(incident.sightings.begin(), incident.sightings.end(),
                      [&](const auto& sighting) { return sighting.entity.kind == kind; }));
}

std::vector<model::Entity> most_frequent_entities(const model::Incident& incident) {
    std::vector<model::Sighting> order = incident.sightings;
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
        return a.entity.kind != b.entity.kind ? a.entity.kind < b.entity.kind : a.count > b.count;
    });
    std::vector<model::Entity> out;
    for (auto& sighting : order) out.push_back(std::move(sighting.entity));
    return out;
}

}  // namespace

double rarity(uint64_t fired) {
    return 1.0 / (1.0 + std::log10(static_cast<double>(std::max<uint64_t>(fired, 1))));
}

int steps_forward(const model::Incident& incident) {
    int steps = 0, furthest = -1;
    for (const auto& finding : incident.findings)
        for (const auto& tactic : tactics_of(finding.tags)) {
            const int order = tactic_order(tactic);
            if (furthest >= 0 && order > furthest) ++steps;
            furthest = std::max(furthest, order);
        }
    return steps;
}

void rate(model::Incident& incident) {
    const Evidence evidence = weigh(incident);
    double weight = 0, trust = 0;
    for (const auto& [id, rule] : evidence.rules) weight += rule.weight, trust += rule.trust;
    const auto capped = [](double value, double most) { return std::min(value, most); };
    const double tactics = static_cast<double>(evidence.tactics.size());
    const double spread = static_cast<double>(count_of(incident, model::EntityKind::host) +
                                              count_of(incident, model::EntityKind::user));
    const int steps = steps_forward(incident);
    incident.severity = evidence.severity;
    // Many stages on one thread of entities are graver than any of them alone.
    constexpr size_t tactics_of_intrusion = 4;
    if (evidence.tactics.size() >= tactics_of_intrusion && evidence.rules.size() >= 4 &&
        incident.severity == model::Level::high)
        incident.severity = model::Level::critical;
    incident.score =
        std::min(100.0, evidence.gravest + capped(4 * std::max(0.0, tactics - 1), 24) +
                            capped(3 * weight, 12) + capped(1.5 * std::max(0.0, spread - 2), 6) +
                            capped(steps, 5));
    constexpr double sure_at_most = 0.98;  // nothing is certain from logs alone
    incident.confidence =
        std::min(sure_at_most,
                 1.0 - std::exp(-0.35 * (trust + 0.8 * std::max(0.0, tactics - 1) + 0.5 * steps)));
    incident.tactics.assign(evidence.tactics.begin(), evidence.tactics.end());
    std::sort(incident.tactics.begin(), incident.tactics.end(),
              [](const auto& a, const auto& b) { return tactic_order(a) < tactic_order(b); });
    incident.entities = most_frequent_entities(incident);
}

}  // namespace ward::incident
