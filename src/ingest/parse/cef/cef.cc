// SPDX-License-Identifier: Apache-2.0
// CEF and LEEF: a header parted by '|', then names and values.
//
//   CEF:0|vendor|product|version|signature id|name|severity|src=192.0.2.1 msg=text with blanks …
//   LEEF:2.0|vendor|product|version|event id|^|src=192.0.2.1^cat=x …     (1.0: parted by tabs)
//
// Header fields become device_vendor, device_product, device_version, signature_id, name, severity;
// the extension keeps its own names. Senders that leave out the "CEF:" are understood too.
#include "ingest/parse/cef/cef.h"

#include <algorithm>

#include "base/text.h"
#include "ingest/parse/line/lines.h"
#include "ingest/parse/line/pair.h"
#include "ingest/parse/line/vendor.h"

namespace ward::ingest {

namespace cef {

namespace {

constexpr size_t npos = std::string_view::npos;
constexpr size_t before_bytes_max = 512;  // a syslog header and more

// The next part of a header; `rest` becomes what follows the '|'. Nothing without a '|'.
std::optional<std::string_view> take_part(std::string_view& rest) {
    for (size_t at = 0; at < rest.size(); ++at) {
        if (rest[at] == '\\')
            ++at;
        else if (rest[at] == '|') {
            const std::string_view part = rest.substr(0, at);
            rest.remove_prefix(at + 1);
            return part;
        }
    }
    return {};
}

// Without the backslashes of the format: before '|', '=', '\\', and "\n", "\r", "\t".
std::string_view unescape(std::string_view text, model::Batch& out) {
    if (text.find('\\') == npos) return text;
    char* const plain = out.arena().allocate(text.size());
    size_t n = 0;
    for (size_t i = 0; i < text.size(); ++i) {
        const char next = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : '\0';
        char c = text[i];
        if (next == '|' || next == '=' || next == '\\')
            c = next, ++i;
        else if (next == 'n')
            c = '\n', ++i;
        else if (next == 'r')
            c = '\r', ++i;
        plain[n++] = c;
    }
    out.arena().shrink(plain, n);
    return {plain, n};
}

void add_part(std::string_view name, std::string_view part, model::Batch& out) {
    part = base::trim(part);
    if (!part.empty()) out.add(name, unescape(part, out));
}

bool is_name_byte(char c) {
    return base::is_alpha(c) || base::is_digit(c) || c == '_' || c == '.' || c == '-' || c == '[' ||
           c == ']' || c == ':' || c == '/' || c == '@';
}

// The extension of CEF: a value goes up to the blank before the next "name=".
class Extension {
public:
    explicit Extension(std::string_view text) : text_(text) {}

    // False if a name is over the limit.
    bool add(model::Batch& out) {
        size_t assign = next_assign(0), begin = name_begin(assign, 0);
        while (assign != npos) {
            if (assign - begin > model::FieldNames::name_bytes_max) return false;
            const size_t next = next_assign(assign + 1);
            const size_t next_begin = next == npos ? text_.size() : name_begin(next, assign + 1);
            const std::string_view value =
                base::trim(text_.substr(assign + 1, next_begin - assign - 1));
            if (!value.empty() && begin < assign)
                out.add(text_.substr(begin, assign - begin), unescape(value, out));
            assign = next, begin = next_begin;
        }
        return true;
    }

private:
    // The next '=' that a name stands before, which begins after a blank.
    size_t next_assign(size_t from) const {
        for (size_t at = text_.find('=', from); at != npos; at = text_.find('=', at + 1)) {
            if (at > 0 && text_[at - 1] == '\\') continue;
            const size_t begin = name_begin(at, from);
            if (begin < at && (begin == 0 || is_blank(text_[begin - 1]))) return at;
        }
        return npos;
    }
    size_t name_begin(size_t assign, size_t from) const {
        if (assign == npos) return text_.size();
        size_t at = assign;
        while (at > from && is_name_byte(text_[at - 1])) --at;
        return at;
    }
    static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n'; }

    std::string_view text_;
};

// Where `mark` stands in the front of `text`, or npos.
size_t find_mark(std::string_view text, std::string_view mark) {
    return text.substr(0, before_bytes_max).find(mark);
}

// "0|vendor|product|" without its mark: seven parts, the first a small number.
bool is_unmarked(std::string_view text, std::string_view version, size_t parts) {
    if (!text.starts_with(version)) return false;
    const std::string_view front = text.substr(0, before_bytes_max);
    const auto bars = static_cast<size_t>(std::count(front.begin(), front.end(), '|'));
    return bars >= parts && front.find('=') != npos;
}

struct Mark {
    std::string_view word, unmarked;
    size_t bars;
};
constexpr Mark cef_mark{"CEF:", "0|", 7}, leef_mark{"LEEF:", "1.0|", 5},
    leef_2_mark{"LEEF:", "2.0|", 5};

// What follows "CEF:", or the whole where the mark was left out; nothing if it is neither.
std::optional<std::string_view> behind_mark(std::string_view text, const Mark& mark) {
    const size_t at = find_mark(text, mark.word);
    if (at != npos && at + mark.word.size() < text.size()) {
        std::string_view behind = text.substr(at + mark.word.size());
        while (behind.starts_with(' ')) behind.remove_prefix(1);
        if (!behind.empty() && base::is_digit(behind.front())) return behind;
    }
    if (is_unmarked(text, mark.unmarked, mark.bars)) return text;
    return {};
}

void set_source(std::string_view format, const RecordContext& context, model::Event& event,
                model::Batch& out) {
    event.source.format = format;
    line::time_from_pairs(context, out, event);
    const bool has_flow =
        !line::open_value(out, "src").empty() && !line::open_value(out, "dst").empty();
    const bool has_verdict = !line::open_value(out, "act").empty();
    if (has_flow && has_verdict) event.source.category = "firewall";
}

// The byte that parts the pairs of LEEF 2.0: "^", "x5E", "0x5E"; a tab if it is not said.
char separator_of(std::string_view text) {
    if (text.size() == 1) return text.front();
    if (text.starts_with("0x") || text.starts_with("0X"))
        text.remove_prefix(2);
    else if (text.starts_with('x') || text.starts_with('X'))
        text.remove_prefix(1);
    const auto byte = base::from_hex(text);
    return byte && byte->size() == 1 ? byte->front() : '\t';
}

std::string_view with_tabs(std::string_view text, std::string_view escaped, model::Batch& out) {
    char* const plain = out.arena().allocate(text.size());
    size_t n = 0;
    for (size_t i = 0; i < text.size();) {
        const bool is_tab = text.substr(i).starts_with(escaped);
        plain[n++] = is_tab ? '\t' : text[i];
        i += is_tab ? escaped.size() : 1;
    }
    out.arena().shrink(plain, n);
    return {plain, n};
}

// False if a name is over the limit.
bool add_separated(std::string_view text, char separator, model::Batch& out) {
    while (!text.empty()) {
        std::string_view value = base::take_until(text, separator);
        const size_t assign = value.find('=');
        if (assign == npos) continue;
        const std::string_view name = base::trim(value.substr(0, assign));
        if (name.size() > model::FieldNames::name_bytes_max) return false;
        value = base::trim(value.substr(assign + 1));
        if (!name.empty() && !value.empty()) out.add(name, value);
    }
    return true;
}

constexpr Outcome too_long{true, model::RejectReason::key_too_long, "a name is over 256 bytes"};

using Read = Outcome (*)(std::string_view, const RecordContext&, model::Event&, model::Batch&);

void parse_as(std::string_view format, Read read, std::string_view record,
              const RecordContext& context, model::Batch& out) {
    model::Event event = new_event(context, format);
    event.raw = record;
    if (record.size() > model::event_bytes_max)
        return out.reject(event, model::RejectReason::event_too_large, "the line is over 1 MiB");
    const Outcome outcome = read(record, context, event, out);
    if (outcome.is_one && outcome.fault.empty()) return void(out.finish(event));
    out.discard();
    if (outcome.is_one) return out.reject(event, outcome.reason, outcome.fault);
    out.reject(event, model::RejectReason::malformed, "no header of the format");
}

int score(std::string_view line, const Mark& mark) {
    const size_t at = find_mark(line, mark.word);
    if (at == 0) return 99;
    if (at != npos) {
        const bool is_header =
            line.substr(at).find('|') < 16 && line.substr(0, at).find('|') == npos;
        if (is_header && base::is_digit(line[std::min(at + mark.word.size(), line.size() - 1)]))
            return 96;
    }
    return is_unmarked(line, mark.unmarked, mark.bars) ? 80 : 0;
}

class CefParser final : public Parser {
public:
    std::string_view name() const override { return "cef"; }
    Framing framing() const override { return Framing::lines; }
    int recognise(std::string_view head) const override {
        return line::score_lines(head, [](std::string_view line) { return score(line, cef_mark); });
    }
    void parse(std::string_view record, const RecordContext& context, ParserState*,
               model::Batch& out) const override {
        parse_as("cef", read_cef, record, context, out);
    }
};

class LeefParser final : public Parser {
public:
    std::string_view name() const override { return "leef"; }
    Framing framing() const override { return Framing::lines; }
    int recognise(std::string_view head) const override {
        return line::score_lines(head, [](std::string_view line) {
            return std::max(score(line, leef_mark), score(line, leef_2_mark));
        });
    }
    void parse(std::string_view record, const RecordContext& context, ParserState*,
               model::Batch& out) const override {
        parse_as("leef", read_leef, record, context, out);
    }
};

}  // namespace

Outcome read_cef(std::string_view text, const RecordContext& context, model::Event& event,
                 model::Batch& out) {
    auto rest = behind_mark(text, cef_mark);
    if (!rest) return {};
    if (rest->ends_with('"') && text.starts_with('"')) rest->remove_suffix(1);
    constexpr std::string_view names[] = {"cef_version",    "device_vendor", "device_product",
                                          "device_version", "signature_id",  "name",
                                          "severity"};
    for (const auto name : names) {
        const auto part = take_part(*rest);
        if (!part && name != "severity")
            return {true, model::RejectReason::truncated, "the header has fewer than 7 parts"};
        add_part(name, part.value_or(*rest), out);
        if (!part) *rest = {};
    }
    if (!Extension(*rest).add(out)) return too_long;
    set_source("cef", context, event, out);
    return {true, {}, {}};
}

Outcome read_leef(std::string_view text, const RecordContext& context, model::Event& event,
                  model::Batch& out) {
    auto rest = behind_mark(text, leef_mark);
    if (!rest) rest = behind_mark(text, leef_2_mark);
    if (!rest) return {};
    constexpr std::string_view names[] = {"leef_version", "device_vendor", "device_product",
                                          "device_version", "signature_id"};
    const bool is_second = rest->starts_with('2');
    for (const auto name : names) {
        const auto part = take_part(*rest);
        if (!part)
            return {true, model::RejectReason::truncated, "the header has fewer than 5 parts"};
        add_part(name, *part, out);
    }
    char separator = '\t';
    if (is_second && rest->find('|') < 6) separator = separator_of(*take_part(*rest));
    const bool has_separator = rest->find(separator) != npos;
    constexpr std::string_view escaped_tab = "#011";  // as rsyslog writes a tab
    if (!has_separator && rest->find(escaped_tab) != npos)
        *rest = with_tabs(*rest, escaped_tab, out);
    const bool has_tabs = has_separator || (separator == '\t' && rest->find('\t') != npos);
    const bool is_read =
        has_tabs ? add_separated(*rest, separator, out) : Extension(*rest).add(out);
    if (!is_read) return too_long;
    set_source("leef", context, event, out);
    return {true, {}, {}};
}

}  // namespace cef

const Parser& cef_parser() {
    static const cef::CefParser parser;
    return parser;
}

const Parser& leef_parser() {
    static const cef::LeefParser parser;
    return parser;
}

}  // namespace ward::ingest
