// SPDX-License-Identifier: Apache-2.0
// Findings made by hand, for the tests of this module.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/finding.h"

namespace ward::incident::test {

constexpr base::TimeNs start_ns = 1'767'322'800 * base::second_ns;  // 2026-01-02 03:00

struct FixedClock final : base::Clock {
    base::TimeNs now_ns() const override { return start_ns; }
    base::TimeNs monotonic_ns() const override { return 0; }
};

inline model::Finding finding(uint32_t n, model::Level level, const std::string& tag, int64_t at_s,
                              std::vector<model::Entity> entities,
                              const std::string& sentence = "something happened") {
    auto rule = std::make_shared<model::RuleHead>();
    rule->id = "rule-" + tag, rule->title = "Rule " + tag, rule->level = level, rule->tags = {tag};
    model::Finding out;
    out.event = {1, n}, out.rule = rule, out.time_ns = start_ns + at_s * base::second_ns;
    out.id = model::finding_id(rule->id, out.event, {});
    out.entities = std::move(entities), out.sentence = sentence;
    return out;
}

inline model::Entity host(const std::string& name) {
    return {model::EntityKind::host, name};
}
inline model::Entity user(const std::string& name) {
    return {model::EntityKind::user, name};
}
inline model::Entity address(const std::string& text) {
    return {model::EntityKind::address, text};
}

}  // namespace ward::incident::test
