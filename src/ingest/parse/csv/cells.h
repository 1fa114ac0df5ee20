// SPDX-License-Identifier: Apache-2.0
// Cells: a line of comma-separated values, cut. RFC 4180: quotes around a cell, two quotes inside
// for one. Linear; knows no header.
#pragma once

#include <optional>
#include <string_view>

#include "model/batch.h"

namespace ward::ingest::csv {

struct Cell {
    std::string_view text;  // without its quotes
    bool is_quoted = false;
    bool is_doubled = false;  // holds two quotes for one
};

/// The cells of a line.
class Cells {
public:
    Cells(std::string_view line, std::string_view delimiter) : rest_(line), delimiter_(delimiter) {}
    std::optional<Cell> next();
    /// The last cell's quotes were not closed: the line goes on.
    bool is_open() const { return is_open_; }

private:
    std::string_view rest_, delimiter_;
    bool is_end_ = false, is_open_ = false;
};

/// The cell's text, its doubled quotes made one (then kept in the arena).
std::string_view plain_text(const Cell& cell, model::Batch& out);

/// The delimiter of a line, and how many cells it makes; nothing below three cells.
struct Delimiter {
    std::string_view text;  // static
    size_t cells = 0;
};
std::optional<Delimiter> find_delimiter(std::string_view line);

/// True if the cells of `line` are names: no numbers, no addresses, none twice, none long.
bool looks_like_header(std::string_view line, std::string_view delimiter);

}  // namespace ward::ingest::csv
