// SPDX-License-Identifier: Apache-2.0
// Cells: see the header.
#include "ingest/parse/csv/cells.h"

#include <algorithm>

#include "base/text.h"

namespace ward::ingest::csv {

namespace {
constexpr size_t npos = std::string_view::npos;
}  // namespace

std::optional<Cell> Cells::next() {
    if (is_end_) return {};
    Cell out;
    size_t blanks = 0;
    while (blanks < rest_.size() && rest_[blanks] == ' ') ++blanks;
    if (blanks < rest_.size() && rest_[blanks] == '"') {
        size_t at = blanks + 1;
        for (; at < rest_.size(); ++at) {
            if (rest_[at] != '"') continue;
            if (at + 1 >= rest_.size() || rest_[at + 1] != '"') break;
            out.is_doubled = true, ++at;
        }
        is_open_ = at >= rest_.size();
        out.is_quoted = true;
        out.text = rest_.substr(blanks + 1, std::min(at, rest_.size()) - blanks - 1);
        rest_.remove_prefix(std::min(at + 1, rest_.size()));
        const size_t end = rest_.find(delimiter_);  // what stands behind the quotes is left out
        is_end_ = end == npos;
        rest_.remove_prefix(is_end_ ? rest_.size() : end + delimiter_.size());
        return out;
    }
    const size_t end = rest_.find(delimiter_);
    out.text = base::trim(rest_.substr(0, end));
    is_end_ = end == npos;
    rest_.remove_prefix(is_end_ ? rest_.size() : end + delimiter_.size());
    return out;
}

std::string_view plain_text(const Cell& cell, model::Batch& out) {
    if (!cell.is_doubled) return cell.text;
    char* const plain = out.arena().allocate(cell.text.size());
    size_t n = 0;
    for (size_t i = 0; i < cell.text.size(); ++i) {
        plain[n++] = cell.text[i];
        if (cell.text[i] == '"' && i + 1 < cell.text.size() && cell.text[i + 1] == '"') ++i;
    }
    out.arena().shrink(plain, n);
    return {plain, n};
}

std::optional<Delimiter> find_delimiter(std::string_view line) {
    constexpr std::string_view delimiters[] = {",", "\t", ";", "|", "\xE2\x9D\x96"};
    constexpr size_t cells_min = 3;
    Delimiter best;
    for (const auto delimiter : delimiters) {
        Cells cells(line, delimiter);
        size_t count = 0;
        while (cells.next()) ++count;
        if (count > best.cells) best = {delimiter, count};
    }
    if (best.cells < cells_min) return {};
    return best;
}

bool looks_like_header(std::string_view line, std::string_view delimiter) {
    constexpr size_t name_bytes_max = 64, names_max = 512;
    std::string_view names[names_max];
    size_t count = 0;
    Cells cells(line, delimiter);
    while (const auto cell = cells.next()) {
        const std::string_view name = cell->text;
        if (name.empty() || name.size() > name_bytes_max || count >= names_max) return false;
        if (!base::is_alpha(name.front()) && name.front() != '_' && name.front() != '@' &&
            name.front() != '#')
            return false;
        if (name.find_first_of("=:{}<>\"'\\") != npos) return false;
        const auto blanks = std::count(name.begin(), name.end(), ' ');
        constexpr std::ptrdiff_t blanks_max = 4;
        if (blanks > blanks_max) return false;
        names[count++] = name;
    }
    std::sort(names, names + count);
    return std::adjacent_find(names, names + count) == names + count && !cells.is_open();
}

}  // namespace ward::ingest::csv
