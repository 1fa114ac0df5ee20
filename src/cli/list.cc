// SPDX-License-Identifier: Apache-2.0
// Every command of cli, in the order of `ward --help`. A command is added here by one line.
#include "cli/command.h"

namespace ward::cli {

extern const Command completions_command;
extern const Command parse_command;
extern const Command query_command;
extern const Command rules_command;
extern const Command scan_command;

std::span<const Command> commands() {
    static const Command all[] = {
        scan_command, parse_command, query_command, rules_command, completions_command,
    };
    return all;
}

}  // namespace ward::cli
