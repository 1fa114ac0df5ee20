// SPDX-License-Identifier: Apache-2.0
// Regular expressions of rules: RE2 behind our own face, with a bound on the program's size. The
// one place in sigma/ that knows RE2.
#include <re2/re2.h>

#include <fmt/format.h>

#include "base/text.h"
#include "detect/sigma/evaluate.h"
#include "detect/sigma/load.h"

namespace ward::detect::sigma {

namespace {

class CompiledRegex final : public Regex {
public:
    CompiledRegex(const std::string& text, const RE2::Options& options) : regex_(text, options) {}
    bool found_in(std::string_view text) const override {
        if (run_ > 0 && base::is_valid_utf8(text)) return has_run(text);
        const re2::StringPiece piece(text.data(), text.size());
        return regex_.Match(piece, 0, text.size(), RE2::UNANCHORED, nullptr, 0);
    }
    const RE2& regex() const { return regex_; }
    /// Set: the expression is ".{N,}", a run of N characters in one line.
    void set_run(size_t characters) { run_ = characters; }

private:
    bool has_run(std::string_view text) const {
        size_t run = 0;
        for (const char c : text) {
            const bool goes_on = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
            run = c == '\n' ? 0 : run + (goes_on ? 0 : 1);
            if (run >= run_) return true;
        }
        return false;
    }

    RE2 regex_;
    size_t run_ = 0;
};

// RE2 counts by states, a thousand of them for ".{1000,}": 20 ms for one long command line. Rules
// ask that to tell long command lines.
size_t run_asked_for(std::string_view text) {
    if (!text.starts_with(".{") || !text.ends_with(",}")) return 0;
    const auto count = base::parse_integer(text.substr(2, text.size() - 4));
    return count && *count > 0 ? static_cast<size_t>(*count) : 0;
}

}  // namespace

std::shared_ptr<const Regex> Regex::compile(const std::string& text, std::string& error) {
    if (text.size() > regex_bytes_max) {
        error = fmt::format("regular expression of {} bytes is over the limit of {}", text.size(),
                            regex_bytes_max);
        return nullptr;
    }
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(regex_program_bytes_max);
    options.set_never_capture(true);
    auto compiled = std::make_shared<CompiledRegex>(text, options);
    compiled->set_run(run_asked_for(text));
    if (compiled->regex().ok()) return compiled;
    error = compiled->regex().error();
    return nullptr;
}

}  // namespace ward::detect::sigma
