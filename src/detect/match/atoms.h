// SPDX-License-Identifier: Apache-2.0
// Atoms: numbers for distinct tests while a plan is made, and the tables that find them. Private to
// the making of plans.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>

#include "detect/match/plan.h"

namespace ward::detect::match {

class Atoms {
public:
    static constexpr size_t keyword = SIZE_MAX;  // in place of a field: any of them

    uint32_t literal(size_t field, Place place, const std::string& folded);
    uint32_t number(size_t field, sigma::Operator op, double bound);
    std::optional<uint32_t> network(size_t field, const std::string& text);
    uint32_t present(size_t field);
    uint32_t valued(size_t field);

    size_t size() const { return costs_.size(); }
    /// By atom: the share of events that fire it, estimated.
    const std::vector<double>& costs() const { return costs_; }
    /// Moves the tables into the plan.
    void finish(Plan& plan);

private:
    struct Field {
        std::array<std::map<std::string, uint32_t>, 4> literals;  // by place
        std::map<std::pair<sigma::Operator, double>, uint32_t> numbers;
        std::map<std::string, uint32_t> networks;
        std::optional<uint32_t> present, valued;
    };
    uint32_t make(double cost);
    FieldPlan finish(Field& field) const;
    static bool can_join(const Field& field);
    static size_t shortest(const Field& field);

    std::map<size_t, Field> fields_;
    std::vector<double> costs_;
};

}  // namespace ward::detect::match
