// SPDX-License-Identifier: Apache-2.0
// Expression: a rule's condition on its way into a plan, over sets of atoms and lazy tests.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace ward::detect::match {

struct Expression {
    enum class Kind { all, any, negate, atoms, lazy, constant };
    Kind kind = Kind::constant;
    std::vector<Expression> children;  // all, any, negate
    std::vector<uint32_t> atoms;       // atoms: sorted, each once; one of them is enough
    uint32_t lazy = 0;
    bool value = false;  // constant

    static Expression of(bool value);
    static Expression of_atoms(std::vector<uint32_t> atoms);
    static Expression of_lazy(uint32_t lazy);
    static Expression negation(Expression child);
    /// Simplified: constants go, alternatives of atoms join into one set, cheap children first.
    static Expression all(std::vector<Expression> children);
    static Expression any(std::vector<Expression> children);
};

/// What an expression needs: it is false unless one of these sets of atoms has fired.
struct Trigger {
    std::vector<std::vector<uint32_t>> sets;
    double cost = 0;  // how often an event fires it, estimated
};

/// All that a rule with this condition may wait for, in no order; none if it may be true without
/// any atom. One without sets: it can never be true.
std::vector<Trigger> triggers_of(const Expression& expression,
                                 const std::vector<double>& atom_costs);

}  // namespace ward::detect::match
