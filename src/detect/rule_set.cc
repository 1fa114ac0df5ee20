// SPDX-License-Identifier: Apache-2.0
// RuleSet: loading, and plans on demand. Never looks at events.
#include <algorithm>

#include "detect/compiled_rules.h"
#include "detect/sigma/load.h"

namespace ward::detect {

CompiledRules::CompiledRules(sigma::Collection collection, Router router, model::FieldNames& names)
    : collection_(std::move(collection)), router_(std::move(router)), names_(names) {
    for (uint32_t i = 0; i < collection_.rules.size(); i++) {
        const auto& rule = collection_.rules[i];
        const RouteId route = router_.add(rule.log_source);
        routes_.push_back(route);
        if (rules_of_route_.size() <= route) rules_of_route_.resize(route + 1);
        rules_of_route_[route].push_back(i);
        by_head_.emplace(rule.head.get(), i);
        by_id_.emplace(rule.head->id, rule.head);
        for (const auto& test : rule.tests) names.intern(test.field);  // low numbers, small tables
    }
    for (const auto& rule : collection_.correlations) by_id_.emplace(rule.head->id, rule.head);
}

std::shared_ptr<const model::RuleHead> CompiledRules::find(std::string_view id) const {
    const auto it = by_id_.find(id);
    return it == by_id_.end() ? nullptr : it->second;
}

std::vector<std::shared_ptr<const model::RuleHead>> CompiledRules::heads() const {
    std::vector<std::shared_ptr<const model::RuleHead>> out;
    for (const auto& rule : collection_.rules) out.push_back(rule.head);
    for (const auto& rule : collection_.correlations) out.push_back(rule.head);
    return out;
}

const match::Plan& CompiledRules::plan_for(const RouteSet& set) const {
    std::vector<std::pair<RouteId, uint32_t>> key;
    for (const auto& routed : set.routes) key.emplace_back(routed.route, routed.aliases);
    const std::lock_guard lock(mutex_);
    auto& plan = plans_[key];
    if (plan) return *plan;
    std::vector<match::RoutedRule> rules;
    for (const auto& [route, aliases] : key)
        for (const uint32_t rule : rules_of_route_[route])
            rules.push_back({rule, &router_.aliases(aliases)});
    std::ranges::sort(rules, {}, &match::RoutedRule::rule);
    plan = match::make_plan(collection_, rules, names_, regexes_);
    return *plan;
}

std::shared_ptr<const RuleSet> RuleSet::load(const std::vector<std::string>& paths,
                                             const LoadOptions& options, model::FieldNames& names,
                                             std::vector<RuleReport>& reports) {
    auto collection = sigma::load(paths, options, reports);
    RuleReport routing;
    auto router = Router::load(options.logsources_file, names, routing.messages);
    if (!routing.messages.all().empty()) {
        routing.title = "log sources";
        routing.file = options.logsources_file;
        routing.status = RuleReport::Status::warned;
        reports.push_back(std::move(routing));
    }
    return std::make_shared<const CompiledRules>(std::move(collection), std::move(router), names);
}

}  // namespace ward::detect
