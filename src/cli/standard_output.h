// SPDX-License-Identifier: Apache-2.0
// Standard output, written in large pieces. A reader that went away (head, less) ends the writing
// without noise; a terminal never gets control characters raw.
#pragma once

#include <string>
#include <string_view>

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

/// Control characters but line ends and tabs as escapes (\\u001b): for what goes to people.
std::string without_controls(std::string_view text);

/// Writes `text` at once, as StandardOutput does.
void print(std::string_view text);

}  // namespace ward::cli
