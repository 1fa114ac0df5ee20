// SPDX-License-Identifier: Apache-2.0
// `ward doctor`: what is wrong with this installation and what to do.
#include "app/doctor.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/command/command.h"
#include "base/text.h"
#include "cli/standard_output.h"

namespace ward::app {

namespace {

struct Options {
    std::string config, data;
};

constexpr std::string_view marks[] = {"ok    ", "warn  ", "fault "};

int run_doctor(const Options& options) {
    Config config;
    config.data = default_data_folder();
    base::Diagnostics diagnostics;
    if (!options.config.empty()) config = read_config(options.config, diagnostics);
    if (!options.data.empty()) config.data = options.data;
    for (const auto& one : diagnostics.all()) cli::print("fault " + base::render(one) + "\n");
    const base::SystemClock clock;
    bool is_well = !diagnostics.has_errors();
    for (const auto& one : examine(config, cli::content_folder(), clock)) {
        fmt::print("{}{}\n", marks[static_cast<size_t>(one.weight)], base::printable(one.text));
        if (!one.remedy.empty()) fmt::print("      -> {}\n", base::printable(one.remedy));
        if (one.weight != Complaint::Weight::good) is_well = false;
    }
    return is_well ? cli::done : cli::input_wrong;
}

void add(CLI::App& app, std::function<int()>& run) {
    auto* command =
        app.add_subcommand("doctor", "what is wrong with this installation and what to do");
    auto options = std::make_shared<Options>();  // shared: the parser and the action both hold it
    command->add_option("--data", options->data,
                        "the data folder (default: $WARD_DATA, ward-data)");
    command->add_option("--config", options->config, "the ward.toml that the server uses");
    command->callback([&run, options] { run = [options] { return run_doctor(*options); }; });
}

}  // namespace

extern const cli::Command doctor_command{add};

}  // namespace ward::app
