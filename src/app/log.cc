// SPDX-License-Identifier: Apache-2.0
#include "app/log.h"

#include <cstdio>
#include <string>

namespace ward::app {

void log(std::string_view line) {
    std::string whole(line);
    whole += '\n';
    std::fwrite(whole.data(), 1, whole.size(), stderr);  // in one piece, and never throws
}

}  // namespace ward::app
