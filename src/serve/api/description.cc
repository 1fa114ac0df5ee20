// SPDX-License-Identifier: Apache-2.0
#include "serve/api/description.h"

#include "base/file.h"
#include "base/text.h"

namespace ward::serve {

base::Json json_of(const base::YamlNode& node) {
    if (node.is_sequence()) {
        base::Json::Array out;
        for (const auto& item : node.items) out.push_back(json_of(item));
        return out;
    }
    if (node.is_mapping()) {
        base::Json::Object out;
        for (const auto& [key, value] : node.members) out.emplace_back(key.text, json_of(value));
        return out;
    }
    if (node.is_null()) return {};
    if (!node.quoted && node.is_boolean()) return base::equals_ignore_case(node.text, "true");
    if (!node.quoted && node.is_integer())
        if (const auto number = base::parse_integer(node.text)) return *number;
    if (!node.quoted && node.is_real())
        if (const auto number = base::parse_real(node.text)) return *number;
    return node.text;
}

std::string api_description(const std::string& content_folder) {
    for (const char* place : {"/api/openapi.yaml", "/../api/openapi.yaml"}) {
        const std::string path = content_folder + place;
        const auto text = base::read_file(path);
        if (!text.ok()) continue;
        base::Diagnostics diagnostics;
        const auto documents = base::parse_yaml(*text, path, diagnostics);
        if (diagnostics.has_errors() || documents.empty()) return {};
        return base::to_json(json_of(documents.front()));
    }
    return {};
}

}  // namespace ward::serve
