// SPDX-License-Identifier: Apache-2.0
// Marks: the tables of names. A name stands here because a row of classify.cc asks for it, or
// because it is where a well-known producer writes the event's time.
#include "ingest/parse/json/mark.h"

#include <algorithm>
#include <string>

#include "base/check.h"
#include "base/text.h"

namespace ward::ingest::json {

namespace {

// clang-format off
constexpr std::array names = std::to_array<std::string_view>({
    "eventVersion", "eventSource", "eventName", "awsRegion",                        // CloudTrail
    "service.detectorId", "schemaVersion", "webaclId", "terminatingRuleId", "ProductArn",
    "operationName", "resourceId", "category", "OperationNameValue",                // Azure
    "authorization.action", "caller",
    "userPrincipalName", "appDisplayName", "activityDisplayName", "riskEventType",
    "conditionalAccessStatus", "initiatedBy.user.userPrincipalName",
    "protoPayload.methodName", "protoPayload.serviceName", "kind", "id.applicationName",  // Google
    "insertId", "logName",
    "action", "actor", "_document_id", "org", "repo", "business", "actor_ip",       // GitHub
    "programmatic_access_type", "sender.login", "repository.full_name",
    "eventType", "published", "displayMessage", "actor.alternateId",                // Okta
    "legacyEventType",
    "event_type_id", "account_id", "actor_user_id", "user_id",                      // OneLogin
    "Operation", "Workload", "RecordType", "UserType", "CreationTime",              // Microsoft 365
    "auditID", "stage", "verb", "apiVersion",                                       // Kubernetes
    "event_type", "flow_id", "src_ip", "timestamp",                                 // Suricata
    "alert.signature_id",
    "id.orig_h", "uid", "_path", "@stream", "@proc",                                // Zeek
    "log", "stream", "time",                                                        // Docker
    "MESSAGE", "__REALTIME_TIMESTAMP", "SYSLOG_IDENTIFIER",                         // journald
    "timeUnixNano", "severityText", "body.stringValue",                             // OpenTelemetry
    "auditType.action", "auditType.category",                                       // Bitbucket
    "rule.id", "decoder.name", "agent.id",                                          // Wazuh
    "access_device.ip", "factor", "isotimestamp", "object",                         // Duo
    "logtype", "node_id", "src_host",                                               // OpenCanary
    "event_simpleName", "aid", "metadata.eventType", "metadata.customerIDString",   // CrowdStrike
    "date_create",                                                                  // Slack
    "serviceName", "actionName", "workspaceId",                                     // Databricks
    "RayID", "ClientIP",                                                            // Cloudflare
    "hostIdentifier", "calendarTime", "name",                                       // osquery
    "rule", "priority", "output",                                                   // Falco
    "ts",
});
static_assert(names.size() <= no_mark);

// Best first.
constexpr std::array times = std::to_array<std::string_view>({
    "eventTime", "EventTime", "TimeCreated", "CreationTime", "createdDateTime", "activityDateTime",
    "eventTimestamp", "event_timestamp", "event_time", "published", "requestReceivedTimestamp",
    "stageTimestamp", "timeUnixNano", "observedTimeUnixNano", "__REALTIME_TIMESTAMP", "id.time",
    "EventReceivedTime", "properties.Timestamp", "@timestamp", "timestamp", "Timestamp",
    "time", "Time", "ts", "_time",
    "TimeGenerated", "TimeGenerated [UTC]", "UtcTime", "datetime", "DateTime", "created_at",
    "createdAt", "date", "isoTimestamp", "date_create", "effective_at", "receiveTimestamp",
    "metadata.eventCreationTime", "metadata.logged_time", "EdgeStartTimestamp", "unixTime",
    "utc_time", "received_at", "start_time", "startTime", "t",
});

// What others call it, at any depth, without marks and letter case: after all of those. Best first.
constexpr std::array general_times = std::to_array<std::string_view>({
    "eventtime", "eventtimestamp", "eventdatetime", "eventdate", "timestamp", "timestamputc",
    "datetime", "dateandtime", "time", "timelocal", "timeiso8601", "localtime", "utctime",
    "occurredat", "occurred", "occurrencetime", "occurredtime", "activitytime", "actiontime",
    "detectiontime", "detectiontimestamp", "detectedat", "detecttime", "generatedat",
    "generatedtime", "generationtime", "loggedat", "logtime", "logtimestamp", "logdate",
    "servertime",
    "servertimestamp", "createdtime", "createtime", "creationtime", "creationtimestamp",
    "creationdate", "createdat", "createdon", "createddate", "datecreated", "created", "starttime",
    "startedat", "startdate", "start", "firstseen", "firstseenat", "receivedat", "receivedtime",
    "updatedat", "updatedtime", "updatetime", "lastseen", "lastupdated", "when", "date", "rt",
});
// clang-format on

}  // namespace

uint8_t mark_of(std::string_view name) {
    const auto at = std::find_if(names.begin(), names.end(), [name](std::string_view known) {
        return base::equals_ignore_case(known, name);
    });
    return at == names.end() ? no_mark : static_cast<uint8_t>(at - names.begin());
}

MarkSet bit_of(std::string_view name) {
    const uint8_t mark = mark_of(name);
    CHECK(mark != no_mark);
    return MarkSet{1} << mark;
}

static uint8_t general_time_rank_of(std::string_view name) {
    std::string plain;
    for (const char c : name)
        if (base::is_alpha(c) || base::is_digit(c)) plain += base::lower(c);
    const auto at = std::find(general_times.begin(), general_times.end(), plain);
    return static_cast<uint8_t>(general_times.end() - at);
}

uint8_t time_rank_of(std::string_view name) {
    constexpr size_t short_bytes = 2;  // "T" may be anything
    const auto at = std::find_if(times.begin(), times.end(), [name](std::string_view known) {
        return name.size() <= short_bytes ? known == name : base::equals_ignore_case(known, name);
    });
    static_assert(times.size() + general_times.size() < UINT8_MAX);
    if (at != times.end())
        return static_cast<uint8_t>(times.end() - at + std::ssize(general_times));
    return general_time_rank_of(name.substr(name.rfind('.') + 1));
}

}  // namespace ward::ingest::json
