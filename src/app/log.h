// SPDX-License-Identifier: Apache-2.0
// Ward's own log: lines on stderr. A log that cannot be written (its disk is full, its reader gone)
// must not stop anything.
#pragma once

#include <string_view>

namespace ward::app {

/// One line; the line end is added. From any thread.
void log(std::string_view line);

}  // namespace ward::app
