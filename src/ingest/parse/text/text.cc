// SPDX-License-Identifier: Apache-2.0
// Text: the last parser of the list, which takes anything. One line is one event, kept whole in
// `message`; a time at its front becomes the event's. It never rejects for its content, only for
// its size.
#include "ingest/parse/text/text.h"

#include "base/text.h"

namespace ward::ingest {

namespace {

constexpr std::string_view format = "text";

// The RFC 3339 time that a line begins with, alone or in brackets: "2026-01-02T03:04:05Z ...".
std::optional<base::TimeNs> leading_time(std::string_view line, int zone_offset_seconds) {
    if (!line.empty() && line.front() == '[') line.remove_prefix(1);
    constexpr size_t shortest = 19, longest = 35;
    if (line.size() < shortest || !base::is_digit(line[0]) || line[4] != '-') return {};
    size_t end = 11;  // past the date and its separator
    while (end < line.size() && end < longest && !base::is_space(line[end]) && line[end] != ']')
        ++end;
    const std::string_view word = line.substr(0, end);
    const auto time = base::parse_rfc3339(word);
    if (!time) return {};
    const bool has_zone = word.find_first_of("Zz+", 11) != std::string_view::npos ||
                          word.find('-', 11) != std::string_view::npos;
    return has_zone ? *time : *time - zone_offset_seconds * base::second_ns;
}

class TextParser final : public Parser {
public:
    std::string_view name() const override { return format; }
    Framing framing() const override { return Framing::lines; }
    int recognise(std::string_view) const override { return 1; }
    void parse(std::string_view record, const RecordContext& context, ParserState*,
               model::Batch& out) const override {
        model::Event event = new_event(context, format);
        event.raw = record;
        if (record.size() > model::event_bytes_max) {
            out.reject(event, model::RejectReason::event_too_large, "the line is over 1 MiB");
            return;
        }
        if (const auto time = leading_time(record, context.zone_offset_seconds))
            event.time_ns = *time;
        out.add("message", record);
        out.finish(event);
    }
};

}  // namespace

const Parser& text_parser() {
    static const TextParser parser;
    return parser;
}

}  // namespace ward::ingest
