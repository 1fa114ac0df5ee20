// SPDX-License-Identifier: Apache-2.0
// The making of a plan: conditions become expressions, expressions become triggers and steps.
#include "detect/match/plan.h"

#include <algorithm>
#include <map>

#include "detect/match/test_compiler.h"

namespace ward::detect::match {

namespace {

using Kind = Expression::Kind;
using sigma::Node;

class Planner {
public:
    Planner(const sigma::Collection& collection, model::FieldNames& names, RegexCache& regexes)
        : collection_(collection), tests_(names, regexes) {}

    std::unique_ptr<const Plan> make(const std::vector<RoutedRule>& rules) {
        std::vector<Expression> conditions;
        for (const auto& [rule, aliases] : rules)
            conditions.push_back(
                express(collection_.rules[rule], *aliases, collection_.rules[rule].condition));
        for (size_t i = 0; i < rules.size(); i++) add(rules[i], conditions[i]);
        plan_->lazy_tests = tests_.take_lazy_tests();
        tests_.atoms().finish(*plan_);
        std::vector<std::vector<uint32_t>> marks_of_atom(tests_.atoms().size());
        for (const auto& [atoms, mark] : marks_)
            for (const uint32_t atom : atoms) marks_of_atom[atom].push_back(mark);
        plan_->marks_of_atom = Lists(marks_of_atom);
        plan_->marks = marks_.size();
        plan_->mark_costs.resize(marks_.size());
        for (const auto& [atoms, mark] : marks_)
            for (const uint32_t atom : atoms)
                plan_->mark_costs[mark] += static_cast<float>(tests_.atoms().costs()[atom]);
        return std::move(plan_);
    }

private:
    Expression express(const sigma::Rule& rule, const sigma::Aliases& aliases, const Node& node) {
        const auto express_children = [&] {
            std::vector<Expression> out;
            for (const auto& child : node.children) out.push_back(express(rule, aliases, child));
            return out;
        };
        switch (node.kind) {
            case Node::Kind::all:
                return Expression::all(express_children());
            case Node::Kind::any:
                return Expression::any(express_children());
            case Node::Kind::negate:
                return Expression::negation(express(rule, aliases, node.children.front()));
            case Node::Kind::test:
                return tests_.compile(rule.tests[node.test], aliases);
            case Node::Kind::constant:
                return Expression::of(node.value);
        }
        return Expression::of(false);
    }

    void add(const RoutedRule& routed, const Expression& condition) {
        const auto triggers = triggers_of(condition, tests_.atoms().costs());
        const auto is_never = [](const Trigger& trigger) { return trigger.sets.empty(); };
        if (std::ranges::any_of(triggers, is_never)) return;  // can never be true
        PlannedRule rule{routed.rule, steps_of(condition, Step::yes, Step::no), routed.aliases, {}};
        for (const auto& trigger : triggers) {
            auto& marks = rule.triggers.emplace_back();
            for (const auto& set : trigger.sets) marks.push_back(mark_of(set));
        }
        if (triggers.empty()) plan_->always.push_back(static_cast<uint32_t>(plan_->rules.size()));
        plan_->rules.push_back(std::move(rule));
    }

    uint32_t mark_of(const std::vector<uint32_t>& atoms) {
        return marks_.emplace(atoms, static_cast<uint32_t>(marks_.size())).first->second;
    }

    // The first step of those that end at `yes` or `no`; written from the last to the first.
    uint32_t steps_of(const Expression& expression, uint32_t yes, uint32_t no) {
        const auto& children = expression.children;
        switch (expression.kind) {
            case Kind::constant:
                return expression.value ? yes : no;
            case Kind::atoms:
                return add_step({mark_of(expression.atoms), false, yes, no});
            case Kind::lazy:
                return add_step({expression.lazy, true, yes, no});
            case Kind::negate:
                return steps_of(children.front(), no, yes);
            case Kind::all:
                for (size_t i = children.size(); i-- > 0;) yes = steps_of(children[i], yes, no);
                return yes;
            case Kind::any:
                for (size_t i = children.size(); i-- > 0;) no = steps_of(children[i], yes, no);
                return no;
        }
        return no;
    }

    uint32_t add_step(Step step) {
        plan_->steps.push_back(step);
        return static_cast<uint32_t>(plan_->steps.size() - 1);
    }

    const sigma::Collection& collection_;
    TestCompiler tests_;
    std::unique_ptr<Plan> plan_ = std::make_unique<Plan>();
    std::map<std::vector<uint32_t>, uint32_t> marks_;
};

}  // namespace

Lists::Lists(const std::vector<std::vector<uint32_t>>& lists) : begins_{0} {
    for (const auto& list : lists) {
        items_.insert(items_.end(), list.begin(), list.end());
        begins_.push_back(static_cast<uint32_t>(items_.size()));
    }
}

Lists Plan::triggers_by(std::span<const uint32_t> fired) const {
    const auto cost_of = [&](const std::vector<uint32_t>& set) {
        double sum = 0;
        for (const uint32_t mark : set)
            // The estimate decides among those that were never seen.
            sum += mark_costs[mark] * 1e-3 + (fired.empty() ? 0 : fired[mark]);
        return sum;
    };
    std::vector<std::vector<uint32_t>> out(marks);
    for (uint32_t i = 0; i < rules.size(); i++) {
        if (rules[i].triggers.empty()) continue;
        const auto& best = *std::ranges::min_element(rules[i].triggers, {}, cost_of);
        for (const uint32_t mark : best)
            if (out[mark].empty() || out[mark].back() != i) out[mark].push_back(i);
    }
    return Lists(out);
}

std::unique_ptr<const Plan> make_plan(const sigma::Collection& collection,
                                      const std::vector<RoutedRule>& rules,
                                      model::FieldNames& names, RegexCache& regexes) {
    return Planner(collection, names, regexes).make(rules);
}

}  // namespace ward::detect::match
