// SPDX-License-Identifier: Apache-2.0
// `ward demo`: the demonstration company's day.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/command/command.h"
#include "app/demo/replay.h"

namespace ward::app {

namespace {

struct Options {
    std::string logs;
};

base::Result<int> write_day(const Options& options) {
    base::Diagnostics diagnostics;
    const auto scenario =
        demo::load_scenario(cli::content_folder() + "/demo/day.yaml", diagnostics);
    if (!diagnostics.all().empty())
        return base::Error{base::ErrorKind::usage, base::render(diagnostics.all().front())};
    const auto lines = demo::expand(scenario, base::SystemClock().now_ns());
    TRY_DO(demo::write_logs(lines, options.logs));
    fmt::print(stderr, "ward: wrote {} lines below {}\n", lines.size(), options.logs);
    return static_cast<int>(cli::done);
}

void add(CLI::App& app, std::function<int()>& run) {
    auto* command =
        app.add_subcommand("demo", "a day of an invented company with an intrusion in it");
    auto options = std::make_shared<Options>();  // shared: the parser and the action both hold it
    command->add_option("--logs", options->logs, "only write the day's log files into this folder")
        ->required();
    command->callback([&run, options] {
        run = [options] {
            const auto code = write_day(*options);
            return code.ok() ? *code : fail(code.error());
        };
    });
}

}  // namespace

extern const cli::Command demo_command{add};

}  // namespace ward::app
