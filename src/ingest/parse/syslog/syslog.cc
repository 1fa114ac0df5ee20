// SPDX-License-Identifier: Apache-2.0
// Syslog: a line is a header and what a program said. The header gives hostname, program, pid,
// facility and severity; the message is kept whole in `message` and, where its shape or format is
// known, cut into fields. A line without any header is an event too, as long as its words are
// known.
//
//   line -> header.cc -> content.cc -> program/*.cc (shapes) or another format's reader
#include "ingest/parse/syslog/syslog.h"

#include "base/text.h"
#include "ingest/parse/line/hint.h"
#include "ingest/parse/line/lines.h"
#include "ingest/parse/line/open_field.h"
#include "ingest/parse/syslog/cisco.h"
#include "ingest/parse/syslog/content.h"
#include "ingest/parse/syslog/program/list.h"

namespace ward::ingest {

namespace syslog {

namespace {

constexpr std::string_view format = "syslog";
constexpr int cisco_score = 80;
constexpr int bare_score = 72;  // a program's words without any header

struct State final : ParserState {
    ContentState content;
};

int score_of(std::string_view line) {
    const Header header = read_header(line, {});
    if (header.score > 0) return header.score;
    if (is_cisco(header.message)) return cisco_score;
    line::Fit fit;
    return programs().fit_any(header.message, fit) ? bare_score : 0;
}

// What the message has said already is not said again.
void add_unless_empty(std::string_view name, std::string_view value, model::Batch& out) {
    if (!value.empty()) line::add_if_absent(name, value, out);
}

void add_header(const Header& header, model::Batch& out) {
    add_unless_empty("hostname", header.host, out);
    add_unless_empty("program", header.program, out);
    add_unless_empty("pid", header.process_id, out);
    add_unless_empty("msgid", header.message_id, out);
    add_unless_empty("facility", facility_name(header.priority), out);
    add_unless_empty("severity", severity_name(header.priority), out);
    add_unless_empty("level", header.level, out);
    add_unless_empty("stream", header.stream, out);
    if (!header.structured.empty()) add_structured(header.structured, out);
}

class SyslogParser final : public Parser {
public:
    std::string_view name() const override { return format; }
    Framing framing() const override { return Framing::lines; }
    int recognise(std::string_view head) const override {
        return line::score_lines(head, score_of);
    }
    std::unique_ptr<ParserState> make_state() const override { return std::make_unique<State>(); }
    void parse(std::string_view record, const RecordContext& context, ParserState* state,
               model::Batch& out) const override {
        if (state == nullptr) {
            State own;
            parse(record, context, &own, out);
            return flush(context, &own, out);
        }
        model::Event event = new_event(context, format);
        event.raw = record;
        if (record.size() > model::event_bytes_max)
            return out.reject(event, model::RejectReason::event_too_large,
                              "the line is over 1 MiB");
        const Header header = read_header(record, context);
        ContentState& content = static_cast<State*>(state)->content;
        const Content found = read_content(header, context, content, event, out);
        if (found == Content::taken) return;
        if (found == Content::text) line::add_hints(header.message, out);
        add_header(header, out);
        // Programs speak syslog on Unix; appliances mostly do not name one.
        const bool is_unnamed = event.source.product.empty() && event.source.format == format;
        if (is_unnamed && !header.program.empty()) event.source.product = "linux";
        if (found != Content::format) line::set_value("message", header.message, out);
        if (header.time_ns != base::no_time && event.time_ns == base::no_time)
            event.time_ns = header.time_ns, event.time_digits = header.time_digits;
        if (event.time_ns == base::no_time && header.score < 60)  // no header: as in any text
            if (const auto time = line::early_time(record, context))
                event.time_ns = time->time_ns, event.time_digits = time->digits;
        out.finish(event);
    }
    void flush(const RecordContext& context, ParserState* state, model::Batch& out) const override {
        if (state != nullptr) static_cast<State*>(state)->content.joiner.flush(context, out);
    }
};

}  // namespace

}  // namespace syslog

const Parser& syslog_parser() {
    static const syslog::SyslogParser parser;
    return parser;
}

}  // namespace ward::ingest
