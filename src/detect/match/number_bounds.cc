// SPDX-License-Identifier: Apache-2.0
// NumberBounds: see the header. What is no number meets nothing.
#include "detect/match/number_bounds.h"

#include <algorithm>
#include <cmath>

namespace ward::detect::match {

using sigma::Operator;

void NumberBounds::add(Operator op, double bound, uint32_t hit) {
    if (std::isnan(bound)) return;  // compares false with everything
    bounds_[static_cast<size_t>(op) - static_cast<size_t>(Operator::less)].push_back({bound, hit});
}

void NumberBounds::sort() {
    for (auto& one : bounds_) std::ranges::sort(one, {}, &Bound::value);
}

bool NumberBounds::is_empty() const {
    return std::ranges::all_of(bounds_, [](const auto& one) { return one.empty(); });
}

void NumberBounds::find(double value, std::vector<uint32_t>& hits) const {
    if (std::isnan(value)) return;
    const auto& [less, less_equal, greater, greater_equal] = bounds_;
    // value < bound: the bounds above the value; and so on.
    for (auto it = std::ranges::upper_bound(less, value, {}, &Bound::value); it != less.end(); ++it)
        hits.push_back(it->hit);
    for (auto it = std::ranges::lower_bound(less_equal, value, {}, &Bound::value);
         it != less_equal.end(); ++it)
        hits.push_back(it->hit);
    for (const auto& bound : greater) {
        if (!(bound.value < value)) break;
        hits.push_back(bound.hit);
    }
    for (const auto& bound : greater_equal) {
        if (!(bound.value <= value)) break;
        hits.push_back(bound.hit);
    }
}

}  // namespace ward::detect::match
