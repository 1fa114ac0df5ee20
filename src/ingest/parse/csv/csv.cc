// SPDX-License-Identifier: Apache-2.0
// CSV: the first line is a header if its cells look like names; else columns are called column_1,
// column_2, ... A cell in quotes may hold line ends: the line then waits for the next ones.
#include "ingest/parse/csv/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "ingest/parse/csv/cells.h"
#include "ingest/parse/line/vendor.h"

namespace ward::ingest {

namespace csv {

namespace {

constexpr std::string_view format = "csv";
constexpr size_t open_bytes_max = 64 * 1024;  // of lines in quotes: a stray quote ends here

struct State final : ParserState {
    std::string_view delimiter;           // empty: nothing was read yet
    std::vector<model::FieldId> columns;  // by the header, or made as they come
    bool has_header = false, is_name_too_long = false;
    std::string open_line;  // ends inside of quotes
};

int score_of(std::string_view head) {
    constexpr size_t line_bytes_max = 8192;
    const size_t end = std::min(head.find('\n'), head.size());
    std::string_view first = head.substr(0, end);
    if (first.size() > line_bytes_max) return 0;
    if (first.ends_with('\r')) first.remove_suffix(1);
    const auto delimiter = find_delimiter(first);
    if (!delimiter) return 0;
    std::string_view rest = head.substr(std::min(end + 1, head.size()));
    std::string_view second = rest.substr(0, std::min(rest.find('\n'), line_bytes_max));
    if (second.ends_with('\r')) second.remove_suffix(1);
    size_t cells = 0;
    Cells all(second, delimiter->text);
    while (!second.empty() && all.next()) ++cells;
    const bool agrees = cells == delimiter->cells || all.is_open();
    const bool is_named = looks_like_header(first, delimiter->text);
    if (is_named && agrees) return 75;
    constexpr size_t many = 5;
    const bool has_many = delimiter->cells >= many;
    if (is_named) return second.empty() && has_many ? 55 : 0;
    const bool is_quoted = first.starts_with('"');
    if (is_quoted && has_many) return 48;
    return has_many && agrees ? 35 : 0;
}

void read_header(std::string_view line, State& state, model::Batch& out) {
    Cells cells(line, state.delimiter);
    while (const auto cell = cells.next()) {
        const std::string_view name = plain_text(*cell, out);
        state.is_name_too_long |= name.size() > model::FieldNames::name_bytes_max;
        state.columns.push_back(out.intern(name));
    }
}

model::FieldId column(size_t i, State& state, model::Batch& out) {
    while (i >= state.columns.size())
        state.columns.push_back(out.intern(fmt::format("column_{}", state.columns.size() + 1)));
    return state.columns[i];
}

void read_values(std::string_view line, State& state, model::Batch& out) {
    Cells cells(line, state.delimiter);
    for (size_t i = 0; const auto cell = cells.next(); ++i) {
        if (i > model::event_fields_max) {
            out.add("extra", cell->text);  // one over the limit: the batch says so
            return;
        }
        const model::FieldId id = column(i, state, out);
        if (!cell->text.empty()) out.add(id, plain_text(*cell, out));
    }
}

bool is_open(std::string_view line, std::string_view delimiter) {
    Cells cells(line, delimiter);
    while (cells.next()) {
    }
    return cells.is_open();
}

class CsvParser final : public Parser {
public:
    std::string_view name() const override { return format; }
    Framing framing() const override { return Framing::lines; }
    int recognise(std::string_view head) const override { return score_of(head); }
    std::unique_ptr<ParserState> make_state() const override { return std::make_unique<State>(); }

    void parse(std::string_view record, const RecordContext& context, ParserState* kept,
               model::Batch& out) const override {
        if (kept == nullptr) {
            State own;
            parse(record, context, &own, out);
            return flush(context, &own, out);
        }
        State& state = *static_cast<State*>(kept);
        if (record.size() > model::event_bytes_max) {
            flush(context, &state, out);
            model::Event event = new_event(context, format);
            event.raw = record;
            return out.reject(event, model::RejectReason::event_too_large,
                              "the line is over 1 MiB");
        }
        if (state.delimiter.empty() && begin(record, state, out)) return;
        if (!state.open_line.empty()) {
            // Quotes inside of quotes are doubled: an odd number of them ends the cell.
            const bool closes = std::count(record.begin(), record.end(), '"') % 2 == 1;
            state.open_line.append("\n").append(record);
            if (!closes && state.open_line.size() < open_bytes_max) return;
            record = out.keep(state.open_line);
            state.open_line.clear();
        } else if (record.find('"') != std::string_view::npos && is_open(record, state.delimiter)) {
            state.open_line = record;
            return;
        }
        line(record, context, state, out);
    }

    void flush(const RecordContext& context, ParserState* kept, model::Batch& out) const override {
        State* const state = static_cast<State*>(kept);
        if (state == nullptr || state->open_line.empty()) return;
        const std::string_view record = out.keep(state->open_line);
        state->open_line.clear();
        line(record, context, *state, out);
    }

private:
    // The first line says how the others are read; true if it is the header.
    static bool begin(std::string_view record, State& state, model::Batch& out) {
        const auto delimiter = find_delimiter(record);
        state.delimiter = delimiter ? delimiter->text : ",";
        state.has_header = looks_like_header(record, state.delimiter);
        if (state.has_header) read_header(record, state, out);
        return state.has_header;
    }

    static void line(std::string_view record, const RecordContext& context, State& state,
                     model::Batch& out) {
        model::Event event = new_event(context, format);
        event.raw = record;
        if (state.is_name_too_long)
            return out.reject(event, model::RejectReason::key_too_long,
                              "a column's name is over 256 bytes");
        read_values(record, state, out);
        if (out.open_fields() == 0) out.add("message", record);
        line::time_from_pairs(context, out, event);
        line::classify_pairs(out, event);
        out.finish(event);
    }
};

}  // namespace

}  // namespace csv

const Parser& csv_parser() {
    static const csv::CsvParser parser;
    return parser;
}

}  // namespace ward::ingest
