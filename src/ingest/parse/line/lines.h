// SPDX-License-Identifier: Apache-2.0
// Lines: how a parser of text lines looks at the head of a source.
#pragma once

#include <algorithm>
#include <string_view>

namespace ward::ingest::line {

/// The best of `score(line)` over the first few lines of `head`; a line that is not the first
/// counts a little less, because what begins otherwise is less sure.
template <typename Score>
int score_lines(std::string_view head, Score score) {
    constexpr int lines_max = 4;         // a banner or a rest of a message may come first
    constexpr size_t line_bytes = 4096;  // what tells a line stands at its front
    int best = 0;
    for (int i = 0; i < lines_max && !head.empty();) {
        const size_t end = std::min(head.find('\n'), head.size());
        std::string_view line = head.substr(0, std::min(end, line_bytes));
        head.remove_prefix(std::min(end + 1, head.size()));
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        if (line.empty()) continue;
        best = std::max(best, score(line) - i);
        if (best > 0) return best;
        ++i;
    }
    return best;
}

}  // namespace ward::ingest::line
