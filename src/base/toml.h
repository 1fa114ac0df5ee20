// SPDX-License-Identifier: Apache-2.0
// TOML: configuration files as a Json tree; what is wrong is said with line and column.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/diagnostics.h"
#include "base/json.h"

namespace ward::base {

/// A TOML document. `places` says where each key stands, by dotted path ("receivers.syslog.tcp").
struct TomlDocument {
    Json root;
    std::map<std::string, Place> places;
};

/// Dates become their RFC 3339 text. On a fault the tree is empty and `diagnostics` says why.
TomlDocument parse_toml(std::string_view text, const std::string& file, Diagnostics& diagnostics);

}  // namespace ward::base
