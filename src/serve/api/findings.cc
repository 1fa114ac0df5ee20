// SPDX-License-Identifier: Apache-2.0
// /api/v1/findings, and why each fired
#include "serve/api/routes.h"
#include "serve/explain/explain.h"

namespace ward::serve {

namespace {

using access::Role;

ExplainParts explain_parts(const ApiParts& parts) {
    return {parts.events, parts.rules, parts.rule_options, parts.names};
}

base::Result<std::string> findings(const ApiParts& parts, const Request& request) {
    TRY(const auto wanted, page_of(request));
    TRY(const auto page, parts.events.findings(wanted.filter, wanted.cursor, wanted.limit));
    std::string out;
    base::JsonWriter json(out);
    json.begin_object().key("findings").begin_array();
    for (const auto& one : page.findings) write_finding(json, one);
    json.end_array();
    if (!page.next.empty()) json.field("next", page.next);
    json.end_object();
    return out;
}

base::Result<std::string> finding(const ApiParts& parts, const Request& request) {
    TRY(const auto found, parts.events.finding(std::string(request.parameter("id"))));
    if (!found) return base::Error{base::ErrorKind::not_found, "no such finding"};
    std::string out;
    base::JsonWriter json(out);
    write_finding(json, *found);
    return out;
}

base::Result<std::string> explain(const ApiParts& parts, const Request& request) {
    TRY(const auto explained,
        explain_finding(explain_parts(parts), std::string(request.parameter("id"))));
    return to_json(explained);
}

// Why not: any rule on any event.
base::Result<std::string> explain_rule(const ApiParts& parts, const Request& request) {
    TRY(const auto explained,
        explain_event(explain_parts(parts), std::string(request.asked("rule")),
                      std::string(request.parameter("id"))));
    return to_json(explained);
}

}  // namespace

std::vector<Route> finding_routes(const Parts& parts) {
    const auto with = [&](auto answer) {
        return answering_json(
            [parts, answer](const Request& request) { return answer(*parts, request); });
    };
    return {
        {"GET", "/api/v1/findings", Role::viewer, true, with(findings)},
        {"GET", "/api/v1/findings/{id}", Role::viewer, true, with(finding)},
        {"GET", "/api/v1/findings/{id}/explain", Role::viewer, true, with(explain)},
        {"GET", "/api/v1/events/{id}/explain", Role::viewer, true, with(explain_rule)},
    };
}

}  // namespace ward::serve
