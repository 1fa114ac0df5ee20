// SPDX-License-Identifier: Apache-2.0
// Standard output: see the header.
#include "cli/standard_output.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace ward::cli {

StandardOutput::StandardOutput() : is_terminal_(isatty(STDOUT_FILENO) == 1) {}

// DEL and the C1 controls (U+0080 to U+009F) steer some terminals as well.
std::string without_controls(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<uint8_t>(text[i]);
        const auto next = i + 1 < text.size() ? static_cast<uint8_t>(text[i + 1]) : uint8_t{0};
        const bool is_line_end = byte == '\n' || (byte == '\r' && next == '\n');
        if ((byte < 0x20 && !is_line_end && byte != '\t') || byte == 0x7F) {
            out += fmt::format("\\u{:04x}", byte);
        } else if (byte == 0xC2 && next >= 0x80 && next < 0xA0) {
            out += fmt::format("\\u{:04x}", next);
            ++i;
        } else {
            out += text[i];
        }
    }
    return out;
}

void StandardOutput::flush() {
    if (is_terminal_) text_ = without_controls(text_);
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

void print(std::string_view text) {
    StandardOutput out;
    out.text() = text;
}

}  // namespace ward::cli
