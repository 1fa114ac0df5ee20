// SPDX-License-Identifier: Apache-2.0
// Error logs of web servers: see the header.
//
//   nginx   2026/01/02 03:04:05 [error] 11#12: *7 text, client: …, server: …, request: "…", host:
//   "…" Apache  [Fri Jan 02 03:04:05.678901 2026] [core:error] [pid 11:tid 12] [client
//   192.0.2.1:4711] AH00037: text
#include "ingest/parse/web/server_error.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "ingest/parse/line/line_time.h"
#include "ingest/parse/line/lines.h"
#include "ingest/parse/web/request.h"

namespace ward::ingest {

namespace web {

namespace {

constexpr std::string_view format = "web_error";
constexpr size_t npos = std::string_view::npos;
constexpr std::string_view levels[] = {"emerg",  "alert",  "crit",   "error",  "warn",   "notice",
                                       "info",   "debug",  "trace",  "trace1", "trace2", "trace3",
                                       "trace4", "trace5", "trace6", "trace7", "trace8"};

bool is_level(std::string_view text) {
    return std::find(std::begin(levels), std::end(levels), text) != std::end(levels);
}

// The text in the brackets that `rest` begins with; `rest` becomes what follows.
std::string_view take_bracket(std::string_view& rest) {
    constexpr size_t bracket_bytes_max = 128;
    const size_t end = rest.substr(0, bracket_bytes_max).find(']');
    if (!rest.starts_with('[') || end == npos) return {};
    const std::string_view inner = rest.substr(1, end - 1);
    rest.remove_prefix(end + 1);
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    return inner;
}

bool is_nginx(std::string_view line) {
    constexpr size_t time_bytes = 20;  // "2026/01/02 03:04:05 "
    if (line.size() < time_bytes + 3 || line[4] != '/' || line[time_bytes] != '[') return false;
    std::string_view rest = line.substr(time_bytes);
    return is_level(take_bracket(rest)) && !rest.empty() && base::is_digit(rest.front());
}

// "client: 192.0.2.1", "request: "GET / HTTP/1.1""; the names that nginx puts behind a text.
void add_pair(std::string_view name, std::string_view value, model::Batch& out) {
    if (name == "client")
        add_endpoint("c-ip", "c-port", value, out);
    else if (name == "request")
        add_request(value, out);
    else if (name == "host")
        out.add("cs-host", value);
    else if (name == "referrer")
        out.add("cs-referer", value);
    else
        out.add(name, value);
}

void add_nginx_pairs(std::string_view text, model::Batch& out) {
    constexpr std::string_view names[] = {"client", "server",   "request", "subrequest", "upstream",
                                          "host",   "referrer", "login",   "connection"};
    while (!text.empty()) {
        const size_t colon = text.find(": ");
        if (colon == npos) return;
        const std::string_view name = text.substr(0, colon);
        text.remove_prefix(colon + 2);
        if (std::find(std::begin(names), std::end(names), name) == std::end(names)) return;
        auto value = take_quoted(text);
        if (!value) value = text.substr(0, text.find(", ")), text.remove_prefix(value->size());
        add_pair(name, *value, out);
        if (text.starts_with(", ")) text.remove_prefix(2);
    }
}

void read_nginx(std::string_view line, model::Batch& out) {
    std::string_view rest = line.substr(20);
    out.add("level", take_bracket(rest));
    const size_t colon = rest.find(": ");
    if (colon != npos) {
        std::string_view ids = rest.substr(0, colon);
        add_known("pid", base::take_until(ids, '#'), out);
        add_known("tid", ids, out);
        rest.remove_prefix(colon + 2);
    }
    if (rest.starts_with('*')) {
        rest.remove_prefix(1);
        out.add("connection", base::take_until(rest, ' '));
    }
    const size_t pairs = rest.find(", client: ");
    out.add("message", rest.substr(0, pairs));
    if (pairs != npos) add_nginx_pairs(rest.substr(pairs + 2), out);
}

// ModSecurity: [name "value"] … anywhere in the text.
bool add_modsecurity(std::string_view text, model::Batch& out) {
    if (text.find("ModSecurity") == npos) return false;
    for (size_t at = text.find('['); at != npos; at = text.find('[', at)) {
        std::string_view rest = text.substr(at + 1);
        const size_t blank = rest.find(' ');
        at += 1;
        if (blank == npos || blank > 32 || !base::is_alpha(rest[0])) continue;
        const std::string_view name = rest.substr(0, blank);
        if (name.find_first_of("]\"[") != npos) continue;
        rest.remove_prefix(blank + 1);
        const size_t before = rest.size();
        const auto value = take_quoted(rest);
        if (!value) continue;
        out.add(name, *value);
        at += blank + 1 + before - rest.size();
    }
    return true;
}

// False if the brackets are not Apache's.
bool read_apache(std::string_view rest, model::Event& event, model::Batch& out) {
    std::string_view level = take_bracket(rest);
    const std::string_view module = level.find(':') == npos ? "" : base::take_until(level, ':');
    if (!is_level(level)) return false;
    add_known("module", module, out);
    out.add("level", level);
    while (rest.starts_with('[')) {
        std::string_view behind = rest;
        std::string_view inner = take_bracket(behind);
        const std::string_view name = base::take_until(inner, ' ');
        if (name == "pid") {
            add_known("pid", base::take_until(inner, ':'), out);
            if (inner.starts_with("tid ")) out.add("tid", inner.substr(4));
        } else if (name == "client" || name == "remote") {
            add_endpoint("c-ip", "c-port", inner, out);
        } else {
            break;
        }
        rest = behind;
    }
    const bool has_code = rest.starts_with("AH") && rest.size() > 8 && rest.substr(7, 1) == ":";
    if (has_code) out.add("error_code", rest.substr(0, 7));
    const size_t referer = rest.rfind(", referer: ");
    if (referer != npos) out.add("cs-referer", rest.substr(referer + 11));
    if (add_modsecurity(rest, out)) event.source.product = "modsecurity";
    out.add("message", rest.substr(0, referer));
    return true;
}

bool has_apache_front(std::string_view line) {
    if (!line.starts_with('[')) return false;
    std::string_view rest = line;
    const std::string_view first = take_bracket(rest);
    std::string_view level = first;
    if (line::leading_time(first, {})) level = take_bracket(rest);
    if (level.find(':') != npos) base::take_until(level, ':');
    return is_level(level) && (rest.starts_with("[") || level.data() != first.data());
}

class ServerErrorParser final : public Parser {
public:
    std::string_view name() const override { return format; }
    Framing framing() const override { return Framing::lines; }
    int recognise(std::string_view head) const override {
        return line::score_lines(head, server_error_score);
    }
    void parse(std::string_view record, const RecordContext& context, ParserState*,
               model::Batch& out) const override {
        model::Event event = new_event(context, format);
        event.raw = record;
        if (record.size() > model::event_bytes_max)
            return out.reject(event, model::RejectReason::event_too_large,
                              "the line is over 1 MiB");
        if (!read_server_error(record, context, event, out)) out.add("message", record);
        out.finish(event);
    }
};

}  // namespace

int server_error_score(std::string_view line) {
    return is_nginx(line) ? 93 : has_apache_front(line) ? 90 : 0;
}

bool read_server_error(std::string_view line, const RecordContext& context, model::Event& event,
                       model::Batch& out) {
    std::string_view time_text = line, rest = line;
    const bool is_of_nginx = is_nginx(line);
    if (!is_of_nginx) {
        if (!has_apache_front(line)) return false;
        time_text = take_bracket(rest);
    }
    const auto time = line::leading_time(time_text, context);
    if (time) event.time_ns = time->time_ns, event.time_digits = time->digits;
    if (!is_of_nginx && !time) rest = line;
    event.source.format = format;
    event.source.service = is_of_nginx ? "nginx" : "apache";
    if (is_of_nginx) return read_nginx(line, out), true;
    return read_apache(rest, event, out);
}

}  // namespace web

const Parser& server_error_parser() {
    static const web::ServerErrorParser parser;
    return parser;
}

}  // namespace ward::ingest
