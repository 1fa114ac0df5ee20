// SPDX-License-Identifier: Apache-2.0
// Standard output, written in large pieces. A reader that went away (head, less) ends the writing
// without noise; a terminal never gets control characters raw.
#pragma once

#include <string>

namespace ward::cli {

class StandardOutput {
public:
    StandardOutput();
    ~StandardOutput() { flush(); }
    /// What is to be written; append to it, then drain().
    std::string& text() { return text_; }
    /// Writes if enough has come together.
    void drain() {
        constexpr size_t piece_bytes = 256 * 1024;
        if (text_.size() >= piece_bytes) flush();
    }
    void flush();
    bool is_open() const { return state_ == State::open; }
    bool is_closed() const { return state_ == State::closed; }  // the reader went away

private:
    enum class State { open, closed, failed };
    std::string text_;
    bool is_terminal_;
    State state_ = State::open;
};

}  // namespace ward::cli
