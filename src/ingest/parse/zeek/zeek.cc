// SPDX-License-Identifier: Apache-2.0
// Zeek logs: the header says how values are parted, what absent ones look like, which log this is
// and what its columns are called; it may come again. A line of values is an event of the service
// that #path names.
#include "ingest/parse/zeek/zeek.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "ingest/parse/line/line_time.h"
#include "ingest/parse/line/lines.h"

namespace ward::ingest {

namespace zeek {

namespace {

constexpr std::string_view format = "zeek";
constexpr size_t npos = std::string_view::npos;

enum class Type : uint8_t { text, integer, real, boolean, time };

struct Column {
    model::FieldId id = model::no_field;
    Type type = Type::text;
    bool is_list = false;
};

struct State final : ParserState {
    char separator = '\t', set_separator = ',';
    std::string empty = "(empty)", unset = "-";
    std::string_view service;  // an interned name: it lives as long as the process
    std::vector<Column> columns;
    bool is_name_too_long = false;
};

Type type_of(std::string_view name) {
    if (name == "time") return Type::time;
    if (name == "count" || name == "int" || name == "port") return Type::integer;
    if (name == "double" || name == "interval") return Type::real;
    return name == "bool" ? Type::boolean : Type::text;
}

int digit(char c) {
    if (base::is_digit(c)) return c - '0';
    const char l = base::lower(c);
    return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

// "\x09" becomes its byte; everything else stays.
std::string_view unescape(std::string_view text, model::Batch& out) {
    if (text.find("\\x") == npos) return text;
    char* const plain = out.arena().allocate(text.size());
    size_t n = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        const bool is_escape = text[i] == '\\' && i + 3 < text.size() && text[i + 1] == 'x' &&
                               digit(text[i + 2]) >= 0 && digit(text[i + 3]) >= 0;
        plain[n++] =
            is_escape ? static_cast<char>(digit(text[i + 2]) * 16 + digit(text[i + 3])) : text[i];
        if (is_escape) i += 3;
    }
    out.arena().shrink(plain, n);
    return {plain, n};
}

void read_header(std::string_view line, State& state, model::Batch& out) {
    const size_t end = line.find_first_of("\t ");
    const std::string_view name = line.substr(0, end);
    std::string_view value = end == npos ? std::string_view{} : line.substr(end + 1);
    if (name == "#separator") {
        const auto text = unescape(value, out);
        if (text.size() == 1) state = State{}, state.separator = text.front();
        return;
    }
    // Behind the first line the separator of the log stands between name and value.
    const size_t at = line.find(state.separator);
    if (at == npos) return;
    value = line.substr(at + 1);
    const std::string_view word = line.substr(0, at);
    if (word == "#set_separator" && value.size() == 1) state.set_separator = value.front();
    if (word == "#empty_field") state.empty = value;
    if (word == "#unset_field") state.unset = value;
    if (word == "#path") {
        const model::FieldId id = out.intern(value);
        if (id != model::no_field) state.service = out.names().name(id);
    }
    size_t i = 0;
    if (word == "#fields") {
        state.columns.clear(), state.is_name_too_long = false;
        while (!value.empty() && state.columns.size() <= model::event_fields_max) {
            const std::string_view column = base::take_until(value, state.separator);
            state.is_name_too_long |= column.size() > model::FieldNames::name_bytes_max;
            state.columns.push_back({out.intern(column)});
        }
    } else if (word == "#types") {
        for (; !value.empty() && i < state.columns.size(); ++i) {
            std::string_view type = base::take_until(value, state.separator);
            Column& column = state.columns[i];
            const size_t bracket = type.find('[');
            column.is_list = bracket != npos && type.ends_with(']');
            if (column.is_list) type = type.substr(bracket + 1, type.size() - bracket - 2);
            column.type = type_of(type);
        }
    }
}

void add_value(const Column& column, std::string_view text, model::Batch& out) {
    switch (column.type) {
        case Type::boolean:
            return out.add(column.id, text == "T" ? "true" : "false", model::ValueKind::boolean);
        case Type::integer:
            return out.add(column.id, text, model::ValueKind::integer);
        case Type::real:
        case Type::time:
            return out.add(column.id, text, model::ValueKind::real);
        case Type::text:
            return out.add(column.id, unescape(text, out));
    }
}

void add_column(const State& state, const Column& column, std::string_view text,
                model::Batch& out) {
    if (text == state.unset || text == state.empty) return;
    const bool is_number = column.type != Type::text && column.type != Type::boolean;
    if (is_number && !base::parse_real(text) && !column.is_list)
        return out.add(column.id, unescape(text, out));
    if (!column.is_list) return add_value(column, text, out);
    while (!text.empty()) {
        const std::string_view element = base::take_until(text, state.set_separator);
        if (element != state.unset) add_value(column, element, out);
    }
}

// Empty, or why the line is no event.
std::string_view read_values(std::string_view line, const State& state,
                             const RecordContext& context, model::Event& event, model::Batch& out) {
    size_t i = 0;
    bool has_more = true;
    for (; has_more; ++i) {
        if (i >= state.columns.size()) return "more values than #fields";
        const size_t end = line.find(state.separator);
        has_more = end != npos;
        const std::string_view text = line.substr(0, end);
        if (has_more) line.remove_prefix(end + 1);
        const Column& column = state.columns[i];
        add_column(state, column, text, out);
        if (column.type != Type::time || event.time_ns != base::no_time) continue;
        const auto time = line::leading_time(text, context);
        if (time && time->length == text.size())
            event.time_ns = time->time_ns, event.time_digits = time->digits;
    }
    return i < state.columns.size() ? "fewer values than #fields" : "";
}

bool is_header(std::string_view line) {
    return line.size() > 1 && line[0] == '#' && (base::is_alpha(line[1]) || line[1] == '#');
}

int score_of(std::string_view line) {
    if (line.starts_with("#separator ")) return 99;
    if (line.starts_with("#fields\t") || line.starts_with("#set_separator") ||
        line.starts_with("#empty_field") || line.starts_with("#unset_field") ||
        line.starts_with("#path\t") || line.starts_with("#types\t"))
        return 90;
    return line.starts_with("#open\t") || line.starts_with("#close\t") ? 80 : 0;
}

class ZeekParser final : public Parser {
public:
    std::string_view name() const override { return format; }
    Framing framing() const override { return Framing::lines; }
    int recognise(std::string_view head) const override {
        return line::score_lines(head, score_of);
    }
    std::unique_ptr<ParserState> make_state() const override { return std::make_unique<State>(); }
    void parse(std::string_view record, const RecordContext& context, ParserState* kept,
               model::Batch& out) const override {
        if (kept == nullptr) {
            State own;
            return parse(record, context, &own, out);
        }
        State& state = *static_cast<State*>(kept);
        if (record.size() <= model::event_bytes_max && is_header(record))
            return read_header(record, state, out);
        model::Event event = new_event(context, format);
        event.raw = record;
        if (record.size() > model::event_bytes_max)
            return out.reject(event, model::RejectReason::event_too_large,
                              "the line is over 1 MiB");
        if (state.is_name_too_long)
            return out.reject(event, model::RejectReason::key_too_long,
                              "a column's name is over 256 bytes");
        event.source.product = "zeek", event.source.service = state.service;
        if (state.columns.empty()) {
            out.add("message", record);
        } else if (const auto fault = read_values(record, state, context, event, out);
                   !fault.empty()) {
            out.discard();
            return out.reject(event, model::RejectReason::malformed, fault);
        }
        out.finish(event);
    }
};

}  // namespace

}  // namespace zeek

const Parser& zeek_parser() {
    static const zeek::ZeekParser parser;
    return parser;
}

}  // namespace ward::ingest
