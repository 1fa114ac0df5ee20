// SPDX-License-Identifier: Apache-2.0
// Text: the last parser of the list, which takes anything. One line is one event, kept whole in
// `message`; a time at its front becomes the event's, a word that is a level becomes `level`, and
// addresses and users that the words name become fields (line/hint.h). It never rejects for its
// content, only for its size.
#include "ingest/parse/text/text.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "ingest/parse/line/hint.h"
#include "ingest/parse/line/line_time.h"
#include "ingest/parse/line/open_field.h"
#include "ingest/parse/syslog/content.h"
#include "ingest/parse/text/head.h"
#include "ingest/parse/web/request.h"

namespace ward::ingest {

namespace {

constexpr std::string_view format = "text";
// The level among the first words: "INFO", "[error]", "<Notice>", "level:".
std::string_view level_of(std::string_view line) {
    constexpr int words_max = 4;
    constexpr std::string_view marks = "[]<>():|,-\"";
    for (int i = 0; i < words_max && !line.empty(); ++i) {
        while (!line.empty() && (line[0] == ' ' || marks.find(line[0]) != marks.npos))
            line.remove_prefix(1);
        size_t n = 0;
        while (n < line.size() && base::is_alpha(line[n])) ++n;
        const std::string_view word = line.substr(0, n);
        constexpr size_t longest = 11;
        if (n > 0 && n <= longest && text::is_level(word)) return word;
        line.remove_prefix(std::min(line.find(' '), line.size()));
    }
    return {};
}

// What its writer says of itself: level, logger, thread, process.
void add_head(std::string_view rest, model::Batch& out) {
    const text::Head head = text::read_head(rest);
    const auto add = [&out](std::string_view name, std::string_view value) {
        if (!value.empty()) line::add_if_absent(name, value, out);
    };
    add("level", head.level.empty() ? level_of(rest) : head.level);
    add("logger", head.logger), add("thread", head.thread), add("pid", head.pid);
}

struct State final : ParserState {
    syslog::ContentState content;
};

class TextParser final : public Parser {
public:
    std::string_view name() const override { return format; }
    Framing framing() const override { return Framing::lines; }
    int recognise(std::string_view) const override { return 1; }
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
        std::string_view rest = record;
        if (const auto time = line::early_time(rest, context)) {
            event.time_ns = time->time_ns, event.time_digits = time->digits;
            rest.remove_prefix(time->length);
        }
        syslog::Header header;
        header.message = rest;
        while (header.message.starts_with(' ') || header.message.starts_with(']'))
            header.message.remove_prefix(1);
        syslog::ContentState& content = static_cast<State*>(state)->content;
        const auto found = syslog::read_content(header, context, content, event, out);
        if (found == syslog::Content::taken) return;
        if (found == syslog::Content::text) {
            const std::string_view request = web::find_request(rest);
            if (!request.empty()) web::add_request(request, out);
            line::add_hints(rest, out);
        }
        add_head(rest, out);
        line::set_value("message", record, out);
        out.finish(event);
    }
    void flush(const RecordContext& context, ParserState* state, model::Batch& out) const override {
        if (state != nullptr) static_cast<State*>(state)->content.joiner.flush(context, out);
    }
};

}  // namespace

const Parser& text_parser() {
    static const TextParser parser;
    return parser;
}

}  // namespace ward::ingest
