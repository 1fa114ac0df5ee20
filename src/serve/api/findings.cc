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

// For people where the client wants text, as `ward explain --server` does.
Response told(const Request& request, const base::Result<Explained>& explained) {
    if (!explained.ok()) return problem(explained.error());
    if (request.header("accept").find("text/plain") == std::string_view::npos)
        return json_response(to_json(*explained));
    return {200, "text/plain; charset=utf-8", {}, render_text(*explained)};
}

Response explain(const ApiParts& parts, const Request& request) {
    const std::string id(request.parameter("id"));
    return told(request, explain_finding(explain_parts(parts), id));
}

// Why not: any rule on any event.
Response explain_rule(const ApiParts& parts, const Request& request) {
    const std::string rule(request.asked("rule")), event(request.parameter("id"));
    return told(request, explain_event(explain_parts(parts), rule, event));
}

}  // namespace

std::vector<Route> finding_routes(const Parts& parts) {
    const auto with = [&](auto answer) {
        return answering_json(
            [parts, answer](const Request& request) { return answer(*parts, request); });
    };
    const auto plain = [&](auto answer) {
        return answering(
            [parts, answer](const Request& request) { return answer(*parts, request); });
    };
    return {
        {"GET", "/api/v1/findings", Role::viewer, true, with(findings)},
        {"GET", "/api/v1/findings/{id}", Role::viewer, true, with(finding)},
        {"GET", "/api/v1/findings/{id}/explain", Role::viewer, true, plain(explain)},
        {"GET", "/api/v1/events/{id}/explain", Role::viewer, true, plain(explain_rule)},
    };
}

}  // namespace ward::serve
