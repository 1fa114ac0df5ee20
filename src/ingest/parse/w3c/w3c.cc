// SPDX-License-Identifier: Apache-2.0
// W3C extended logs: '#Fields:' names the columns, other '#' lines say which software and which
// day. "cs(User-Agent)" is called cs-user-agent, as rules call it; in it IIS writes '+' for a
// blank.
#include "ingest/parse/w3c/w3c.h"

#include <vector>

#include "base/text.h"
#include "ingest/parse/line/line_time.h"
#include "ingest/parse/line/lines.h"
#include "ingest/parse/web/request.h"

namespace ward::ingest {

namespace w3c {

namespace {

constexpr std::string_view format = "w3c";
constexpr size_t npos = std::string_view::npos;

enum class Meaning : uint8_t { plain, date, time, agent, stem, query };

struct Column {
    model::FieldId id = model::no_field;
    Meaning meaning = Meaning::plain;
};

struct State final : ParserState {
    std::vector<Column> columns;
    std::string date;  // of '#Date:', for logs that have only times in their lines
    std::string_view product, category, service;
    char separator = ' ';
    bool is_iis = false, is_name_too_long = false;
};

// "cs(User-Agent)" -> "cs-user-agent"
std::string plain_name(std::string_view name) {
    const size_t open = name.find('(');
    if (open == npos || !name.ends_with(')')) return std::string(name);
    std::string out(name.substr(0, open));
    out += '-';
    return out + base::to_lower(name.substr(open + 1, name.size() - open - 2));
}

Meaning meaning_of(std::string_view name) {
    if (name == "date") return Meaning::date;
    if (name == "time") return Meaning::time;
    if (name == "cs-user-agent") return Meaning::agent;
    if (name == "cs-uri-stem") return Meaning::stem;
    return name == "cs-uri-query" ? Meaning::query : Meaning::plain;
}

// What the columns and the software make of the log.
void classify(State& state, bool has_action, bool has_host, bool has_stem, bool has_addresses) {
    if (has_addresses && has_action)
        state.category = "firewall";
    else if (has_host && has_action)
        state.category = "proxy";
    else if (has_stem)
        state.category = "webserver";
}

void read_fields(std::string_view names, State& state, model::Batch& out) {
    state.columns.clear(), state.is_name_too_long = false;
    state.separator = names.find('\t') != npos ? '\t' : ' ';
    bool action = false, host = false, stem = false, addresses = false;
    while (!names.empty() && state.columns.size() <= model::event_fields_max) {
        const std::string_view word = base::take_until(names, state.separator);
        if (word.empty()) continue;
        const std::string name = plain_name(word);
        state.is_name_too_long |= name.size() > model::FieldNames::name_bytes_max;
        state.columns.push_back({out.intern(name), meaning_of(name)});
        action |= name == "action" || name == "s-action" || name == "sc-filter-result";
        host |= name == "cs-host" || name == "c-uri";
        stem |= name == "cs-uri-stem" || name == "cs-method";
        addresses |= name == "src-ip";
    }
    state.category = {};
    classify(state, action, host, stem, addresses);
}

void read_header(std::string_view line, State& state, model::Batch& out) {
    const size_t colon = line.find(':');
    if (colon == npos) return;
    const std::string_view name = line.substr(1, colon - 1),
                           value = base::trim(line.substr(colon + 1));
    if (name == "Fields") read_fields(value, state, out);
    if (name == "Date") state.date = value.substr(0, 10);
    if (name != "Software") return;
    state.product = state.service = {};
    state.is_iis = value.find("Internet Information Services") != npos;
    if (state.is_iis) state.product = "windows", state.service = "iis";
    if (value.find("Windows Firewall") != npos)
        state.product = "windows", state.service = "firewall";
}

std::string_view with_blanks(std::string_view text, model::Batch& out) {
    if (text.find('+') == npos || text.find(' ') != npos) return text;
    char* const plain = out.arena().allocate(text.size());
    for (size_t i = 0; i < text.size(); ++i) plain[i] = text[i] == '+' ? ' ' : text[i];
    return {plain, text.size()};
}

// The next value: in quotes (which two quotes inside do not end), or up to the separator.
std::string_view take_value(std::string_view& rest, char separator) {
    while (separator == ' ' && rest.starts_with(' ')) rest.remove_prefix(1);
    if (rest.starts_with('"')) {
        if (const auto quoted = web::take_quoted(rest)) {
            if (rest.starts_with(separator)) rest.remove_prefix(1);
            return *quoted;
        }
    }
    return base::take_until(rest, separator);
}

void set_time(std::string_view date, std::string_view time, const RecordContext& context,
              model::Event& event) {
    constexpr size_t part_bytes_max = 24;
    if (date.empty() || time.empty() || date.size() > part_bytes_max ||
        time.size() > part_bytes_max)
        return;
    std::string text(date);
    text.append(" ").append(time);
    const auto found = line::leading_time(text, context);
    if (found) event.time_ns = found->time_ns, event.time_digits = found->digits;
}

void read_values(std::string_view line, const State& state, const RecordContext& context,
                 model::Event& event, model::Batch& out) {
    std::string_view date = state.date, time, stem, query;
    for (size_t i = 0; !line.empty() && i < state.columns.size(); ++i) {
        std::string_view value = take_value(line, state.separator);
        if (value == "-" || value.empty()) continue;
        const Column& column = state.columns[i];
        if (column.meaning == Meaning::agent && state.is_iis) value = with_blanks(value, out);
        if (column.meaning == Meaning::date) date = value;
        if (column.meaning == Meaning::time) time = value;
        if (column.meaning == Meaning::stem) stem = value;
        if (column.meaning == Meaning::query) query = value;
        out.add(column.id, value);
    }
    if (!line.empty()) out.add("extra", line);
    set_time(date, time, context, event);
    if (stem.empty()) return;
    if (query.empty()) return out.add("cs-uri", stem);
    char* const uri = out.arena().allocate(stem.size() + 1 + query.size());
    std::copy(stem.begin(), stem.end(), uri);
    uri[stem.size()] = '?';
    std::copy(query.begin(), query.end(), uri + stem.size() + 1);
    out.add("cs-uri", {uri, stem.size() + 1 + query.size()});
}

bool is_header(std::string_view line) {
    for (const std::string_view name : {"#Fields:", "#Software:", "#Version:", "#Date:", "#Remark:",
                                        "#Start-Date:", "#End-Date:", "#Time Format:"})
        if (line.starts_with(name)) return true;
    return false;
}

int score_of(std::string_view line) {
    return line.starts_with("#Fields:") ? 98 : is_header(line) ? 90 : 0;
}

class W3cParser final : public Parser {
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
        event.source.product = state.product, event.source.category = state.category;
        event.source.service = state.service;
        if (state.columns.empty())
            out.add("message", record);
        else
            read_values(record, state, context, event, out);
        out.finish(event);
    }
};

}  // namespace

}  // namespace w3c

const Parser& w3c_parser() {
    static const w3c::W3cParser parser;
    return parser;
}

}  // namespace ward::ingest
