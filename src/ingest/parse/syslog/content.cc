// SPDX-License-Identifier: Apache-2.0
// What stands in a syslog message: see the header.
#include "ingest/parse/syslog/content.h"

#include "base/text.h"
#include "ingest/parse/cef/cef.h"
#include "ingest/parse/columns/columns.h"
#include "ingest/parse/json/classify.h"
#include "ingest/parse/pairs/pairs.h"
#include "ingest/parse/syslog/cisco.h"
#include "ingest/parse/syslog/program/list.h"
#include "ingest/parse/web/access.h"
#include "ingest/parse/web/server_error.h"

namespace ward::ingest::syslog {

namespace {

// An object that is the message, or ends it: "request done {"user": "alice"}".
bool read_json(std::string_view text, const RecordContext& context, ContentState& state,
               model::Event& event, model::Batch& out) {
    text = base::trim(text);
    if (text.size() < 2 || text.back() != '}') return false;
    size_t at = text.find('{');
    while (at != std::string_view::npos) {
        const size_t next = text.find_first_not_of(" \t\n", at + 1);
        if (next != std::string_view::npos && text[next] == '"') break;
        at = text.find('{', at + 1);
    }
    if (at == std::string_view::npos) return false;
    const std::string_view before = base::trim(text.substr(0, at));
    if (state.walker.walk(text.substr(at), false, out) != json::WalkOutcome::event) return false;
    event.source.format = "json";
    json::classify(out, state.walker.seen(), context.given, event);
    constexpr size_t mark_bytes_max = 5;  // "@cee:", "-:"
    if (before.size() > mark_bytes_max) out.add("prefix", before);
    return true;
}

bool read_cef(std::string_view text, const RecordContext& context, model::Event& event,
              model::Batch& out) {
    for (const auto read : {cef::read_cef, cef::read_leef}) {
        const cef::Outcome outcome = read(text, context, event, out);
        if (outcome.is_one && outcome.fault.empty()) return true;
        out.discard();
    }
    return false;
}

// "postfix/smtpd" by its whole name, by what stands before the first '/', by the last part of a
// path.
const line::Family* family_of(std::string_view program) {
    const line::ShapeTable& table = programs();
    if (const auto* family = table.family_of(program)) return family;
    const size_t slash = program.find('/');
    if (slash == std::string_view::npos) return nullptr;
    if (slash > 0)
        if (const auto* family = table.family_of(program.substr(0, slash))) return family;
    return table.family_of(program.substr(program.rfind('/') + 1));
}

// Kernel messages begin with the time since boot: "[12345.678901] ".
std::string_view without_uptime(std::string_view message) {
    if (!message.starts_with('[')) return message;
    const size_t end = message.find(']');
    constexpr size_t uptime_bytes_max = 24;
    if (end == std::string_view::npos || end > uptime_bytes_max) return message;
    const std::string_view inner = base::trim(message.substr(1, end - 1));
    if (!base::parse_real(inner)) return message;
    message.remove_prefix(end + 1);
    while (message.starts_with(' ')) message.remove_prefix(1);
    return message;
}

// Solaris puts "[ID 800047 auth.notice] " before its messages.
std::string_view without_id(std::string_view message) {
    if (!message.starts_with("[ID ")) return message;
    const size_t end = message.find("] ");
    return end == std::string_view::npos ? message : message.substr(end + 2);
}

bool read_shape(const line::Family* family, const Header& header, model::Event& event,
                model::Batch& out) {
    const line::ShapeTable& table = programs();
    const std::string_view message =
        family == &kernel ? without_uptime(header.message) : without_id(header.message);
    line::Fit fit;
    const bool fits = (family != nullptr && table.fit(*family, message, fit)) ||
                      table.fit(pam, message, fit) ||
                      (header.program.empty() && table.fit_any(message, fit));
    const line::Family* const named = family != nullptr ? family : fits ? fit.family : nullptr;
    if (named != nullptr) {
        event.source.product = named->product;
        event.source.service = table.service_of(*named, header.program);
    }
    if (fits) line::add_fit(fit, out);
    if (named == &proxy) event.source.category = "webserver";
    return fits;
}

// Records of the audit system, as audispd sends them, the kernel and journald log them.
bool take_audit(const Header& header, const RecordContext& context, ContentState& state,
                std::string_view raw, model::Batch& out) {
    const std::string_view text = without_uptime(header.message);
    if (!text.starts_with("type=") && !text.starts_with("audit: ") && !text.starts_with("node="))
        return false;
    audit::Record record;
    if (!audit::read_record(text, context, record)) return false;
    state.joiner.take(raw, text, header.host, context, out);
    return true;
}

// journald: "USER_LOGIN pid=1 ..." of the program audit, without time and serial.
bool read_journal_audit(const Header& header, model::Event& event, model::Batch& out) {
    const std::string_view text = header.message;
    if (header.program != "audit" || text.find('=') == std::string_view::npos) return false;
    size_t n = 0;
    while (n < text.size() && ((text[n] >= 'A' && text[n] <= 'Z') || text[n] == '_')) ++n;
    if (n < 3 || n >= text.size() || text[n] != ' ') return false;
    audit::Record record;
    record.type = text.substr(0, n), record.body = text.substr(n);
    audit::add_fields(record, out);
    event.source = {"audit", "linux", {}, "auditd"};
    return true;
}

}  // namespace

Content read_content(const Header& header, const RecordContext& context, ContentState& state,
                     model::Event& event, model::Batch& out) {
    if (take_audit(header, context, state, event.raw, out)) return Content::taken;
    if (read_journal_audit(header, event, out)) return Content::format;
    const line::Family* const family = family_of(header.program);
    const bool is_known = family != nullptr && family != &kernel;
    if (is_known && read_shape(family, header, event, out)) return Content::shape;
    if (read_json(header.message, context, state, event, out)) return Content::format;
    if (read_cef(header.message, context, event, out)) return Content::format;
    if (read_cisco(header, event, out)) return Content::shape;
    if (pairs::read_netfilter(without_uptime(header.message), event, out)) return Content::shape;
    if (!is_known && read_shape(family, header, event, out)) return Content::shape;
    if (web::server_error_score(header.message) > 0 &&
        web::read_server_error(header.message, context, event, out))
        return Content::format;
    if (web::access_score(header.message) > 90 &&
        web::read_access(header.message, context, event, out))
        return Content::format;
    if (columns::read_columns(header.message, context, event, out)) return Content::format;
    const model::LogSource of_program = event.source;
    if (pairs::read_pairs(header.message, context, event, out)) {
        if (!of_program.service.empty()) event.source = of_program;
        return Content::shape;
    }
    return Content::text;
}

}  // namespace ward::ingest::syslog
