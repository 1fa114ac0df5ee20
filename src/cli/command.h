// SPDX-License-Identifier: Apache-2.0
// Command: the family of `ward` subcommands that need no server in the process. One file per
// command under command/, named in list.cc.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): theirs
class App;
}

namespace ward::cli {

/// Exit codes of every command.
enum ExitCode : int { done = 0, input_wrong = 1, call_wrong = 2, world_failed = 3 };

/// Adds a subcommand to `app`; when it is chosen, `run` is set to what it does (returning an
/// ExitCode).
struct Command {
    void (*add)(CLI::App& app, std::function<int()>& run);
};
std::span<const Command> commands();

/// The folder `content/` of this installation: $WARD_CONTENT, or beside the program
/// (BIN/../../content, BIN/../share/ward).
std::string content_folder();

}  // namespace ward::cli
