// SPDX-License-Identifier: Apache-2.0
#include "serve/api/authorisation.h"

namespace ward::serve {

using enum access::Role;

constexpr std::optional<access::Role> everyone = std::nullopt;

static constexpr Permission matrix[] = {
    // The page that signs in, and what it is made of.
    {"GET", "/", everyone, false, "text/html"},
    {"GET", "/console/page.js", everyone},
    {"GET", "/console/page.css", everyone},
    {"POST", "/api/v1/sign-in", everyone},

    // Probes: this machine needs no login.
    {"GET", "/healthz", viewer, true},
    {"GET", "/readyz", viewer, true},
    {"GET", "/metrics", viewer, true},

    // Receivers: any token may send. Splunk's clients ask for health without one.
    {"POST", "/services/collector", viewer},
    {"POST", "/services/collector/event", viewer},
    {"POST", "/services/collector/event/1.0", viewer},
    {"POST", "/services/collector/raw", viewer},
    {"POST", "/services/collector/raw/1.0", viewer},
    {"POST", "/services/collector/ack", viewer},
    {"POST", "/services/collector/ack/1.0", viewer},
    {"GET", "/services/collector/health", everyone},
    {"GET", "/services/collector/health/1.0", everyone},
    {"POST", "/api/v1/ingest", viewer},
    {"POST", "/v1/logs", viewer},

    // What Elasticsearch's clients send to and ask first.
    {"GET", "/", viewer},
    {"GET", "/_license", viewer},
    {"GET", "/_xpack", viewer},
    {"GET", "/_cluster/health", viewer},
    {"GET", "/_cluster/health/{name}", viewer},
    {"GET", "/_index_template/{name}", viewer},
    {"PUT", "/_index_template/{name}", viewer},
    {"GET", "/_template/{name}", viewer},
    {"PUT", "/_template/{name}", viewer},
    {"GET", "/_component_template/{name}", viewer},
    {"PUT", "/_component_template/{name}", viewer},
    {"GET", "/_ilm/policy/{name}", viewer},
    {"PUT", "/_ilm/policy/{name}", viewer},
    {"GET", "/_data_stream/{name}", viewer},
    {"PUT", "/_data_stream/{name}", viewer},
    {"GET", "/_ingest/pipeline/{name}", viewer},
    {"PUT", "/_ingest/pipeline/{name}", viewer},
    {"POST", "/_refresh", viewer},
    {"POST", "/{index}/_refresh", viewer},
    {"POST", "/_bulk", viewer},
    {"PUT", "/_bulk", viewer},
    {"POST", "/{index}/_bulk", viewer},
    {"PUT", "/{index}/_bulk", viewer},
    {"POST", "/{index}/{type}/_bulk", viewer},
    {"PUT", "/{index}/{type}/_bulk", viewer},
    {"POST", "/{index}/_doc", viewer},
    {"POST", "/{index}/_doc/{id}", viewer},
    {"PUT", "/{index}/_doc/{id}", viewer},
    {"POST", "/{index}/_create/{id}", viewer},
    {"PUT", "/{index}/_create/{id}", viewer},

    // Looking.
    {"GET", "/api/openapi.json", viewer},
    {"GET", "/api/v1/me", viewer},
    {"POST", "/api/v1/sign-out", viewer},
    {"PUT", "/api/v1/users/{name}/password", viewer},  // one's own; any: admin, asked within
    {"GET", "/api/v1/events/{id}", viewer},
    {"GET", "/api/v1/events/{id}/explain", viewer},
    {"GET", "/api/v1/quarantine", viewer},
    {"GET", "/api/v1/findings", viewer},
    {"GET", "/api/v1/findings/{id}", viewer},
    {"GET", "/api/v1/findings/{id}/explain", viewer},
    {"GET", "/api/v1/incidents", viewer},
    {"GET", "/api/v1/incidents/{id}", viewer},
    {"POST", "/api/v1/query", viewer},
    {"POST", "/api/v1/query/complete", viewer},
    {"POST", "/v1/rest/query", viewer},
    {"POST", "/v1/rest/mgmt", viewer},
    {"POST", "/v2/rest/query", viewer},
    {"GET", "/api/v1/sources", viewer},
    {"GET", "/api/v1/rules", viewer},
    {"GET", "/api/v1/rules/{id}", viewer},

    // Deciding.
    {"PATCH", "/api/v1/incidents/{id}", analyst},

    // Ruling over who may come in.
    {"GET", "/api/v1/users", admin},
    {"POST", "/api/v1/users", admin},
    {"DELETE", "/api/v1/users/{name}", admin},
    {"GET", "/api/v1/tokens", admin},
    {"POST", "/api/v1/tokens", admin},
    {"DELETE", "/api/v1/tokens/{name}", admin},
    {"GET", "/api/v1/audit", admin},
    {"GET", "/api/v1/audit/verify", admin},
};

std::span<const Permission> authorisation_matrix() {
    return matrix;
}

const Permission* permission_of(std::string_view method, std::string_view pattern,
                                std::string_view accept) {
    for (const auto& row : matrix)
        if (row.method == method && row.pattern == pattern && row.accept == accept) return &row;
    return nullptr;
}

}  // namespace ward::serve
