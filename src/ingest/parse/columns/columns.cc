// SPDX-License-Identifier: Apache-2.0
// Columns by their place: see the header. Layouts are compiled once; a line is cut once, and the
// first layout whose telling cells fit gives the names.
#include "ingest/parse/columns/columns.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "ingest/parse/csv/cells.h"
#include "ingest/parse/line/line_time.h"
#include "ingest/parse/line/lines.h"
#include "ingest/parse/web/request.h"

namespace ward::ingest {

namespace columns {

namespace {

constexpr std::string_view format = "columns";
constexpr size_t npos = std::string_view::npos;
constexpr size_t cells_max = 160;
constexpr size_t told_cells = 18;  // that tests look at
constexpr int sure_score = 82;

struct Test {
    size_t place;
    std::string_view wanted;
};

struct Compiled {
    const Layout* layout;
    std::vector<Test> tests;
    std::vector<std::string_view> names;
};

const std::vector<Compiled>& compiled() {
    static const std::vector<Compiled> all = [] {
        std::vector<Compiled> out;
        for (const Layout& layout : layouts()) {
            Compiled& each =
                out.emplace_back(Compiled{&layout, {}, base::split(layout.names, ' ')});
            for (std::string_view test : base::split(layout.tells, ' ')) {
                const auto place = base::parse_integer(base::take_until(test, '='));
                each.tests.push_back({static_cast<size_t>(place.value_or(0)), test});
            }
        }
        return out;
    }();
    return all;
}

// A line's cells. Blanks part words, many as one; a word in quotes or brackets is one.
template <size_t most>
class Row {
public:
    Row(std::string_view line, std::string_view delimiter) {
        if (delimiter == ",") {
            read_csv(line);
            return;
        }
        const char separator = delimiter.front();
        while (!line.empty() && count_ < most) {
            if (separator != ' ') {
                cells_[count_++] = {base::take_until(line, separator)};
                continue;
            }
            while (line.starts_with(' ')) line.remove_prefix(1);
            if (line.empty()) break;
            cells_[count_++] = {web::take_item(line)};
        }
    }
    size_t size() const { return count_; }
    const csv::Cell& operator[](size_t i) const { return cells_[i]; }

private:
    void read_csv(std::string_view line) {
        csv::Cells cells(line, ",");
        while (count_ < most) {
            const auto cell = cells.next();
            if (!cell) break;
            cells_[count_++] = *cell;
        }
    }

    csv::Cell cells_[most];
    size_t count_ = 0;
};

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == npos;
}

bool is_time(std::string_view text) {
    const auto time = line::leading_time(text, {});
    return time && time->length == text.size();
}

bool is_date(std::string_view text, size_t dash) {
    const std::string_view marks = dash == 4 ? "-" : "/";
    return text.size() == 10 && text.substr(dash, 1) == marks && base::is_digit(text[0]);
}

bool fits_look(std::string_view look, std::string_view text) {
    if (look == "@time") return is_time(text);
    if (look == "@int") return is_number(text);
    if (look == "@address") return web::looks_like_address(text);
    if (look == "@epoch") return text.size() > 11 && text[10] == '.' && is_time(text);
    if (look == "@date") return is_date(text, 4);
    if (look == "@usdate") return is_date(text, 2);
    if (look == "@endpoint") return web::looks_like_address(text.substr(0, text.rfind(':')));
    if (look == "@qtype") return !text.empty() && base::is_digit(text[0]) && text.ends_with(')');
    if (look == "@result") {
        const size_t slash = text.find('/');
        return slash != npos && is_number(text.substr(slash + 1));
    }
    return false;
}

bool fits(std::string_view wanted, std::string_view text) {
    if (wanted.starts_with('@')) return fits_look(wanted, text);
    while (!wanted.empty()) {
        const std::string_view one = base::take_until(wanted, '|');
        if (one == "*" || one == text) return true;
        if (one == "*://*" && text.find("://") != npos) return true;
        const bool is_prefix = one.size() > 1 && one.ends_with('*') && !one.starts_with('*');
        if (is_prefix && text.starts_with(one.substr(0, one.size() - 1))) return true;
    }
    return false;
}

const Compiled* find_layout(std::string_view line) {
    // All layouts begin with a number, a time, a quote or a scheme of a load balancer.
    const char first = line.empty() ? '\0' : line.front();
    const bool may_begin = base::is_digit(first) || first == '"' || first == ',' || first == 'h' ||
                           first == 'g' || first == 'w';
    if (!may_begin || line.find_first_of(", \t") == npos) return nullptr;
    constexpr size_t front_bytes = 4096;
    const std::string_view front = line.substr(0, front_bytes);
    std::string_view delimiter;
    std::optional<Row<told_cells>> row;
    for (const Compiled& each : compiled()) {
        if (!row || each.layout->delimiter != delimiter)
            delimiter = each.layout->delimiter, row.emplace(front, delimiter);
        const bool is_one =
            std::all_of(each.tests.begin(), each.tests.end(), [&](const Test& test) {
                return test.place < row->size() && fits(test.wanted, (*row)[test.place].text);
            });
        if (is_one) return &each;
    }
    return nullptr;
}

void set_time(std::string_view text, const RecordContext& context, model::Event& event) {
    const auto time = line::leading_time(text, context);
    if (time) event.time_ns = time->time_ns, event.time_digits = time->digits;
}

void add_cell(std::string_view name, const csv::Cell& cell, const RecordContext& context,
              model::Event& event, model::Batch& out) {
    if (name == "-" || cell.text.empty() || cell.text == "-") return;
    const std::string_view text = csv::plain_text(cell, out);
    if (name == "@time") return set_time(text, context, event);
    if (name == "@request") {
        if (!web::add_request(text, out)) out.add("request", text);
        return;
    }
    if (name == "@target") return out.add("c-uri", text), web::add_target(text, out);
    if (const size_t colon = name.find(':'); colon != npos)
        return web::add_endpoint(name.substr(0, colon), name.substr(colon + 1), text, out);
    if (const size_t slash = name.find('/'); slash != npos) {
        std::string_view second = text;
        web::add_known(name.substr(0, slash), base::take_until(second, '/'), out);
        return web::add_known(name.substr(slash + 1), second, out);
    }
    if (event.time_ns == base::no_time && (name == "time_generated" || name == "receive_time" ||
                                           name == "end" || name == "event_timestamp"))
        set_time(text, context, event);
    out.add(name, text);
}

// Layouts with a date and a time of their own.
void time_of_parts(const RecordContext& context, model::Event& event, model::Batch& out) {
    if (event.time_ns != base::no_time) return;
    std::string text;
    for (const auto name : {"date", "time"}) {
        const model::FieldId id = out.intern(name);
        for (const model::Field& field : out.open())
            if (field.id == id && field.text().size() < 16) text.append(field.text()).append(" ");
    }
    if (!text.empty()) set_time(text, context, event);
}

class ColumnsParser final : public Parser {
public:
    std::string_view name() const override { return format; }
    Framing framing() const override { return Framing::lines; }
    int recognise(std::string_view head) const override {
        return line::score_lines(head, columns_score);
    }
    void parse(std::string_view record, const RecordContext& context, ParserState*,
               model::Batch& out) const override {
        model::Event event = new_event(context, format);
        event.raw = record;
        if (record.size() > model::event_bytes_max)
            return out.reject(event, model::RejectReason::event_too_large,
                              "the line is over 1 MiB");
        if (!read_columns(record, context, event, out)) out.add("message", record);
        out.finish(event);
    }
};

}  // namespace

int columns_score(std::string_view line) {
    return find_layout(line) != nullptr ? sure_score : 0;
}

bool read_columns(std::string_view line, const RecordContext& context, model::Event& event,
                  model::Batch& out) {
    while (line.starts_with(' ')) line.remove_prefix(1);
    const Compiled* const found = find_layout(line);
    if (found == nullptr) return false;
    const Layout& layout = *found->layout;
    const Row<cells_max> row(line, layout.delimiter);
    event.source = {format, layout.product, layout.category, layout.service};
    for (size_t i = 0; i < row.size(); ++i)
        add_cell(i < found->names.size() ? found->names[i] : "extra", row[i], context, event, out);
    time_of_parts(context, event, out);
    return true;
}

}  // namespace columns

const Parser& columns_parser() {
    static const columns::ColumnsParser parser;
    return parser;
}

}  // namespace ward::ingest
