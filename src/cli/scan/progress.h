// SPDX-License-Identifier: Apache-2.0
// A progress bar on standard error, if that is a terminal; otherwise nothing at all.
#pragma once

#include <cstdint>

#include "base/clock.h"

namespace ward::cli {

class Progress {
public:
    explicit Progress(uint64_t bytes_total);
    ~Progress() { clear(); }
    /// Draws, at most ten times a second.
    void show(uint64_t bytes, uint64_t events, uint64_t findings);
    /// Takes the bar away, so that other lines can be written.
    void clear();
    bool is_shown() const { return is_terminal_; }

private:
    static constexpr base::TimeNs pause_ns = 100'000'000;
    base::SystemClock clock_;
    uint64_t bytes_total_;
    base::TimeNs began_ns_, drawn_ns_ = 0;
    bool is_terminal_, is_drawn_ = false;
};

/// Columns of the terminal on standard output, 0 if it is none.
unsigned terminal_width();

}  // namespace ward::cli
