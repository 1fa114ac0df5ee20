// SPDX-License-Identifier: Apache-2.0
#include "base/result.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace ward::base {

void check_failed(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "%s:%d: this is a bug in Ward: check failed: %s\n", file, line, condition);
    std::abort();
}

Error wrap(std::string_view context, Error error) {
    error.text = std::string(context) + ": " + error.text;
    return error;
}

Error system_error(std::string_view context, int number) {
    char text[256] = {};
    const char* cause = strerror_r(number, text, sizeof text);
    const ErrorKind kind = number == ENOENT                      ? ErrorKind::not_found
                           : number == EACCES || number == EPERM ? ErrorKind::denied
                                                                 : ErrorKind::unavailable;
    return {kind, std::string(context) + ": " + cause};
}

}  // namespace ward::base
