// SPDX-License-Identifier: Apache-2.0
// /api/v1/sources: per source, what it sent and what became of it.
#include "serve/api/routes.h"

namespace ward::serve {

std::vector<Route> source_routes(const Parts& parts) {
    const auto list = [parts](const Request&) -> base::Result<std::string> {
        std::string out;
        base::JsonWriter json(out);
        json.begin_object().key("sources").begin_array();
        for (const auto& one : parts->sources.accounts()) {
            json.begin_object().field("name", one.name).field("received", one.received);
            json.field("stored", one.stored).field("quarantined", one.quarantined);
            json.key("dropped").begin_object();
            for (const auto& [reason, count] : one.dropped) json.field(reason, count);
            json.end_object().field("in_flight", one.in_flight);
            write_time(json, "last_event_time", one.last_event_ns);
            json.end_object();
        }
        json.end_array().end_object();
        return out;
    };
    return {{"GET", "/api/v1/sources", access::Role::viewer, true, answering_json(list)}};
}

}  // namespace ward::serve
