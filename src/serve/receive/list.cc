// SPDX-License-Identifier: Apache-2.0
// Every receiver over HTTP, and what they share.
#include <fmt/format.h>

#include "serve/receive/receivers.h"

namespace ward::serve {

std::vector<Route> receiver_routes(Intake& intake) {
    std::vector<Route> out;
    for (const auto routes : {hec_routes, elastic_routes, bulk_routes, ingest_routes, otlp_routes})
        for (auto& route : routes(intake)) out.push_back(std::move(route));
    for (auto& route : out) route.is_receiver = true;
    return out;
}

std::string source_of(const Request& request, std::string_view protocol, Intake& intake) {
    if (const auto asked = request.asked("source"); !asked.empty()) return intake.admit(asked);
    const std::string_view who = request.identity ? std::string_view(request.identity->name) : "";
    return intake.admit(who.empty() ? std::string(protocol) : fmt::format("{}:{}", protocol, who));
}

int status_of(const base::Error& error) {
    return error.kind == base::ErrorKind::limit ? 413 : 503;
}

}  // namespace ward::serve
