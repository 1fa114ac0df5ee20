// SPDX-License-Identifier: Apache-2.0
// --placeholder: see the header.
#include "cli/placeholders.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/text.h"

namespace ward::cli {

void add_placeholders(CLI::App& command, std::vector<std::string>& texts) {
    command
        .add_option("--placeholder", texts, "values for |expand: NAME=VALUE,VALUE; may be repeated")
        ->allow_extra_args(false);
}

bool read_placeholders(const std::vector<std::string>& texts, detect::LoadOptions& out) {
    for (const auto& text : texts) {
        const size_t equal = text.find('=');
        if (equal == std::string::npos || equal == 0) {
            fmt::print(stderr, "ward: '{}' is no placeholder: write NAME=VALUE,VALUE\n",
                       base::printable(text));
            return false;
        }
        std::vector<std::string> values;
        for (const auto value : base::split(std::string_view(text).substr(equal + 1), ','))
            values.emplace_back(value);
        out.placeholders.emplace_back(text.substr(0, equal), std::move(values));
    }
    return true;
}

}  // namespace ward::cli
