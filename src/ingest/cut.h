// SPDX-License-Identifier: Apache-2.0
// Cutter: bytes become the records that a parser wants: lines, the whole, or, for JSON that is not
// line by line, one value after another, and for EVTX and event XML piece by piece.
#pragma once

#include <optional>
#include <string_view>

#include "ingest/parse/json/document.h"
#include "ingest/parser.h"

namespace ward::ingest {

/// The lines of a text, without their ends; empty ones are skipped.
class Lines {
public:
    explicit Lines(std::string_view text) : rest_(text) {}
    std::optional<std::string_view> next();

private:
    std::string_view rest_;
};

class Cutter {
public:
    Cutter(std::string_view bytes, const Parser& parser);
    /// The next record, a view into the bytes. Never empty.
    std::optional<std::string_view> next();

    bool is_line_by_line() const { return mode_ == Mode::lines; }

private:
    enum class Mode { lines, whole, values, pieces };
    std::optional<std::string_view> next_value();
    std::optional<std::string_view> next_piece();

    std::string_view rest_;
    Mode mode_;
    size_t (*piece_bytes_)(std::string_view rest) = nullptr;
    Lines lines_;
    json::Elements values_;     // of a document
    json::Elements inner_{{}};  // of the large envelope that the document is
};

}  // namespace ward::ingest
