// SPDX-License-Identifier: Apache-2.0
// /healthz, /readyz, /metrics: open to this machine, for others with a login.
#include "serve/api/routes.h"

namespace ward::serve {

static Route probe(std::string path, std::function<Response(const Request&)> answer) {
    Route out{"GET", std::move(path), access::Role::viewer, false, answering(std::move(answer))};
    out.open_on_loopback = true;
    return out;
}

std::vector<Route> probe_routes(const Parts& parts) {
    const auto alive = [](const Request&) { return json_response("{\"status\":\"alive\"}"); };
    const auto ready = [parts](const Request&) {
        if (!parts->is_ready || parts->is_ready()) return json_response("{\"status\":\"ready\"}");
        auto out = problem(503, status_text(503), "not ready: what is received cannot be stored");
        out.headers.emplace_back("Retry-After", "1");
        return out;
    };
    const auto metrics = [parts](const Request&) {
        return Response{
            200, "text/plain; version=0.0.4; charset=utf-8", {}, parts->metrics.render()};
    };
    return {probe("/healthz", alive), probe("/readyz", ready), probe("/metrics", metrics)};
}

}  // namespace ward::serve
