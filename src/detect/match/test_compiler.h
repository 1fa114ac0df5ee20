// SPDX-License-Identifier: Apache-2.0
// TestCompiler: one test of a rule becomes atoms, or a lazy test behind the atoms that it cannot do
// without. Private to the making of plans.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "detect/match/atoms.h"
#include "detect/match/expression.h"
#include "detect/match/plan.h"

namespace ward::detect::match {

class TestCompiler {
public:
    TestCompiler(model::FieldNames& names, RegexCache& regexes)
        : names_(names), regexes_(regexes) {}

    Expression compile(const sigma::Test& test, const sigma::Aliases& aliases);

    Atoms& atoms() { return atoms_; }
    std::vector<LazyTest> take_lazy_tests() { return std::move(lazy_tests_); }

private:
    size_t field_of(const std::string& name, const sigma::Aliases& aliases);
    Expression compile_pattern(const sigma::Test& test, size_t field,
                               const sigma::Aliases& aliases);
    Expression compile_regex(const sigma::Test& test, size_t field, const sigma::Aliases& aliases);
    /// The test on demand, asked only where `guard` holds.
    Expression lazy(const sigma::Test& test, const sigma::Aliases& aliases, Expression guard);
    Expression valued(size_t field) { return Expression::of_atoms({atoms_.valued(field)}); }

    model::FieldNames& names_;
    RegexCache& regexes_;
    Atoms atoms_;
    std::vector<LazyTest> lazy_tests_;
    std::unordered_map<std::string, uint32_t> lazy_by_key_;
};

}  // namespace ward::detect::match
