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

// A rule that fires all day says little: its weight falls with the logarithm of its count.
double rarity(uint64_t fired) {
    return 1.0 / (1.0 + std::log10(static_cast<double>(std::max<uint64_t>(fired, 1))));
}

struct Evidence {
    double gravest = 0;                   // points of the gravest finding, weighed by rarity
    std::map<std::string, double> rules;  // rule -> weight
    std::set<std::string> tactics, hosts, users;
    model::Level severity = model::Level::informational;
    int steps = 0;  // how often a later tactic followed an earlier one
};

void note_progress(Evidence& evidence, const model::IncidentFinding& finding, int& furthest) {
    for (const auto& tactic : tactics_of(finding.tags)) {
        evidence.tactics.insert(tactic);
        const int order = tactic_order(tactic);
        if (furthest >= 0 && order > furthest) ++evidence.steps;
        furthest = std::max(furthest, order);
    }
}

Evidence weigh(const model::Incident& incident, const RuleCount& fired) {
    Evidence out;
    int furthest = -1;
    for (const auto& finding : incident.findings) {
        const double weight = rarity(fired(finding.rule_id));
        const double points = level_points[static_cast<size_t>(finding.level)];
        out.rules[finding.rule_id] = weight;
        out.gravest = std::max(out.gravest, points * (0.6 + 0.4 * weight));
        out.severity = std::max(out.severity, finding.level);
        note_progress(out, finding, furthest);
        for (const auto& entity : finding.entities) {
            if (entity.kind == model::EntityKind::host) out.hosts.insert(entity.value);
            if (entity.kind == model::EntityKind::user) out.users.insert(entity.value);
        }
    }
    return out;
}

std::vector<model::Entity> most_frequent_entities(const model::Incident& incident) {
    std::map<model::Entity, size_t> count;
    for (const auto& finding : incident.findings)
        for (const auto& entity : finding.entities) ++count[entity];
    std::vector<std::pair<size_t, model::Entity>> order;
    for (const auto& [entity, n] : count) order.emplace_back(n, entity);
    std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
        return a.second.kind != b.second.kind ? a.second.kind < b.second.kind : a.first > b.first;
    });
    std::vector<model::Entity> out;
    for (auto& [n, entity] : order) out.push_back(std::move(entity));
    return out;
}

}  // namespace

void rate(model::Incident& incident, const RuleCount& fired) {
    const Evidence evidence = weigh(incident, fired);
    double weight = 0;
    for (const auto& [rule, w] : evidence.rules) weight += w;
    const auto capped = [](double value, double most) { return std::min(value, most); };
    const double tactics = static_cast<double>(evidence.tactics.size());
    const double spread = static_cast<double>(evidence.hosts.size() + evidence.users.size());
    incident.severity = evidence.severity;
    // Many stages on one thread of entities are graver than any of them alone.
    if (evidence.tactics.size() >= 4 && incident.severity == model::Level::high)
        incident.severity = model::Level::critical;
    incident.score =
        std::min(100.0, evidence.gravest + capped(4 * std::max(0.0, tactics - 1), 24) +
                            capped(3 * weight, 12) + capped(1.5 * std::max(0.0, spread - 2), 6) +
                            capped(evidence.steps, 5));
    incident.confidence =
        1.0 - std::exp(-0.35 * (weight + 0.8 * std::max(0.0, tactics - 1) + 0.5 * evidence.steps));
    incident.tactics.assign(evidence.tactics.begin(), evidence.tactics.end());
    std::sort(incident.tactics.begin(), incident.tactics.end(),
              [](const auto& a, const auto& b) { return tactic_order(a) < tactic_order(b); });
    incident.entities = most_frequent_entities(incident);
}

}  // namespace ward::incident
