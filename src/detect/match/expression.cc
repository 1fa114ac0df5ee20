// SPDX-License-Identifier: Apache-2.0
// Expression: see the header. Every rewriting keeps the truth value.
#include "detect/match/expression.h"

#include <algorithm>

namespace ward::detect::match {

namespace {

using Kind = Expression::Kind;

constexpr size_t triggers_max = 32;  // to choose from, of one rule

// What it costs to ask, roughly: bits first, expressions last.
int price(const Expression& expression) {
    switch (expression.kind) {
        case Kind::constant:
            return 0;
        case Kind::atoms:
            return 1;
        case Kind::lazy:
            return 100;
        default: {
            int sum = 1;
            for (const auto& child : expression.children)
                sum = std::min(sum + price(child), 10'000);
            return sum;
        }
    }
}

// Children of the same kind are taken in; the constant `neutral` goes; its opposite decides.
bool flatten(Kind kind, std::vector<Expression>& children) {
    const bool neutral = kind == Kind::all;
    std::vector<Expression> flat;
    for (auto& child : children) {
        if (child.kind == Kind::constant) {
            if (child.value != neutral) return true;
        } else if (child.kind == kind) {
            for (auto& inner : child.children) flat.push_back(std::move(inner));
        } else {
            flat.push_back(std::move(child));
        }
    }
    children = std::move(flat);
    return false;
}

Expression combine(Kind kind, std::vector<Expression> children) {
    if (children.empty()) return Expression::of(kind == Kind::all);
    if (children.size() == 1) return std::move(children.front());
    std::ranges::stable_sort(children, {}, price);
    Expression out;
    out.kind = kind;
    out.children = std::move(children);
    return out;
}

void sort_once(std::vector<uint32_t>& atoms) {
    std::ranges::sort(atoms);
    atoms.erase(std::unique(atoms.begin(), atoms.end()), atoms.end());
}

}  // namespace

Expression Expression::of(bool value) {
    Expression out;
    out.value = value;
    return out;
}

Expression Expression::of_atoms(std::vector<uint32_t> atoms) {
    if (atoms.empty()) return of(false);
    Expression out;
    out.kind = Kind::atoms;
    out.atoms = std::move(atoms);
    sort_once(out.atoms);
    return out;
}

Expression Expression::of_lazy(uint32_t lazy) {
    Expression out;
    out.kind = Kind::lazy;
    out.lazy = lazy;
    return out;
}

Expression Expression::negation(Expression child) {
    if (child.kind == Kind::constant) return of(!child.value);
    if (child.kind == Kind::negate) return std::move(child.children.front());
    Expression out;
    out.kind = Kind::negate;
    out.children.push_back(std::move(child));
    return out;
}

Expression Expression::all(std::vector<Expression> children) {
    if (flatten(Kind::all, children)) return of(false);
    return combine(Kind::all, std::move(children));
}

Expression Expression::any(std::vector<Expression> children) {
    if (flatten(Kind::any, children)) return of(true);
    std::vector<uint32_t> atoms;
    std::vector<Expression> rest;
    for (auto& child : children) {
        if (child.kind == Kind::atoms)
            atoms.insert(atoms.end(), child.atoms.begin(), child.atoms.end());
        else
            rest.push_back(std::move(child));
    }
    if (!atoms.empty()) rest.insert(rest.begin(), of_atoms(std::move(atoms)));
    return combine(Kind::any, std::move(rest));
}

std::vector<Trigger> triggers_of(const Expression& expression,
                                 const std::vector<double>& atom_costs) {
    switch (expression.kind) {
        case Kind::constant:
            return expression.value ? std::vector<Trigger>{} : std::vector<Trigger>(1);
        case Kind::atoms: {
            Trigger one{{expression.atoms}, 0};
            for (const uint32_t atom : expression.atoms) one.cost += atom_costs[atom];
            return {std::move(one)};
        }
        case Kind::all: {
            std::vector<Trigger> out;
            for (const auto& child : expression.children)
                for (auto& one : triggers_of(child, atom_costs))
                    if (out.size() < triggers_max) out.push_back(std::move(one));
            return out;
        }
        case Kind::any: {
            Trigger sum;
            for (const auto& child : expression.children) {
                auto some = triggers_of(child, atom_costs);
                if (some.empty()) return {};
                auto& best = *std::ranges::min_element(some, {}, &Trigger::cost);
                sum.cost += best.cost;
                for (auto& set : best.sets) sum.sets.push_back(std::move(set));
            }
            return {std::move(sum)};
        }
        case Kind::negate:
        case Kind::lazy:
            return {};
    }
    return {};
}

}  // namespace ward::detect::match
