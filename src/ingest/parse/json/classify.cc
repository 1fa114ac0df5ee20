// SPDX-License-Identifier: Apache-2.0
// Classification of JSON events: a table of which names make which log source, first row first.
// Windows events are told by windows::fold, which also gives them their native names. What no row
// fits stays without a product; it is never guessed further.
#include "ingest/parse/json/classify.h"

#include <initializer_list>
#include <vector>

#include "base/text.h"
#include "ingest/parse/windows/fold.h"

namespace ward::ingest::json {

namespace {

using Name = std::string_view;

struct Row {
    std::initializer_list<Name> names;  // all must be there
    Name product, category, service;
    Name from;    // the member that names the service (or, with by_category, the category)
    Name prefix;  // what the value of the first name must begin with; empty: anything
    bool by_category = false;
    Name from_prefix = {};  // put before the value of `from`
};

// clang-format off
const Row rows[] = {
    {{"eventVersion", "eventSource", "eventName"}, "aws", "", "cloudtrail", "", ""},
    {{"eventSource", "eventName", "awsRegion"},    "aws", "", "cloudtrail", "", ""},
    {{"service.detectorId"},                       "aws", "", "guardduty", "", ""},
    {{"webaclId", "terminatingRuleId"},            "aws", "", "waf", "", ""},
    {{"ProductArn", "schemaVersion"},              "aws", "", "securityhub", "", ""},
    {{"protoPayload.methodName"},                  "gcp", "", "gcp.audit", "", ""},
    {{"kind", "id.applicationName"}, "gcp", "", "google_workspace",
        "id.applicationName", "admin#", false, "google_workspace."},
    {{"id.applicationName"}, "gcp", "", "google_workspace",
        "id.applicationName", "", false, "google_workspace."},
    {{"insertId", "logName"},        "gcp", "", "", "", ""},
    {{"riskEventType"},              "azure", "", "riskdetection", "", ""},
    {{"category", "operationName"},  "azure", "", "signinlogs", "", "SignInLogs"},
    {{"category", "operationName"},  "azure", "", "signinlogs", "", "NonInteractiveUserSignInLogs"},
    {{"category", "operationName"},  "azure", "", "auditlogs", "", "AuditLogs"},
    {{"category", "operationName"},  "azure", "", "riskdetection", "", "UserRiskEvents"},
    {{"category", "operationName"},  "m365", "", "", "", "AdvancedHunting"},
    {{"resourceId", "operationName"}, "azure", "", "activitylogs", "", ""},
    {{"OperationNameValue"},         "azure", "", "activitylogs", "", ""},
    {{"authorization.action", "caller"}, "azure", "", "activitylogs", "", ""},
    {{"category", "operationName", "time"}, "azure", "", "", "", ""},
    {{"userPrincipalName", "appDisplayName"}, "azure", "", "signinlogs", "", ""},
    {{"activityDisplayName"},        "azure", "", "auditlogs", "", ""},
    {{"eventType", "published", "displayMessage"},    "okta", "", "okta", "", ""},
    {{"eventType", "published", "actor.alternateId"}, "okta", "", "okta", "", ""},
    {{"eventType", "actor.alternateId"},       "okta", "", "okta", "", ""},
    {{"legacyEventType", "actor.alternateId"}, "okta", "", "okta", "", ""},
    {{"event_type_id", "account_id"},    "onelogin", "", "onelogin.events", "", ""},
    {{"event_type_id", "actor_user_id"}, "onelogin", "", "onelogin.events", "", ""},
    {{"event_type_id", "user_id"},       "onelogin", "", "onelogin.events", "", ""},
    {{"Workload", "Operation", "RecordType"}, "m365", "", "exchange", "", "Exchange"},
    {{"Workload", "Operation", "RecordType"}, "m365", "", "audit", "", ""},
    {{"Operation", "RecordType", "CreationTime"}, "m365", "", "audit", "", ""},
    {{"apiVersion", "auditID", "verb"}, "kubernetes", "application", "audit", "", "audit.k8s.io"},
    {{"auditID", "verb", "stage"},      "kubernetes", "application", "audit", "", ""},
    {{"event_type", "flow_id"},             "suricata", "", "", "event_type", "", true},
    {{"event_type", "src_ip", "timestamp"}, "suricata", "", "", "event_type", "", true},
    {{"event_type", "timestamp"},           "suricata", "", "", "event_type", "stats", true},
    {{"alert.signature_id", "flow_id"},     "suricata", "alert", "", "", ""},
    {{"@stream", "@proc"},                  "zeek", "", "", "@stream", ""},
    {{"_path", "ts"},                       "zeek", "", "", "_path", ""},
    {{"id.orig_h", "uid"},                  "zeek", "", "", "", ""},
    {{"action", "actor", "_document_id"},   "github", "", "audit", "", ""},
    {{"action", "actor", "org"},            "github", "", "audit", "", ""},
    {{"action", "actor", "repo"},           "github", "", "audit", "", ""},
    {{"action", "actor", "business"},       "github", "", "audit", "", ""},
    {{"action", "actor_ip"},                "github", "", "audit", "", ""},
    {{"action", "programmatic_access_type"}, "github", "", "audit", "", ""},
    {{"action", "sender.login", "repository.full_name"}, "github", "", "webhook", "", ""},
    {{"auditType.action", "auditType.category"}, "bitbucket", "", "audit", "", ""},
    {{"MESSAGE", "__REALTIME_TIMESTAMP"},   "linux", "", "", "SYSLOG_IDENTIFIER", ""},
    {{"rule.id", "decoder.name", "agent.id"}, "wazuh", "", "alerts", "", ""},
    {{"access_device.ip", "factor"},        "cisco", "", "duo", "", ""},
    {{"action", "object", "isotimestamp"},  "cisco", "", "duo", "", ""},
    {{"logtype", "node_id", "src_host"},    "opencanary", "application", "", "", ""},
    {{"event_simpleName", "aid"},           "crowdstrike", "", "fdr", "", ""},
    {{"metadata.eventType", "metadata.customerIDString"}, "crowdstrike", "", "falcon", "", ""},
    {{"action", "date_create"},             "slack", "", "audit", "", ""},
    {{"serviceName", "actionName", "workspaceId"}, "databricks", "", "audit", "", ""},
    {{"RayID", "ClientIP"},                 "cloudflare", "", "", "", ""},
    {{"hostIdentifier", "calendarTime", "name"}, "osquery", "", "", "", ""},
    {{"rule", "priority", "output"},        "falco", "", "", "", ""},
    {{"log", "stream", "time"},             "docker", "", "", "", ""},
};
// clang-format on

struct Compiled {
    MarkSet marks;
    const Row* row;
};

const std::vector<Compiled>& compiled() {
    static const std::vector<Compiled> all = [] {
        std::vector<Compiled> out;
        for (const Row& row : rows) {
            MarkSet marks = 0;
            for (const Name name : row.names) marks |= bit_of(name);
            out.push_back({marks, &row});
        }
        return out;
    }();
    return all;
}

std::string_view value_of(model::Batch& out, const Seen& seen, Name name) {
    const uint8_t mark = mark_of(name);
    if (mark == no_mark || (seen.marks >> mark & 1) == 0) return {};
    return out.open()[seen.at[mark]].text();
}

// Interned text lives as long as the process, as LogSource wants it. Only short plain names may
// enter, because they are never forgotten.
std::string_view interned(model::Batch& out, std::string_view prefix, std::string_view value) {
    constexpr size_t value_bytes_max = 32;
    if (value.empty() || value.size() > value_bytes_max) return {};
    for (const char c : value)
        if (!base::is_alpha(c) && !base::is_digit(c) && c != '_' && c != '-' && c != '.') return {};
    const model::FieldId id = out.intern(std::string(prefix) + base::to_lower(value));
    return id == model::no_field ? std::string_view{} : out.names().name(id);
}

bool apply_rows(model::Batch& out, const Seen& seen, model::Event& event) {
    for (const auto& [marks, row] : compiled()) {
        if ((seen.marks & marks) != marks) continue;
        if (!row->prefix.empty() &&
            !value_of(out, seen, *row->names.begin()).starts_with(row->prefix))
            continue;
        event.source.product = row->product;
        event.source.category = row->category, event.source.service = row->service;
        if (row->from.empty()) return true;
        const auto word = interned(out, row->from_prefix, value_of(out, seen, row->from));
        if (!word.empty()) (row->by_category ? event.source.category : event.source.service) = word;
        return true;
    }
    return false;
}

bool may_be_windows(const model::LogSource* given) {
    return given == nullptr || given->product.empty() || given->product == "windows";
}

}  // namespace

void classify(model::Batch& out, const Seen& seen, const model::LogSource* given,
              model::Event& event) {
    std::string_view time_text;
    if (seen.time_rank > 0) time_text = out.open()[seen.time_at].text();
    const bool is_told = given == nullptr && seen.marks != 0 && apply_rows(out, seen, event);
    // Wazuh hands on events of Windows in its alerts
    const bool may_fold = !is_told || event.source.product == "wazuh";
    if (may_fold && may_be_windows(given)) windows::fold(out, seen.windows, event);
    if (given != nullptr) {
        event.source.product = given->product, event.source.category = given->category;
        event.source.service = given->service;
    }
    if (event.time_ns != base::no_time) return;
    if (const auto time = event_time(time_text)) {
        event.time_ns = *time, event.time_digits = time_digits(time_text);
    }
}

}  // namespace ward::ingest::json
