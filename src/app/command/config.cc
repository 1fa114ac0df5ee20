// SPDX-License-Identifier: Apache-2.0
// `ward config`: prints a ward.toml with every key, or checks one.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/command/command.h"
#include "app/config.h"
#include "cli/standard_output.h"

namespace ward::app {

namespace {

int run_config(const std::string& file) {
    if (file.empty()) {
        fmt::print("{}", sample_config());
        return cli::done;
    }
    base::Diagnostics diagnostics;
    static_cast<void>(read_config(file, diagnostics));
    for (const auto& one : diagnostics.all()) cli::print(base::render(one) + "\n");
    return diagnostics.has_errors() ? cli::call_wrong : cli::done;
}

void add(CLI::App& app, std::function<int()>& run) {
    auto* command = app.add_subcommand("config", "prints a ward.toml with every key explained");
    auto file = std::make_shared<std::string>();  // shared: the parser and the action both hold it
    command->add_option("--check", *file, "names what is wrong with this file instead");
    command->callback([&run, file] { run = [file] { return run_config(*file); }; });
}

}  // namespace

extern const cli::Command config_command{add};

}  // namespace ward::app
