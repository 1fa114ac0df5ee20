// SPDX-License-Identifier: Apache-2.0
// The API's description: api/openapi.yaml as JSON.
#pragma once

#include <string>

#include "base/json.h"
#include "base/yaml.h"

namespace ward::serve {

/// The description that lies beside (a checkout) or in (an installation) `content_folder`, as JSON
/// text; empty if there is none.
std::string api_description(const std::string& content_folder);

/// A YAML tree by the core schema: numbers, booleans and null where a plain scalar is one.
base::Json json_of(const base::YamlNode& node);

}  // namespace ward::serve
