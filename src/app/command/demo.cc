// SPDX-License-Identifier: Apache-2.0
// `ward demo`: a server on loopback in a folder of its own, into which the day of an invented
// company is replayed; then what to do first. The folder goes when the server stops.
#include <fmt/format.h>
#include <signal.h>
#include <stdlib.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <cstdio>
#include <filesystem>

#include "app/command/command.h"
#include "app/demo/replay.h"
#include "app/server.h"
#include "base/random.h"
#include "base/text.h"

namespace ward::app {

namespace {

constexpr int poll_ms = 50;
constexpr base::TimeNs replay_ns_max = 120 * base::second_ns;  // then the rest goes on behind
constexpr std::string_view any_port = "127.0.0.1:0";
constexpr std::string_view user = "demo";

struct Options {
    std::string listen, data, logs;
};

/// A folder that is removed with all that is in it, unless the user named it.
class DemoFolder {
public:
    static base::Result<DemoFolder> make(const std::string& named) {
        DemoFolder out;
        out.path_ = named, out.is_temporary_ = named.empty();
        if (!out.is_temporary_) return out;
        std::error_code error;
        std::string name = std::filesystem::temp_directory_path(error) / "ward-demo-XXXXXX";
        if (error || mkdtemp(name.data()) == nullptr)
            return base::Error{base::ErrorKind::unavailable, "cannot make a temporary folder"};
        out.path_ = name;
        return out;
    }
    DemoFolder() = default;
    DemoFolder(DemoFolder&& other) noexcept
        : path_(std::exchange(other.path_, {})), is_temporary_(other.is_temporary_) {}
    DemoFolder& operator=(DemoFolder&&) = delete;
    ~DemoFolder() {
        std::error_code ignored;
        if (is_temporary_ && !path_.empty()) std::filesystem::remove_all(path_, ignored);
    }
    const std::string& path() const { return path_; }

private:
    std::string path_;
    bool is_temporary_ = false;
};

base::Result<std::vector<demo::Line>> day(const base::Clock& clock) {
    base::Diagnostics diagnostics;
    const auto scenario =
        demo::load_scenario(cli::content_folder() + "/demo/day.yaml", diagnostics);
    if (!diagnostics.all().empty())
        return base::Error{base::ErrorKind::usage, base::render(diagnostics.all().front())};
    return demo::expand(scenario, clock.now_ns());
}

/// Waits a little. True if somebody wants the program to stop.
bool is_told_to_stop(const sigset_t& signals) {
    const timespec wait = {0, poll_ms * 1'000'000L};
    return sigtimedwait(&signals, nullptr, &wait) > 0;
}

/// Gives the lines to the intake as receivers do, and waits until they are carried. False if it was
/// told to stop on the way.
base::Result<bool> replay(Server& server, const std::vector<demo::Line>& lines,
                          const base::Clock& clock, const sigset_t& signals) {
    std::atomic<size_t> refused{0};
    for (const auto& delivery : demo::deliver(lines))
        server.intake().take(delivery.record(), [&refused](const auto& outcome) {
            if (!outcome.ok()) ++refused;
        });
    const base::TimeNs until = clock.monotonic_ns() + replay_ns_max;
    while (server.ledger().in_flight() > 0 && clock.monotonic_ns() < until)
        if (is_told_to_stop(signals)) return false;
    if (refused > 0)
        return base::Error{
            base::ErrorKind::unavailable,
            fmt::format("cannot replay the day: {} deliveries were refused", refused.load())};
    return true;
}

std::string new_password() {
    constexpr size_t bytes = 9;
    return base::to_hex(base::random_bytes(bytes));
}

void print_welcome(Server& server, const std::string& password, const std::string& token,
                   size_t lines, double seconds) {
    const std::string url = server.url();
    fmt::print(
        "\nWard is up with a day of the invented company Lindenhof: {} log lines of 12 hosts,\n"
        "read, matched, stored and grouped in {:.1f} s.\n\n",
        lines, seconds);
    fmt::print("  URL       {}\n  user      {}\n  password  {}\n\n", url, user, password);
    const auto page = server.incidents().list("open", "", 10);
    if (page.ok()) fmt::print("The queue, the most urgent first:\n\n");
    if (page.ok())
        for (const auto& one : page->incidents)
            fmt::print("  {}  {:<8} {:>3.0f}  {}\n", one.id, model::to_text(one.severity),
                       one.score, base::printable(one.title));
    const std::string first =
        page.ok() && !page->incidents.empty() ? page->incidents.front().id : "INCIDENT";
    fmt::print(
        "\nTry next, in another terminal (--help says more):\n\n"
        "  export WARD_TOKEN={}\n"
        "  ward incidents {} --server {}      what happened, in which order, what to do\n"
        "  ward findings --server {}                     every rule that fired\n"
        "  ward query --server {} 'Events | where Host has \"ws-07\" | summarize count() by "
        "bin(TimeGenerated, 1h)'\n"
        "  ward scan FOLDER                    the same rules over your own EVTX, JSON and "
        "text logs\n\n"
        "Ctrl-C stops it.\n",
        token, first, url, url, url);
    fmt::print("ready {}\n", url);
    std::fflush(stdout);
}

base::Result<std::unique_ptr<Server>> start(const Options& options, const std::string& data,
                                            const base::Clock& clock) {
    Config config;
    config.data = data;
    if (!options.listen.empty()) config.listen = options.listen;
    auto server = Server::start(config, cli::content_folder(), clock);
    if (server.ok() || !options.listen.empty()) return server;
    config.listen = any_port;  // somebody has the usual port
    return Server::start(config, cli::content_folder(), clock);
}

base::Result<int> run_demo(const Options& options) {
    const base::SystemClock clock;
    TRY(const auto lines, day(clock));
    if (!options.logs.empty()) {
        TRY_DO(demo::write_logs(lines, options.logs));
        fmt::print(stderr, "ward: wrote {} lines below {}\n", lines.size(), options.logs);
        return static_cast<int>(cli::done);
    }
    const auto signals = hold_stop_signals();
    TRY(const auto folder, DemoFolder::make(options.data));
    TRY(const auto server, start(options, folder.path(), clock));
    const std::string password = new_password();
    TRY_DO(server->access().create_user(std::string(user), password, access::Role::admin));
    TRY(const auto token, server->access().create_token("demo-terminal", access::Role::analyst, 0));
    const base::TimeNs begun = clock.monotonic_ns();
    fmt::print(stderr, "ward: replaying {} log lines of the last 24 hours\n", lines.size());
    TRY(const bool is_whole, replay(*server, lines, clock, signals));
    if (!is_whole) return static_cast<int>(cli::done);
    print_welcome(*server, password, token, lines.size(),
                  static_cast<double>(clock.monotonic_ns() - begun) / 1e9);
    wait_for_stop(signals);
    fmt::print(stderr, "ward: stopping\n");
    server->stop();
    return static_cast<int>(cli::done);
}

void add(CLI::App& app, std::function<int()>& run) {
    auto* command = app.add_subcommand(
        "demo", "a server on loopback with the day of an invented company and an intrusion in it");
    auto options = std::make_shared<Options>();  // shared: the parser and the action both hold it
    command->add_option("--listen", options->listen,
                        "HOST:PORT (default: 127.0.0.1:8710, any free port if that is taken)");
    command->add_option(
        "--data", options->data,
        "keep everything in this folder (default: a temporary one, removed at exit)");
    command->add_option("--logs", options->logs, "only write the day's log files into this folder");
    command->callback([&run, options] {
        run = [options] {
            const auto code = run_demo(*options);
            return code.ok() ? *code : fail(code.error());
        };
    });
}

}  // namespace

extern const cli::Command demo_command{add};

}  // namespace ward::app
