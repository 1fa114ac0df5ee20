// SPDX-License-Identifier: Apache-2.0
#include "base/diagnostics.h"

#include <fmt/format.h>

#include <algorithm>

namespace ward::base {

Diagnostic& Diagnostics::error(Place place, std::string text, std::string hint) {
    ++errors_;
    return all_.emplace_back(
        Diagnostic{Severity::error, std::move(place), std::move(text), std::move(hint)});
}

Diagnostic& Diagnostics::warning(Place place, std::string text, std::string hint) {
    return all_.emplace_back(
        Diagnostic{Severity::warning, std::move(place), std::move(text), std::move(hint)});
}

void Diagnostics::append(Diagnostics other) {
    errors_ += other.errors_;
    for (auto& one : other.all_) all_.push_back(std::move(one));
}

std::string render(const Diagnostic& diagnostic) {
    std::string out = diagnostic.place.file.empty() ? "" : diagnostic.place.file + ":";
    if (diagnostic.place.line > 0)
        out += fmt::format("{}:{}:", diagnostic.place.line, diagnostic.place.column);
    if (!out.empty()) out += ' ';
    out += diagnostic.severity == Severity::error ? "error: " : "warning: ";
    out += diagnostic.text;
    if (!diagnostic.hint.empty()) out += "; " + diagnostic.hint;
    return out;
}

static size_t distance(std::string_view a, std::string_view b) {
    std::vector<size_t> row(b.size() + 1);
    for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            const size_t above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
            diagonal = above;
        }
    }
    return row[b.size()];
}

std::string nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
    constexpr size_t word_bytes_max = 64;  // a longer word is no typing error of a name
    if (word.size() > word_bytes_max) return {};
    size_t best = word.size() / 3 + 1;
    std::string_view found;
    for (const auto candidate : candidates) {
        const size_t d = distance(word, candidate);
        if (d <= best && (found.empty() || d < best)) best = d, found = candidate;
    }
    return std::string(found);
}

}  // namespace ward::base
