// SPDX-License-Identifier: Apache-2.0
// Cutter: see the header.
#include "ingest/cut.h"

#include <utility>

#include "ingest/parse/windows/evtx.h"
#include "ingest/parse/windows/windows_xml.h"

namespace ward::ingest {

std::optional<std::string_view> Lines::next() {
    while (!rest_.empty()) {
        const size_t end = rest_.find('\n');
        std::string_view line = rest_.substr(0, end);
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
        if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
        if (!line.empty()) return line;
    }
    return {};
}

Cutter::Cutter(std::string_view bytes, const Parser& parser)
    : rest_(bytes), mode_(Mode::lines), lines_(bytes), values_(bytes) {
    if (parser.framing() == Framing::whole) mode_ = Mode::whole;
    if (&parser == &evtx_parser()) piece_bytes_ = evtx_piece_bytes;
    if (&parser == &windows_xml_parser()) piece_bytes_ = windows_xml_piece_bytes;
    if (piece_bytes_ != nullptr) mode_ = Mode::pieces;
    if (parser.name() != "json") return;
    const bool is_large =
        bytes.find('\n') > model::event_bytes_max && bytes.size() > model::event_bytes_max;
    if (is_large || !json::is_line_by_line(bytes)) mode_ = Mode::values;
}

std::optional<std::string_view> Cutter::next() {
    if (mode_ == Mode::lines) return lines_.next();
    if (mode_ == Mode::values) return next_value();
    if (mode_ == Mode::pieces) return next_piece();
    const std::string_view all = std::exchange(rest_, {});
    if (all.empty()) return {};
    return all;
}

// So that a file of any size goes on in batches.
std::optional<std::string_view> Cutter::next_piece() {
    if (rest_.empty()) return {};
    const std::string_view piece = rest_.substr(0, piece_bytes_(rest_));
    rest_.remove_prefix(piece.size());
    return piece;
}

// An envelope that is larger than an event may be is opened here, so that its events go on in
// batches; a smaller one the parser opens itself.
std::optional<std::string_view> Cutter::next_value() {
    for (;;) {
        if (const auto element = inner_.next(); element && !element->text.empty())
            return element->text;
        const auto element = values_.next();
        if (!element) return {};
        // "[" alone: the parser names the array that is not closed
        if (element->is_unclosed) return rest_.substr(rest_.size() - 1);
        if (element->text.size() <= model::event_bytes_max) return element->text;
        const json::Envelope envelope = json::find_envelope(element->text);
        if (!envelope.is_one || !envelope.is_list || !envelope.unwraps.empty())
            return element->text;
        inner_ = json::Elements(envelope.content);
    }
}

}  // namespace ward::ingest
