// SPDX-License-Identifier: Apache-2.0
// /api/v1/events, /api/v1/quarantine
#include "base/text.h"
#include "serve/api/routes.h"

namespace ward::serve {

namespace {

using access::Role;

base::Result<std::string> event(const ApiParts& parts, const Request& request) {
    const auto id = model::EventId::parse(request.parameter("id"));
    if (!id) return base::Error{base::ErrorKind::usage, "an event id is 16 hex digits, '-', hex"};
    TRY(const auto found, parts.events.event(*id));
    if (!found) return base::Error{base::ErrorKind::not_found, "no event is called " + id->text()};
    std::string out;
    base::JsonWriter json(out);
    write_event(json, *found);
    return out;
}

base::Result<std::string> quarantine(const ApiParts& parts, const Request& request) {
    TRY(const auto wanted, page_of(request));
    TRY(const auto page, parts.events.rejects(wanted.filter, wanted.cursor, wanted.limit));
    std::string out;
    base::JsonWriter json(out);
    json.begin_object().key("quarantine").begin_array();
    for (const auto& one : page.rejects) {
        json.begin_object().field("id", one.id).field("source", one.source_name);
        json.field("format", one.format).field("reason", one.reason).field("detail", one.detail);
        write_time(json, "received_time", one.received_ns);
        json.field("index", one.index).field("offset", one.offset);
        json.field("raw_bytes", one.raw_bytes).field("raw", one.raw);
        if (!base::is_valid_utf8(one.raw)) json.field("raw_base64", base64_encode(one.raw));
        json.end_object();
    }
    json.end_array();
    if (!page.next.empty()) json.field("next", page.next);
    json.end_object();
    return out;
}

}  // namespace

std::vector<Route> event_routes(const Parts& parts) {
    return {
        {"GET", "/api/v1/events/{id}", Role::viewer, true,
         answering_json([parts](const Request& request) { return event(*parts, request); })},
        {"GET", "/api/v1/quarantine", Role::viewer, true,
         answering_json([parts](const Request& request) { return quarantine(*parts, request); })},
    };
}

}  // namespace ward::serve
