// SPDX-License-Identifier: Apache-2.0
#include "incident/attack.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace ward::incident {

constexpr std::array<std::string_view, 15> tactics = {"reconnaissance",
                                                      "resource-development",
                                                      "initial-access",
                                                      "execution",
                                                      "persistence",
                                                      "privilege-escalation",
                                                      "stealth",
                                                      "defense-evasion",
                                                      "credential-access",
                                                      "discovery",
                                                      "lateral-movement",
                                                      "collection",
                                                      "command-and-control",
                                                      "exfiltration",
                                                      "impact"};

int tactic_order(std::string_view tactic) {
    const auto found = std::find(tactics.begin(), tactics.end(), tactic);
    return found == tactics.end() ? -1 : static_cast<int>(found - tactics.begin());
}

std::string tactic_name(std::string_view tactic) {
    std::string out(tactic);
    std::replace(out.begin(), out.end(), '-', ' ');
    return out;
}

static std::string_view after_attack(std::string_view tag) {
    constexpr std::string_view prefix = "attack.";
    return base::starts_with_ignore_case(tag, prefix) ? tag.substr(prefix.size())
                                                      : std::string_view{};
}

std::vector<std::string> tactics_of(const std::vector<std::string>& tags) {
    std::vector<std::string> out;
    for (const auto& tag : tags) {
        std::string name = base::to_lower(after_attack(tag));
        std::replace(name.begin(), name.end(), '_', '-');
        if (tactic_order(name) >= 0 && std::find(out.begin(), out.end(), name) == out.end())
            out.push_back(std::move(name));
    }
    std::sort(out.begin(), out.end(),
              [](const auto& a, const auto& b) { return tactic_order(a) < tactic_order(b); });
    return out;
}

std::vector<std::string> techniques_of(const std::vector<std::string>& tags) {
    std::vector<std::string> out;
    for (const auto& tag : tags) {
        const auto name = after_attack(tag);
        if (name.size() < 5 || base::lower(name[0]) != 't' || !base::is_digit(name[1])) continue;
        out.push_back("T" + std::string(name.substr(1)));
    }
    return out;
}

}  // namespace ward::incident
