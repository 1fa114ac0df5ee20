// SPDX-License-Identifier: Apache-2.0
// The rule set behind detector.h: rules, their routes, and the plans made of them. A plan is made
// when the first event of its kind comes, once for all detectors. Private to detect.
#pragma once

#include <map>
#include <mutex>
#include <unordered_map>

#include "detect/detector.h"
#include "detect/match/plan.h"
#include "detect/route.h"
#include "detect/sigma/rule.h"

namespace ward::detect {

class CompiledRules final : public RuleSet {
public:
    CompiledRules(sigma::Collection collection, Router router, model::FieldNames& names);

    size_t size() const override {
        return collection_.rules.size() + collection_.correlations.size();
    }
    std::shared_ptr<const model::RuleHead> find(std::string_view id) const override;
    std::vector<std::shared_ptr<const model::RuleHead>> heads() const override;

    const sigma::Collection& collection() const { return collection_; }
    model::FieldNames& names() const { return names_; }
    const Router& router() const { return router_; }
    RouteId route_of(uint32_t rule) const { return routes_[rule]; }
    /// The rule that has this head; it must be one of the collection's.
    uint32_t rule_of(const model::RuleHead& head) const { return by_head_.at(&head); }
    /// Thread-safe; valid as long as the rule set.
    const match::Plan& plan_for(const RouteSet& set) const;

private:
    sigma::Collection collection_;
    Router router_;
    model::FieldNames& names_;
    std::vector<RouteId> routes_;  // by rule
    std::vector<std::vector<uint32_t>> rules_of_route_;
    std::unordered_map<const model::RuleHead*, uint32_t> by_head_;
    std::unordered_map<std::string_view, std::shared_ptr<const model::RuleHead>> by_id_;

    mutable std::mutex mutex_;  // guards what follows: a cache, not state
    mutable std::map<std::vector<std::pair<RouteId, uint32_t>>, std::unique_ptr<const match::Plan>>
        plans_;
    mutable match::RegexCache regexes_;
};

}  // namespace ward::detect
