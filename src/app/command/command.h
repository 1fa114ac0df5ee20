// SPDX-License-Identifier: Apache-2.0
// Commands that need the whole of Ward: server, stores, incidents. One file per command, named in
// list.cc; the shape is cli's.
#pragma once

#include <signal.h>

#include <span>
#include <string>

#include "base/result.h"

#include "cli/command.h"

namespace ward::app {

std::span<const cli::Command> commands();

/// The data folder when --data is not given: $WARD_DATA, else "ward-data".
std::string default_data_folder();

/// For commands that run until they are told to stop (SIGTERM, SIGINT, SIGHUP): holds these signals
/// back, which must be done before any thread is made, and waits for one.
sigset_t hold_stop_signals();
void wait_for_stop(const sigset_t& signals);

/// Prints "ward: TEXT" to stderr and returns the exit code of the error's kind.
int fail(const base::Error& error);

}  // namespace ward::app
