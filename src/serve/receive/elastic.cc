// SPDX-License-Identifier: Apache-2.0
// The handshake of Elasticsearch's senders (Beats, Logstash, Vector, Fluent Bit, rsyslog, the npm
// client): who are you, may I, is there a template. Ward needs no template and no policy: it says
// yes to those that are set up, and keeps none of them.
#include "serve/receive/elastic.h"

#include <fmt/format.h>

#include "base/json.h"
#include "serve/receive/receivers.h"

namespace ward::serve::elastic {

namespace {

constexpr std::string_view vendor_type = "application/vnd.elasticsearch+json";
constexpr std::string_view compatible = "compatible-with=";

// The major version that the client speaks; 8 if it does not say.
char major_of(const Request& request) {
    for (const auto* name : {"accept", "content-type"}) {
        const auto value = request.header(name);
        const size_t at = value.find(compatible);
        if (at == std::string_view::npos || at + compatible.size() >= value.size()) continue;
        const char major = value[at + compatible.size()];
        if (major >= '7' && major <= '9') return major;
    }
    return '8';
}

// A client wants a server that is not older than itself.
std::string_view version_for(char major) {
    return major == '9' ? "9.2.0" : major == '7' ? "7.17.29" : "8.19.0";
}

Response root(const Request& request) {
    const auto version = version_for(major_of(request));
    std::string body;
    base::JsonWriter writer(body);
    writer.begin_object().field("name", "ward").field("cluster_name", "ward");
    writer.field("cluster_uuid", "ward-receives-events-0").key("version").begin_object();
    writer.field("number", version).field("build_flavor", "default").field("build_type", "tar");
    writer.field("build_hash", "0000000").field("build_date", "2026-01-01T00:00:00.000Z");
    writer.field("build_snapshot", false).field("lucene_version", "9.12.0");
    writer.field("minimum_wire_compatibility_version", "7.17.0");
    writer.field("minimum_index_compatibility_version", "7.0.0").end_object();
    writer.field("tagline", "You Know, for Search").end_object();
    return say(request, std::move(body));
}

constexpr std::string_view license =
    R"({"license":{"status":"active","uid":"ward","type":"basic","mode":"basic",)"
    R"("issue_date_in_millis":0,"issued_to":"ward","issuer":"ward","max_nodes":1000}})";
constexpr std::string_view xpack =
    R"({"build":{},"license":{"uid":"ward","type":"basic","mode":"basic","status":"active"},)"
    R"("features":{"ilm":{"available":true,"enabled":true},)"
    R"("security":{"available":true,"enabled":true}},"tagline":"You know, for X"})";
constexpr std::string_view health =
    R"({"cluster_name":"ward","status":"green","timed_out":false,"number_of_nodes":1,)"
    R"("number_of_data_nodes":1,"active_primary_shards":1,"active_shards":1,)"
    R"("relocating_shards":0,"initializing_shards":0,"unassigned_shards":0,)"
    R"("delayed_unassigned_shards":0,"number_of_pending_tasks":0,"number_of_in_flight_fetch":0,)"
    R"("task_max_waiting_in_queue_millis":0,"active_shards_percent_as_number":100.0})";
constexpr std::string_view refreshed = R"({"_shards":{"total":1,"successful":1,"failed":0}})";
constexpr std::string_view acknowledged = R"({"acknowledged":true})";

Handler fixed(std::string_view body) {
    return answering([body](const Request& request) { return say(request, std::string(body)); });
}

// What a client looks for is there, whatever its name.
Response found(const Request& request) {
    std::string body;
    base::JsonWriter writer(body);
    writer.begin_object().key(request.parameter("name")).begin_object().end_object().end_object();
    return say(request, std::move(body));
}

}  // namespace

Response say(const Request& request, std::string body, int status) {
    Response out;
    out.status = status;
    out.headers.emplace_back("X-Elastic-Product", "Elasticsearch");
    if (request.header("accept").find(vendor_type) != std::string_view::npos)
        out.content_type = fmt::format("{};{}{}", vendor_type, compatible, major_of(request));
    out.body = std::move(body);
    return out;
}

Response error(int status, std::string_view type, std::string_view reason) {
    std::string body;
    base::JsonWriter writer(body);
    writer.begin_object().key("error").begin_object();
    writer.key("root_cause").begin_array().begin_object();
    writer.field("type", type).field("reason", reason).end_object().end_array();
    writer.field("type", type).field("reason", reason).end_object();
    writer.field("status", status).end_object();
    Response out = say({}, std::move(body), status);
    if (status == 429 || status == 503)
        out.headers.emplace_back("Retry-After", std::to_string(retry_after_seconds));
    return out;
}

Response refuse(int status, std::string_view detail) {
    const std::string_view type = status == 401 || status == 403 ? "security_exception"
                                  : status == 413                ? "content_too_long_exception"
                                  : status >= 500                ? "es_rejected_execution_exception"
                                                                 : "illegal_argument_exception";
    return error(status, type, detail);
}

}  // namespace ward::serve::elastic

namespace ward::serve {

std::vector<Route> elastic_routes(Intake&) {
    std::vector<Route> out;
    const auto add = [&](const char* method, const char* pattern, Handler handle) {
        Route route{method, pattern, sender_role, false, std::move(handle)};
        route.refuse = elastic::refuse;
        out.push_back(std::move(route));
    };
    add("GET", "/", answering(elastic::root));
    add("GET", "/_license", elastic::fixed(elastic::license));
    add("GET", "/_xpack", elastic::fixed(elastic::xpack));
    for (const auto* path : {"/_cluster/health", "/_cluster/health/{name}"})
        add("GET", path, elastic::fixed(elastic::health));
    for (const auto* path :
         {"/_index_template/{name}", "/_template/{name}", "/_component_template/{name}",
          "/_ilm/policy/{name}", "/_data_stream/{name}", "/_ingest/pipeline/{name}"}) {
        add("GET", path, answering(elastic::found));
        add("PUT", path, elastic::fixed(elastic::acknowledged));
    }
    for (const auto* path : {"/_refresh", "/{index}/_refresh"})
        add("POST", path, elastic::fixed(elastic::refreshed));
    return out;
}

}  // namespace ward::serve
