// SPDX-License-Identifier: Apache-2.0
// OTLP logs over HTTP (opentelemetry-proto 1.x, /v1/logs) in its JSON encoding. A request is one
// unit: its log records become events of their own.
#include "base/text.h"
#include "serve/receive/receivers.h"

namespace ward::serve {

namespace {

void take(Intake& intake, Request&& request, const Respond& respond) {
    if (request.header("content-type").find("json") == std::string_view::npos)
        return respond(problem(415, status_text(415),
                               "send logs in OTLP's JSON encoding (otlphttp: encoding: json)"));
    const auto body = base::trim(request.body);
    if (body.empty() || body.front() != '{' || body.back() != '}')
        return respond(problem(400, status_text(400), "the body is no JSON object"));
    const auto source = source_of(request, "otlp", intake);
    intake.take({source, "bulk", request.peer, 0, 1, body},
                [respond](const base::Result<base::JournalPosition>& at) {
                    Response out;
                    out.body = R"({"partialSuccess":{}})";
                    if (at.ok()) return respond(std::move(out));
                    out = problem(at.error());
                    out.status = status_of(at.error());
                    out.headers.emplace_back("Retry-After", std::to_string(retry_after_seconds));
                    respond(std::move(out));
                });
}

}  // namespace

std::vector<Route> otlp_routes(Intake& intake) {
    Route route{"POST", "/v1/logs", sender_role, false,
                [&intake](Request&& request, const Respond& respond) {
                    take(intake, std::move(request), respond);
                }};
    return {std::move(route)};
}

}  // namespace ward::serve
