// SPDX-License-Identifier: Apache-2.0
// The authorisation matrix: who may use which route, said a second time, apart from the routes. A
// test walks every route and fails on one without a row, or with another role than its row says.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "access/access.h"

namespace ward::serve {

struct Permission {
    std::string_view method, pattern;
    std::optional<access::Role> least;  // nothing: open to everyone
    bool open_on_loopback = false;
    std::string_view accept = {};
};

std::span<const Permission> authorisation_matrix();

/// The row of a route, or nothing: then nobody may use it.
const Permission* permission_of(std::string_view method, std::string_view pattern,
                                std::string_view accept);

}  // namespace ward::serve
