// SPDX-License-Identifier: Apache-2.0
#include "access/access.h"

namespace ward::access {

static constexpr std::pair<Role, std::string_view> roles[] = {
    {Role::viewer, "viewer"},     {Role::analyst, "analyst"}, {Role::responder, "responder"},
    {Role::engineer, "engineer"}, {Role::admin, "admin"},
};

std::string_view to_text(Role role) {
    return roles[static_cast<size_t>(role)].second;
}

std::optional<Role> parse_role(std::string_view text) {
    for (const auto& [role, name] : roles)
        if (name == text) return role;
    return std::nullopt;
}

}  // namespace ward::access
