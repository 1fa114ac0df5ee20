// SPDX-License-Identifier: Apache-2.0
// Access logs: see the header.
//
//   [host] client[, client] ident user [02/Jan/2026:03:04:05 +0100] "GET / HTTP/1.1" 200 12 "ref"
//   "agent" …
#include "ingest/parse/web/access.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "ingest/parse/line/line_time.h"
#include "ingest/parse/line/lines.h"
#include "ingest/parse/web/request.h"

namespace ward::ingest {

namespace web {

namespace {

constexpr std::string_view format = "access";
constexpr size_t npos = std::string_view::npos;
constexpr size_t front_bytes_max = 1024;  // client, users and time stand in them

// The '[' before a time, with a quoted request behind; npos if there is none.
size_t time_bracket(std::string_view line) {
    if (line.starts_with('<') || line::leading_time(line, {})) return npos;  // inside of syslog
    const std::string_view front = line.substr(0, front_bytes_max);
    for (size_t at = front.find('['); at != npos; at = front.find('[', at + 1)) {
        constexpr size_t date_bytes = 12;  // 02/Jan/2026:
        if (at + date_bytes >= front.size() || !base::is_digit(front[at + 1])) continue;
        const bool is_date = front[at + 3] == '/' && (front[at + 7] == '/' || front[at + 6] == '/');
        const size_t end = front.find(']', at);
        if (!is_date || end == npos) continue;
        if (line.substr(end + 1).starts_with(" \"")) return at;
    }
    return npos;
}

struct Client {
    std::string_view host, address, user;
};

// What stands before the time.
Client client_of(std::string_view text) {
    constexpr size_t words_max = 12;
    std::string_view words[words_max];
    size_t count = 0;
    std::string_view rest = base::trim(text);
    const std::string_view all = rest;
    while (!rest.empty() && count < words_max) {
        words[count++] = rest.substr(0, rest.find(' '));
        rest.remove_prefix(std::min(words[count - 1].size() + 1, rest.size()));
    }
    Client out;
    if (count == 0) return out;
    size_t at = 0;  // of the client's address
    const bool has_host = count > 3 && !looks_like_address(words[0]) && !words[0].ends_with(',');
    if (has_host) out.host = words[0], at = 1;
    out.address = words[at];
    while (at + 1 < count && words[at].ends_with(',')) ++at;  // those that forwarded it
    if (out.address.ends_with(',')) out.address.remove_suffix(1);
    if (at + 2 >= count) return out;
    const bool has_many = count - at > 3 && !has_host;  // a user name with blanks
    out.user = has_many ? all.substr(static_cast<size_t>(words[at + 2].data() - all.data()))
                        : words[count - 1];
    return out;
}

void add_rest(std::string_view rest, model::Batch& out) {
    add_known("sc-status", take_item(rest), out);
    add_known("sc-bytes", take_item(rest), out);
    int quoted = 0;
    for (int i = 0; i < 32 && !rest.empty(); ++i) {
        while (rest.starts_with(' ')) rest.remove_prefix(1);
        const bool is_quoted = rest.starts_with('"');
        const std::string_view item = take_item(rest);
        if (is_quoted && quoted < 2)
            add_known(++quoted == 1 ? "cs-referer" : "cs-user-agent", item, out);
        else if (is_quoted && looks_like_address(item.substr(0, item.find(','))))
            out.add("x-forwarded-for", item);
        else
            add_known("extra", item, out);
    }
}

bool read_common(std::string_view line, const RecordContext& context, model::Event& event,
                 model::Batch& out) {
    const size_t bracket = time_bracket(line);
    if (bracket == npos) return false;
    const size_t end = line.find(']', bracket);
    const auto time = line::leading_time(line.substr(bracket + 1, end - bracket - 1), context);
    if (!time) return false;
    std::string_view rest = line.substr(end + 2);
    auto request = take_quoted(rest);
    if (!request) request = rest.substr(1), rest = {};  // cut off
    const Client client = client_of(line.substr(0, bracket));
    add_endpoint("c-ip", "c-port", client.address, out);
    if (!client.host.empty()) add_endpoint("cs-host", "s-port", client.host, out);
    add_known("cs-username", client.user == "\"\"" ? "" : client.user, out);
    if (!add_request(*request, out)) add_known("request", *request, out);
    add_rest(rest, out);
    event.time_ns = time->time_ns, event.time_digits = time->digits;
    return true;
}

// A line that has a time at its front and, somewhere, " GET /path HTTP/1.1".
bool read_loose(std::string_view line, const RecordContext& context, model::Event& event,
                model::Batch& out) {
    const bool is_bracketed = line.starts_with('[');
    const auto time = line::leading_time(line.substr(is_bracketed), context);
    if (!time) return false;
    const std::string_view request = find_request(line);
    if (request.empty() || !add_request(request, out)) return false;
    const auto begin = static_cast<size_t>(request.data() - line.data());
    if (begin < time->length) return out.discard(), false;
    std::string_view before = line.substr(time->length, begin - time->length);
    while (!before.empty()) {
        std::string_view word = base::take_until(before, ' ');
        while (!word.empty() && (word.back() == ',' || word.back() == ']')) word.remove_suffix(1);
        if (word.starts_with('[')) word.remove_prefix(1);
        const std::string_view plain = word.substr(0, word.find(','));
        const size_t colon = plain.rfind(':');
        if (looks_like_address(plain) ||
            (colon != npos && looks_like_address(plain.substr(0, colon)))) {
            add_endpoint("c-ip", "c-port", plain, out);
            break;
        }
    }
    std::string_view rest = line.substr(begin + request.size());
    if (rest.starts_with('"')) rest.remove_prefix(1);
    const std::string_view behind = base::trim(rest);
    if (behind.size() >= 3 && base::is_digit(behind[0]) && base::is_digit(behind[1]) &&
        base::is_digit(behind[2]) && (behind.size() == 3 || behind[3] == ' '))
        add_known("sc-status", behind.substr(0, 3), out);
    event.time_ns = time->time_ns, event.time_digits = time->digits;
    out.add("message", line);
    return true;
}

class AccessParser final : public Parser {
public:
    std::string_view name() const override { return format; }
    Framing framing() const override { return Framing::lines; }
    int recognise(std::string_view head) const override {
        return line::score_lines(head, access_score);
    }
    void parse(std::string_view record, const RecordContext& context, ParserState*,
               model::Batch& out) const override {
        model::Event event = new_event(context, format);
        event.raw = record;
        if (record.size() > model::event_bytes_max)
            return out.reject(event, model::RejectReason::event_too_large,
                              "the line is over 1 MiB");
        if (!read_access(record, context, event, out)) out.add("message", record);
        out.finish(event);
    }
};

}  // namespace

int access_score(std::string_view line) {
    if (time_bracket(line) != npos) return 92;
    const bool is_bracketed = line.starts_with('[');
    if (!line::leading_time(line.substr(is_bracketed), {})) return 0;
    return !find_request(line).empty() ? 52 : 0;
}

bool read_access(std::string_view line, const RecordContext& context, model::Event& event,
                 model::Batch& out) {
    if (!read_common(line, context, event, out) && !read_loose(line, context, event, out))
        return false;
    event.source.format = format;
    event.source.category = "webserver";
    return true;
}

}  // namespace web

const Parser& access_parser() {
    static const web::AccessParser parser;
    return parser;
}

}  // namespace ward::ingest
