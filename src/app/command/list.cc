// SPDX-License-Identifier: Apache-2.0
// Every command of app, in the order of `ward --help`.
#include <fmt/format.h>

#include <cstdlib>

#include "app/command/command.h"
#include "base/text.h"

namespace ward::app {

extern const cli::Command config_command, demo_command, doctor_command, explain_command,
    findings_command, incidents_command, serve_command, token_command, user_command;

std::span<const cli::Command> commands() {
    static const cli::Command all[] = {serve_command,    demo_command,    incidents_command,
                                       findings_command, explain_command, token_command,
                                       user_command,     config_command,  doctor_command};
    return all;
}

std::string default_data_folder() {
    const char* named = std::getenv("WARD_DATA");
    return named != nullptr ? named : "ward-data";
}

int fail(const base::Error& error) {
    fmt::print(stderr, "ward: {}\n", base::printable(error.text));
    const bool is_call = error.kind == base::ErrorKind::usage ||
                         error.kind == base::ErrorKind::not_found ||
                         error.kind == base::ErrorKind::denied;
    return is_call ? cli::call_wrong : cli::world_failed;
}

}  // namespace ward::app
