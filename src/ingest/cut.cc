// SPDX-License-Identifier: Apache-2.0
// Cutter: see the header.
#include "ingest/cut.h"

#include "ingest/parse/json/document.h"

namespace ward::ingest {

Cutter::Cutter(std::string_view bytes, const Parser& parser) : rest_(bytes) {
    mode_ = parser.framing() == Framing::lines ? Mode::lines : Mode::whole;
    if (parser.name() == "json" && !json::is_line_by_line(bytes)) mode_ = Mode::whole;
}

std::optional<std::string_view> Cutter::next() {
    while (!rest_.empty()) {
        const size_t end = mode_ == Mode::lines ? rest_.find('\n') : std::string_view::npos;
        std::string_view record = rest_.substr(0, end);
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
        if (mode_ == Mode::lines && !record.empty() && record.back() == '\r')
            record.remove_suffix(1);
        if (!record.empty()) return record;
    }
    return {};
}

}  // namespace ward::ingest
