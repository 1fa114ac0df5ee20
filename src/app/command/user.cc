// SPDX-License-Identifier: Apache-2.0
// `ward user create|password|list|remove`: people who sign in, of a data folder, also beside a
// running server. A password is typed without echo, or is the first line of stdin; never an option,
// where every user of the machine could read it.
#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "access/access.h"
#include "app/command/command.h"
#include "app/data_folder.h"
#include "cli/standard_output.h"

namespace ward::app {

namespace {

struct Options {
    std::string data, role, name;
};

constexpr const char* actor = "local";  // whoever may write the folder

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

// The terminal without echo for as long as this lives.
class Quiet {
public:
    Quiet() : is_terminal_(tcgetattr(STDIN_FILENO, &before_) == 0) {
        termios now = before_;
        now.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        if (is_terminal_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &now);
    }
    ~Quiet() {
        if (is_terminal_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }
    Quiet(const Quiet&) = delete;
    Quiet& operator=(const Quiet&) = delete;

private:
    termios before_{};
    bool is_terminal_;
};

base::Result<std::string> typed(const char* prompt) {
    const bool is_terminal = isatty(STDIN_FILENO) != 0;
    if (is_terminal) fmt::print(stderr, "{}: ", prompt);
    std::string out;
    const Quiet quiet;
    if (!std::getline(std::cin, out))
        return base::Error{base::ErrorKind::usage, "a password is wanted on stdin"};
    if (is_terminal) fmt::print(stderr, "\n");
    return out;
}

base::Result<std::string> new_password() {
    TRY(const auto once, typed("password"));
    if (isatty(STDIN_FILENO) == 0) return once;
    TRY(const auto again, typed("again"));
    if (once != again) return base::Error{base::ErrorKind::usage, "the two differ"};
    return once;
}

base::Result<int> create(const Options& options) {
    Opened opened;
    TRY_DO(open(options.data, opened));
    TRY(const auto password, new_password());
    const auto role = access::parse_role(options.role);
    TRY_DO(opened.access->create_user(options.name, password, role.value_or(access::Role::viewer),
                                      actor));
    return static_cast<int>(cli::done);
}

base::Result<int> set_password(const Options& options) {
    Opened opened;
    TRY_DO(open(options.data, opened));
    TRY(const auto password, new_password());
    TRY_DO(opened.access->set_password(options.name, password, actor));
    return static_cast<int>(cli::done);
}

base::Result<int> list(const Options& options) {
    Opened opened;
    TRY_DO(open(options.data, opened));
    TRY(const auto users, opened.access->users());
    for (const auto& one : users)
        cli::print(fmt::format("{:<32} {:<10} created {}\n", one.name, access::to_text(one.role),
                               base::format_rfc3339(one.created_ns, 0)));
    if (users.empty()) fmt::print(stderr, "ward: no users\n");
    return static_cast<int>(cli::done);
}

base::Result<int> remove(const Options& options) {
    Opened opened;
    TRY_DO(open(options.data, opened));
    TRY(const bool was_there, opened.access->remove_user(options.name, actor));
    if (!was_there)
        return base::Error{base::ErrorKind::not_found, "no user is called " + options.name};
    return static_cast<int>(cli::done);
}

using Action = base::Result<int> (*)(const Options&);

void add(CLI::App& app, std::function<int()>& run) {
    auto* group = app.add_subcommand("user", "people who sign in to the page and the API");
    group->require_subcommand(1);
    auto options = std::make_shared<Options>();  // shared: the parser and the actions hold it
    options->data = default_data_folder();
    const auto add_one = [&](const char* name, const char* text, Action action) {
        auto* command = group->add_subcommand(name, text);
        command->add_option("--data", options->data, "the data folder")->capture_default_str();
        command->callback([&run, options, action] {
            run = [options, action] {
                const auto code = action(*options);
                return code.ok() ? *code : fail(code.error());
            };
        });
        return command;
    };
    const auto named = [&](CLI::App* command) {
        command->add_option("--name", options->name, "who")->required();
        return command;
    };
    named(add_one("create", "makes a user; the password is asked for, or read from stdin", create))
        ->add_option("--role", options->role, "what the user may do")
        ->required()
        ->check(CLI::IsMember({"viewer", "analyst", "responder", "engineer", "admin"}));
    named(add_one("password", "gives a user a new password", set_password));
    add_one("list", "shows the users", list);
    named(add_one("remove", "removes a user and ends the user's sessions", remove));
}

}  // namespace

extern const cli::Command user_command{add};

}  // namespace ward::app
