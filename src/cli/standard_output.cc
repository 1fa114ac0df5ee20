// SPDX-License-Identifier: Apache-2.0
// Standard output: see the header.
#include "cli/standard_output.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace ward::cli {

void StandardOutput::flush() {
    size_t written = 0;
    while (state_ == State::open && written < text_.size()) {
        const ssize_t got = ::write(STDOUT_FILENO, text_.data() + written, text_.size() - written);
        if (got >= 0) {
            written += static_cast<size_t>(got);
        } else if (errno == EPIPE) {
            state_ = State::closed;
        } else if (errno != EINTR) {
            fmt::print(stderr, "ward: cannot write: {}\n", std::strerror(errno));
            state_ = State::failed;
        }
    }
    text_.clear();
}

}  // namespace ward::cli
