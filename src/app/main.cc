// SPDX-License-Identifier: Apache-2.0
// The program `ward`: reads the command line and runs one command. It decides exit codes for bad
// usage and nothing else.
#include <fmt/format.h>
#include <signal.h>

#include <CLI/CLI.hpp>

#include "cli/command.h"

namespace {

constexpr const char* version = "ward 0.1.0";

}  // namespace

int main(int argc, char** argv) {
    signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of write(), not a death
    CLI::App app("Ward reads any log, runs every Sigma rule on it and tells what happened.",
                 "ward");
    app.set_version_flag("--version", version);
    app.require_subcommand(1);
    std::function<int()> run;
    for (const auto& command : ward::cli::commands()) command.add(app, run);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? ward::cli::done : ward::cli::call_wrong;
    }
    return run ? run() : ward::cli::call_wrong;
}
