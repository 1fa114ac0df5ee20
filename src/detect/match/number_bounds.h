// SPDX-License-Identifier: Apache-2.0
// NumberBounds: which of many comparisons does a number meet? Bounds in order, one search for each
// kind of comparison.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "detect/sigma/rule.h"

namespace ward::detect::match {

class NumberBounds {
public:
    /// `op` is one of less .. greater_equal.
    void add(sigma::Operator op, double bound, uint32_t hit);
    /// Must be called after the last add().
    void sort();
    bool is_empty() const;
    void find(double value, std::vector<uint32_t>& hits) const;

private:
    struct Bound {
        double value = 0;
        uint32_t hit = 0;
    };
    std::array<std::vector<Bound>, 4> bounds_;  // less, less_equal, greater, greater_equal
};

}  // namespace ward::detect::match
