// SPDX-License-Identifier: Apache-2.0
// The program `ward`: reads the command line and runs one command. It decides exit codes for bad
// usage and nothing else.
#include <fmt/format.h>
#include <malloc.h>
#include <signal.h>

#include <CLI/CLI.hpp>
#include <sstream>

#include "app/command/command.h"
#include "cli/command.h"
#include "cli/standard_output.h"

namespace {

constexpr const char* version = "ward 0.1.0";

constexpr int mmap_bytes = 8 << 20;   // larger blocks go back to the kernel at once
constexpr int trim_bytes = 64 << 20;  // free memory kept for the next batch

}  // namespace

int main(int argc, char** argv) {
    // Batches come and go by the thousand; without this each is new memory from the kernel, and
    // faulting that in costs the reader a third of its speed.
    mallopt(M_MMAP_THRESHOLD, mmap_bytes);
    mallopt(M_TRIM_THRESHOLD, trim_bytes);
    signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of write(), not a death
    CLI::App app("Ward reads any log, runs every Sigma rule on it and tells what happened.",
                 "ward");
    app.set_version_flag("--version", version);
    app.require_subcommand(1);
    std::function<int()> run;
    for (const auto& command : ward::app::commands()) command.add(app, run);
    for (const auto& command : ward::cli::commands()) command.add(app, run);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        std::ostringstream out, wrong;  // what is wrong may quote a hostile file name
        const int code = app.exit(error, out, wrong);
        ward::cli::print(out.str());
        fmt::print(stderr, "{}", ward::cli::without_controls(wrong.str()));
        return code == 0 ? ward::cli::done : ward::cli::call_wrong;
    }
    return run ? run() : ward::cli::call_wrong;
}
