// SPDX-License-Identifier: Apache-2.0
// Marks: the tables of names. A name stands here because a row of classify.cc asks for it, or
// because it is where a well-known producer writes the event's time.
#include "ingest/parse/json/mark.h"

#include <algorithm>

#include "base/check.h"

namespace ward::ingest::json {

namespace {

// clang-format off
constexpr std::array names = std::to_array<std::string_view>({
    "eventVersion", "eventSource", "eventName", "awsRegion",                        // CloudTrail
    "operationName", "resourceId", "category", "OperationNameValue", "Category",    // Azure
    "userPrincipalName", "appDisplayName", "activityDisplayName", "riskEventType",
    "conditionalAccessStatus", "initiatedBy.user.userPrincipalName",
    "protoPayload.methodName", "protoPayload.serviceName", "kind", "id.applicationName",  // Google
    "action", "actor", "_document_id", "org",                                       // GitHub
    "eventType", "published", "displayMessage", "actor.alternateId",                // Okta
    "event_type_id", "account_id",                                                  // OneLogin
    "Operation", "Workload", "RecordType", "UserType",                              // Microsoft 365
    "auditID", "stage", "verb", "apiVersion",                                       // Kubernetes
    "event_type", "flow_id", "src_ip", "timestamp",                                 // Suricata
    "id.orig_h", "uid", "_path",                                                    // Zeek
    "log", "stream", "time",                                                        // Docker
    "MESSAGE", "__REALTIME_TIMESTAMP", "SYSLOG_IDENTIFIER",                         // journald
    "timeUnixNano", "severityText", "body.stringValue",                             // OpenTelemetry
    "auditType.action", "auditType.category",                                       // Bitbucket
    "rule.id", "decoder.name", "agent.id",                                          // Wazuh
    "ts",
});
static_assert(names.size() <= no_mark);

// Best first.
constexpr std::array times = std::to_array<std::string_view>({
    "eventTime", "EventTime", "TimeCreated", "CreationTime", "createdDateTime", "activityDateTime",
    "eventTimestamp", "event_timestamp", "event_time", "published", "requestReceivedTimestamp",
    "stageTimestamp", "timeUnixNano", "observedTimeUnixNano", "__REALTIME_TIMESTAMP", "id.time",
    "EventReceivedTime", "@timestamp", "timestamp", "Timestamp", "time", "Time", "ts", "_time",
    "TimeGenerated", "TimeGenerated [UTC]", "UtcTime", "datetime", "DateTime", "created_at",
    "createdAt", "date", "isoTimestamp", "received_at", "start_time", "startTime", "t",
});
// clang-format on

}  // namespace

uint8_t mark_of(std::string_view name) {
    const auto at = std::find(names.begin(), names.end(), name);
    return at == names.end() ? no_mark : static_cast<uint8_t>(at - names.begin());
}

MarkSet bit_of(std::string_view name) {
    const uint8_t mark = mark_of(name);
    CHECK(mark != no_mark);
    return MarkSet{1} << mark;
}

uint8_t time_rank_of(std::string_view name) {
    const auto at = std::find(times.begin(), times.end(), name);
    return at == times.end() ? uint8_t{0} : static_cast<uint8_t>(times.end() - at);
}

}  // namespace ward::ingest::json
