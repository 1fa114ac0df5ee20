// SPDX-License-Identifier: Apache-2.0
// /api/v1/audit: who did what, newest first, and whether the chain of hashes holds.
#include "serve/api/routes.h"

namespace ward::serve {

namespace {

void write_entry(base::JsonWriter& json, const store::AuditEntry& entry) {
    json.begin_object();
    write_time(json, "time", entry.time_ns);
    json.field("actor", entry.actor).field("action", entry.action);
    json.field("object", entry.object).field("detail", entry.detail);
    json.field("hash", entry.hash).end_object();
}

base::Result<std::string> audit(const ApiParts& parts, const Request& request) {
    TRY(const auto wanted, page_of(request));
    TRY(const auto entries, parts.state.audit_log(wanted.limit));
    std::string out;
    base::JsonWriter json(out);
    json.begin_object().key("audit").begin_array();
    for (const auto& entry : entries) write_entry(json, entry);
    json.end_array().end_object();
    return out;
}

base::Result<std::string> verify(const ApiParts& parts, const Request&) {
    TRY(const auto broken, parts.state.verify_audit());
    std::string out;
    base::JsonWriter json(out);
    json.begin_object().field("intact", !broken.has_value());
    if (broken) write_entry(json.key("first_broken"), *broken);
    json.end_object();
    return out;
}

}  // namespace

std::vector<Route> audit_routes(const Parts& parts) {
    return {
        {"GET", "/api/v1/audit", access::Role::admin, true,
         answering_json([parts](const Request& request) { return audit(*parts, request); })},
        {"GET", "/api/v1/audit/verify", access::Role::admin, true,
         answering_json([parts](const Request& request) { return verify(*parts, request); })},
    };
}

}  // namespace ward::serve
