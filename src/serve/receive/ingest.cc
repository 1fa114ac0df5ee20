// SPDX-License-Identifier: Apache-2.0
// POST /api/v1/ingest?source=NAME: NDJSON, or one log line a line; the format is told from the
// bytes, or named by &format=.
#include <fmt/format.h>

#include "base/json.h"
#include "ingest/parser.h"
#include "serve/receive/receivers.h"

namespace ward::serve {

namespace {

void take(Intake& intake, Request&& request, const Respond& respond) {
    const auto asked = request.asked("format");
    const auto* parser = asked.empty() ? nullptr : ingest::find_parser(asked);
    if (asked.empty() && ingest::recognise(request.body).framing() == ingest::Framing::whole)
        parser = &ingest::recognise(request.body);  // a file of Windows: no lines to count
    if (!asked.empty() && parser == nullptr)
        return respond(problem(400, status_text(400),
                               fmt::format("no format is called '{}'; leave it out", asked)));
    const bool is_whole = parser != nullptr && parser->framing() == ingest::Framing::whole;
    const uint32_t units = is_whole ? !request.body.empty() : count_lines(request.body);
    const auto source = source_of(request, "ingest", intake);
    const std::string_view format = parser ? parser->name() : "lines";
    const base::JournalRecord record{source, format, request.peer, 0, units, request.body};
    intake.take(record, [respond, units](const base::Result<base::JournalPosition>& taken) {
        if (!taken.ok()) {
            Response out = problem(taken.error());
            out.status = status_of(taken.error());
            out.headers.emplace_back("Retry-After", std::to_string(retry_after_seconds));
            return respond(std::move(out));
        }
        Response out;
        out.status = 202;
        base::JsonWriter(out.body).begin_object().field("received", units).end_object();
        respond(std::move(out));
    });
}

}  // namespace

std::vector<Route> ingest_routes(Intake& intake) {
    Route route{"POST", "/api/v1/ingest", sender_role, false,
                [&intake](Request&& request, const Respond& respond) {
                    take(intake, std::move(request), respond);
                }};
    return {std::move(route)};
}

}  // namespace ward::serve
