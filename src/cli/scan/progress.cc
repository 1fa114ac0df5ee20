// SPDX-License-Identifier: Apache-2.0
// Progress: see the header. Writes figures only, never log text.
#include "cli/scan/progress.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

namespace ward::cli {

Progress::Progress(uint64_t bytes_total)
    : bytes_total_(bytes_total),
      began_ns_(clock_.monotonic_ns()),
      is_terminal_(isatty(STDERR_FILENO) == 1) {}

void Progress::show(uint64_t bytes, uint64_t events, uint64_t findings) {
    if (!is_terminal_) return;
    const base::TimeNs now = clock_.monotonic_ns();
    if (now - drawn_ns_ < pause_ns) return;
    drawn_ns_ = now;
    constexpr size_t cells = 30;
    const double share =
        bytes_total_ == 0
            ? 0.0
            : std::min(1.0, static_cast<double>(bytes) / static_cast<double>(bytes_total_));
    const auto full = static_cast<size_t>(share * static_cast<double>(cells));
    const double seconds = std::max(1e-3, static_cast<double>(now - began_ns_) / 1e9);
    fmt::print(stderr, "\r[{:<{}}] {:3.0f} %  {} events, {} findings, {:.0f} events/s\033[K",
               std::string(full, '#'), cells, share * 100, events, findings,
               static_cast<double>(events) / seconds);
    is_drawn_ = true;
}

void Progress::clear() {
    if (is_drawn_) fmt::print(stderr, "\r\033[K");
    is_drawn_ = false;
    drawn_ns_ = 0;
}

unsigned terminal_width() {
    winsize size{};
    if (isatty(STDOUT_FILENO) != 1 || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
    return size.ws_col;
}

}  // namespace ward::cli
