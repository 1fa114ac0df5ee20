// SPDX-License-Identifier: Apache-2.0
// `ward serve`: the server, until it is told to stop.
#include <fmt/format.h>
#include <signal.h>

#include <CLI/CLI.hpp>
#include <cstdio>

#include "app/command/command.h"
#include "app/server.h"

namespace ward::app {

namespace {

struct Options {
    std::string config, data, listen;
    std::vector<std::string> rules;
};

base::Result<Config> configure(const Options& options) {
    Config config;
    config.data = default_data_folder();
    if (!options.config.empty()) {
        base::Diagnostics diagnostics;
        config = read_config(options.config, diagnostics);
        for (const auto& one : diagnostics.all()) fmt::print(stderr, "{}\n", base::render(one));
        if (diagnostics.has_errors())
            return base::Error{base::ErrorKind::usage,
                               fmt::format("cannot use the configuration {}", options.config)};
    }
    if (!options.data.empty()) config.data = options.data;
    if (!options.listen.empty()) config.listen = options.listen;
    if (!options.rules.empty()) config.rules = options.rules;
    return config;
}

base::Result<int> serve(const Options& options) {
    TRY(const auto config, configure(options));
    const auto signals = hold_stop_signals();
    const base::SystemClock clock;
    TRY(const auto server, Server::start(config, cli::content_folder(), clock));
    fmt::print("ready {}\n", server->url());
    std::fflush(stdout);
    wait_for_stop(signals);
    fmt::print(stderr, "ward: stopping\n");
    server->stop();
    return static_cast<int>(cli::done);
}

void add(CLI::App& app, std::function<int()>& run) {
    auto* command = app.add_subcommand("serve", "receive, detect, store and answer");
    auto options = std::make_shared<Options>();  // shared: the parser and the action both hold it
    command->add_option("--config", options->config, "ward.toml (ward config prints one)")
        ->check(CLI::ExistingFile);
    command->add_option("--data", options->data,
                        "the folder that holds everything (default: $WARD_DATA, ward-data)");
    command->add_option("--listen", options->listen, "HOST:PORT (default: 127.0.0.1:8710)");
    command->add_option("--rules", options->rules,
                        "Sigma files and folders instead of the shipped and installed ones");
    command->callback([&run, options] {
        run = [options] {
            const auto code = serve(*options);
            return code.ok() ? *code : fail(code.error());
        };
    });
}

}  // namespace

sigset_t hold_stop_signals() {
    sigset_t out;
    sigemptyset(&out);
    for (const int one : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&out, one);
    pthread_sigmask(SIG_BLOCK, &out, nullptr);
    return out;
}

void wait_for_stop(const sigset_t& signals) {
    int received = 0;
    while (sigwait(&signals, &received) != 0) continue;
}

extern const cli::Command serve_command{add};

}  // namespace ward::app
