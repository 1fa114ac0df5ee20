// SPDX-License-Identifier: Apache-2.0
// Key=value: see the header. Names and values are the source's own; what stands before the first
// name is the message.
#include "ingest/parse/pairs/pairs.h"

#include <algorithm>

#include "base/text.h"
#include "ingest/parse/line/line_time.h"
#include "ingest/parse/line/lines.h"
#include "ingest/parse/line/pair.h"
#include "ingest/parse/line/vendor.h"

namespace ward::ingest {

namespace pairs {

namespace {

constexpr std::string_view format = "kv";
constexpr size_t npos = std::string_view::npos;
constexpr size_t pairs_min = 3;

bool has_word(std::string_view text, std::initializer_list<std::string_view> words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return text.find(word) != npos; });
}

std::string_view action_of(std::string_view prefix) {
    if (has_word(prefix,
                 {"BLOCK", "DROP", "DENY", "REJECT", "Drop", "drop", "Deny", "deny", "block"}))
        return "block";
    if (has_word(prefix, {"ALLOW", "ACCEPT", "PASS", "Accept", "accept", "allow"})) return "allow";
    return {};
}

class PairsParser final : public Parser {
public:
    std::string_view name() const override { return format; }
    Framing framing() const override { return Framing::lines; }
    int recognise(std::string_view head) const override {
        return line::score_lines(head, pairs_score);
    }
    void parse(std::string_view record, const RecordContext& context, ParserState*,
               model::Batch& out) const override {
        model::Event event = new_event(context, format);
        event.raw = record;
        if (record.size() > model::event_bytes_max)
            return out.reject(event, model::RejectReason::event_too_large,
                              "the line is over 1 MiB");
        if (!read_pairs(record, context, event, out)) {
            const auto time = line::leading_time(record, context);
            if (time) event.time_ns = time->time_ns, event.time_digits = time->digits;
            out.add("message", record);
        }
        out.finish(event);
    }
};

}  // namespace

int pairs_score(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    const auto dialect = line::pair_dialect(text);
    if (!dialect || dialect->count < pairs_min) return 0;
    if (dialect->first == 0) return dialect->assign == '=' ? 70 : 45;
    const auto time = line::leading_time(text, {});
    if (time && dialect->first <= time->length + 2) return 65;
    constexpr size_t many_pairs = 5;
    return dialect->count >= many_pairs ? 40 : 20;
}

bool read_netfilter(std::string_view text, model::Event& event, model::Batch& out) {
    const size_t in = text.starts_with("IN=") ? 0 : text.find(" IN=");
    if (in == npos || text.find(" OUT=", in) == npos || text.find("SRC=", in) == npos) return false;
    std::string_view prefix = base::trim(text.substr(0, in));
    std::string_view rest = text.substr(in);
    if (prefix.starts_with('[') && prefix.ends_with(']'))
        prefix = prefix.substr(1, prefix.size() - 2);
    if (!prefix.empty()) {
        out.add("prefix", prefix);
        const std::string_view action = action_of(prefix);
        if (!action.empty()) out.add("action", action);
    }
    while (!rest.empty()) {
        std::string_view word = base::take_until(rest, ' ');
        const size_t assign = word.find('=');
        if (word.empty()) continue;
        if (assign == npos)
            out.add("flags", word);
        else if (assign + 1 < word.size())
            out.add(word.substr(0, assign), word.substr(assign + 1));
    }
    event.source = {format, "linux", "firewall", "iptables"};
    return true;
}

bool read_pairs(std::string_view text, const RecordContext& context, model::Event& event,
                model::Batch& out) {
    if (read_netfilter(text, event, out)) return true;
    const auto dialect = line::pair_dialect(text);
    if (!dialect || dialect->count < pairs_min) return false;
    if (line::add_pairs(text, *dialect, out) < 2) return out.discard(), false;
    std::string_view before = text.substr(0, dialect->first);
    const auto time = line::leading_time(before, context);
    if (time) {
        event.time_ns = time->time_ns, event.time_digits = time->digits;
        before.remove_prefix(time->length);
    }
    before = base::trim(before);
    if (!before.empty()) out.add("message", before);
    event.source.format = format;
    if (event.time_ns == base::no_time) line::time_from_pairs(context, out, event);
    line::classify_pairs(out, event);
    return true;
}

}  // namespace pairs

const Parser& pairs_parser() {
    static const pairs::PairsParser parser;
    return parser;
}

}  // namespace ward::ingest
