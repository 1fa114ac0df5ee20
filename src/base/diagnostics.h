// SPDX-License-Identifier: Apache-2.0
// Diagnostics: all that is wrong with a text that a user wrote (rule, query, mapping,
// configuration), each with its place and a hint.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ward::base {

enum class Severity { warning, error };

/// Where in a user's text: lines and columns count from 1; 0 means "not known".
struct Place {
    std::string file;
    int line = 0;
    int column = 0;
};

struct Diagnostic {
    Severity severity = Severity::error;
    Place place;
    std::string text;  // "unknown modifier 'contain'"
    std::string hint;  // "did you mean 'contains'?", or empty
};

class Diagnostics {
public:
    Diagnostic& error(Place place, std::string text, std::string hint = {});
    Diagnostic& warning(Place place, std::string text, std::string hint = {});

    bool has_errors() const { return errors_ > 0; }
    const std::vector<Diagnostic>& all() const { return all_; }
    void append(Diagnostics other);

private:
    std::vector<Diagnostic> all_;
    size_t errors_ = 0;
};

/// "file:line:column: error: text (hint)", one line.
std::string render(const Diagnostic& diagnostic);

/// The candidate nearest to `word` by edit distance, or empty if none is near (distance over a
/// third of the length).
std::string nearest(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace ward::base
