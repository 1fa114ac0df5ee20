// SPDX-License-Identifier: Apache-2.0
// `ward token create|list|revoke`: API tokens of a data folder, also beside a running server, which
// notices within a second.
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "access/access.h"
#include "app/command/command.h"
#include "app/data_folder.h"
#include "cli/standard_output.h"

namespace ward::app {

namespace {

struct Options {
    std::string data, role, name;
    int64_t expires_days = 0;
};

constexpr int64_t expires_days_max = 3650;
constexpr base::TimeNs day_ns = 86'400 * base::second_ns;

/// The access of a data folder.
struct Opened {
    base::SystemClock clock;
    std::unique_ptr<store::StateStore> state;
    std::unique_ptr<access::Access> access;
};

base::Result<void> open(const std::string& data, Opened& out) {
    const DataFolder folder{data};
    TRY_DO(folder.make());
    TRY(out.state, store::StateStore::open(folder.state()));
    out.access = access::Access::make(*out.state, out.clock);
    return {};
}

base::Result<int> create(const Options& options) {
    const auto role = access::parse_role(options.role);
    if (!role) return base::Error{base::ErrorKind::usage, "no such role: " + options.role};
    Opened opened;
    TRY_DO(open(options.data, opened));
    const base::TimeNs expires =
        options.expires_days == 0 ? 0 : opened.clock.now_ns() + options.expires_days * day_ns;
    TRY(const auto secret, opened.access->create_token(options.name, *role, expires));
    fmt::print("{}\n", secret);
    return static_cast<int>(cli::done);
}

std::string day_of(base::TimeNs time) {
    return time == 0 ? "never" : base::format_rfc3339(time).substr(0, 10);
}

base::Result<int> list(const Options& options) {
    Opened opened;
    TRY_DO(open(options.data, opened));
    TRY(const auto tokens, opened.access->tokens());
    for (const auto& one : tokens)
        cli::print(fmt::format(
            "{:<32} {:<10} created {} by {}, expires {}{}\n", one.name, access::to_text(one.role),
            day_of(one.created_ns), one.created_by, day_of(one.expires_ns),
            one.expires_ns != 0 && one.expires_ns <= opened.clock.now_ns() ? " (over)" : ""));
    if (tokens.empty()) fmt::print(stderr, "ward: no tokens\n");
    return static_cast<int>(cli::done);
}

base::Result<int> revoke(const Options& options) {
    Opened opened;
    TRY_DO(open(options.data, opened));
    TRY(const bool was_there, opened.access->revoke_token(options.name));
    if (!was_there)
        return base::Error{base::ErrorKind::not_found, "no token is called " + options.name};
    return static_cast<int>(cli::done);
}

using Action = base::Result<int> (*)(const Options&);

CLI::App* add_one(CLI::App& parent, std::function<int()>& run, const std::string& name,
                  const std::string& text, Action action, std::shared_ptr<Options> options) {
    auto* command = parent.add_subcommand(name, text);
    command->add_option("--data", options->data, "the data folder")->capture_default_str();
    command->callback([&run, options, action] {
        run = [options, action] {
            const auto code = action(*options);
            return code.ok() ? *code : fail(code.error());
        };
    });
    return command;
}

void add(CLI::App& app, std::function<int()>& run) {
    auto* group = app.add_subcommand("token", "API tokens for senders, scripts and people");
    group->require_subcommand(1);
    auto options = std::make_shared<Options>();  // shared: the parser and the actions hold it
    options->data = default_data_folder();
    auto* make =
        add_one(*group, run, "create", "makes a token and prints it, once", create, options);
    make->add_option("--role", options->role, "what it may do")
        ->required()
        ->check(CLI::IsMember({"viewer", "analyst", "responder", "engineer", "admin"}));
    make->add_option("--name", options->name, "what it is called")->required();
    make->add_option("--expires", options->expires_days, "days until it ends; 0: never")
        ->check(CLI::Range(int64_t{0}, expires_days_max));
    add_one(*group, run, "list", "shows the tokens, not their secrets", list, options);
    auto* end = add_one(*group, run, "revoke", "ends a token", revoke, options);
    end->add_option("--name", options->name, "which one")->required();
}

}  // namespace

extern const cli::Command token_command{add};

}  // namespace ward::app
