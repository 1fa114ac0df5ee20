// SPDX-License-Identifier: Apache-2.0
// Regular expressions of rules: RE2 behind our own face, with a bound on the program's size. The
// one place in sigma/ that knows RE2.
#include <re2/re2.h>

#include <fmt/format.h>

#include "detect/sigma/evaluate.h"
#include "detect/sigma/load.h"

namespace ward::detect::sigma {

namespace {

class CompiledRegex final : public Regex {
public:
    CompiledRegex(const std::string& text, const RE2::Options& options) : regex_(text, options) {}
    bool found_in(std::string_view text) const override {
        const re2::StringPiece piece(text.data(), text.size());
        return regex_.Match(piece, 0, text.size(), RE2::UNANCHORED, nullptr, 0);
    }
    const RE2& regex() const { return regex_; }

private:
    RE2 regex_;
};

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
    auto compiled = std::make_shared<const CompiledRegex>(text, options);
    if (compiled->regex().ok()) return compiled;
    error = compiled->regex().error();
    return nullptr;
}

}  // namespace ward::detect::sigma
