// SPDX-License-Identifier: Apache-2.0
// The columns of `events`, `quarantine` and `findings`, as queries see them: the one list that the
// store fills and the query module names. `source` says where a value comes from: the first of
// "ocsf:PATH" and "native:NAME" (parted by '|') that the event has, else NULL. A name without a
// colon is a member of the event, the reject or the finding. Nothing here touches a database.
//
// What a query may rely on:
//   times      nanoseconds UTC in BIGINT; NULL where the source had none
//   event_id   EventId::text(), made by the view; compare `record` and `idx` instead where possible
//   native     JSON object as VARCHAR: names as the source wrote them ("a.b" is one flat name),
//   text
//              as strings, integers, reals and booleans as themselves, null as null, a list as an
//              array. One field: json_extract_string(native, '$."Name"') (NULL if absent).
//   ocsf       JSON object as VARCHAR, nested, or NULL where no mapping fits; made when asked for,
//              like the sentence, from the native fields by what content says now
//   raw        VARCHAR; bytes that are not UTF-8 text are shown as \xHH (the store keeps the bytes)
//   tags, entities, correlation, events   JSON as VARCHAR
#include "store/event_store.h"

namespace ward::store {

static constexpr Column events[] = {
    {"record", "UBIGINT", "id.record"},
    {"idx", "UINTEGER", "id.index"},
    {"event_id", "VARCHAR", "id"},
    {"time_ns", "BIGINT", "time_ns"},
    {"time_digits", "TINYINT", "time_digits"},
    {"received_ns", "BIGINT", "received_ns"},
    {"source_name", "VARCHAR", "source_name"},
    {"format", "VARCHAR", "source.format"},
    {"product", "VARCHAR", "source.product"},
    {"category", "VARCHAR", "source.category"},
    {"service", "VARCHAR", "source.service"},
    {"record_id", "BIGINT", "record_id"},
    {"source_index", "UBIGINT", "index"},
    {"source_offset", "UBIGINT", "offset"},

    {"class_uid", "INTEGER", "ocsf:class_uid"},
    {"class_name", "VARCHAR", "ocsf:class_name"},
    {"activity_id", "INTEGER", "ocsf:activity_id"},
    {"activity_name", "VARCHAR", "ocsf:activity_name"},
    {"severity_id", "INTEGER", "ocsf:severity_id"},
    {"severity", "VARCHAR",
     "ocsf:severity|native:severity|native:Severity|native:LevelText|native:level|native:Level"},
    {"status", "VARCHAR",
     "ocsf:status|native:status|native:Status|native:outcome.result|native:result"},
    {"action", "VARCHAR",
     "ocsf:action|ocsf:disposition|native:action|native:act|native:Action|native:alert.action"},
    {"event_code", "VARCHAR",
     "ocsf:metadata.event_code|native:EventID|native:event_code|native:eventName|native:eventType|"
     "native:event_type|native:signature_id"},
    {"message", "VARCHAR",
     "ocsf:message|native:message|native:Message|native:msg|native:alert.signature|native:name"},

    {"host", "VARCHAR",
     "ocsf:device.hostname|ocsf:device.name|native:Computer|native:host|native:hostname|"
     "native:host.name|native:Hostname|native:HostName|native:dvchost|native:node|native:shost"},
    {"host_ip", "VARCHAR", "ocsf:device.ip|native:host.ip|native:dvc"},
    {"user", "VARCHAR",
     "ocsf:user.name|ocsf:actor.user.name|native:TargetUserName|native:User|native:user|"
     "native:user.name|native:username|native:SubjectUserName|native:suser|native:duser|"
     "native:usrName|native:acct|native:userIdentity.userName|native:actor.alternateId|"
     "native:userPrincipalName|native:UserId|native:UserName"},
    {"user_domain", "VARCHAR",
     "ocsf:user.domain|ocsf:actor.user.domain|native:TargetDomainName|native:SubjectDomainName"},
    {"user_uid", "VARCHAR",
     "ocsf:user.uid|ocsf:actor.user.uid|native:TargetUserSid|native:TargetSid|"
     "native:SubjectUserSid|native:userIdentity.arn|native:uid"},
    {"actor_user", "VARCHAR",
     "ocsf:actor.user.name|native:SubjectUserName|native:userIdentity.userName|"
     "native:actor.alternateId|native:actor"},
    {"logon_id", "VARCHAR",
     "ocsf:session.uid|ocsf:actor.session.uid|native:TargetLogonId|native:LogonId|"
     "native:SubjectLogonId|native:ses"},
    {"logon_type", "VARCHAR", "ocsf:logon_type|native:LogonType"},
    {"auth_protocol", "VARCHAR",
     "ocsf:auth_protocol|native:AuthenticationPackageName|native:LogonProcessName"},

    {"process", "VARCHAR",
     "ocsf:process.file.path|ocsf:process.path|ocsf:process.name|native:Image|"
     "native:NewProcessName|native:ProcessName|native:process.executable|native:exe|"
     "native:program|native:process|native:appname|native:app_name"},
    {"process_name", "VARCHAR",
     "ocsf:process.name|ocsf:process.file.name|native:process.name|native:comm|native:program|"
     "native:appname|native:app_name"},
    {"process_id", "BIGINT",
     "ocsf:process.pid|native:ProcessId|native:NewProcessId|native:process.pid|native:pid|"
     "native:procid"},
    {"process_uid", "VARCHAR", "ocsf:process.uid|native:ProcessGuid"},
    {"command_line", "VARCHAR",
     "ocsf:process.cmd_line|native:CommandLine|native:ProcessCommandLine|"
     "native:process.command_line|native:cmdline|native:command|native:proctitle"},
    {"parent_process", "VARCHAR",
     "ocsf:process.parent_process.file.path|ocsf:process.parent_process.path|"
     "ocsf:process.parent_process.name|ocsf:actor.process.file.path|ocsf:actor.process.name|"
     "native:ParentImage|native:ParentProcessName|native:process.parent.executable"},
    {"parent_command_line", "VARCHAR",
     "ocsf:process.parent_process.cmd_line|ocsf:actor.process.cmd_line|native:ParentCommandLine|"
     "native:process.parent.command_line"},
    {"parent_process_id", "BIGINT",
     "ocsf:process.parent_process.pid|ocsf:actor.process.pid|native:ParentProcessId|native:ppid|"
     "native:process.parent.pid"},

    {"src_ip", "VARCHAR",
     "ocsf:src_endpoint.ip|native:SourceIp|native:IpAddress|native:src_ip|native:id.orig_h|"
     "native:source.ip|native:src|native:SRC|native:sourceIPAddress|native:client_ip|"
     "native:remote_addr|native:rhost|native:addr|native:ip_address|native:c-ip|"
     "native:client.ipAddress|native:ipAddress|native:callerIpAddress|native:ClientIP"},
    {"src_port", "INTEGER",
     "ocsf:src_endpoint.port|native:SourcePort|native:IpPort|native:src_port|native:id.orig_p|"
     "native:source.port|native:spt|native:SPT|native:srcPort"},
    {"src_host", "VARCHAR",
     "ocsf:src_endpoint.hostname|ocsf:src_endpoint.name|native:SourceHostname|"
     "native:WorkstationName|native:shost"},
    {"dst_ip", "VARCHAR",
     "ocsf:dst_endpoint.ip|native:DestinationIp|native:DestAddress|native:dest_ip|native:dst_ip|"
     "native:id.resp_h|native:destination.ip|native:dst|native:DST|native:s-ip"},
    {"dst_port", "INTEGER",
     "ocsf:dst_endpoint.port|native:DestinationPort|native:DestPort|native:dest_port|"
     "native:dst_port|native:id.resp_p|native:destination.port|native:dpt|native:DPT|"
     "native:dstPort|native:s-port"},
    {"dst_host", "VARCHAR",
     "ocsf:dst_endpoint.hostname|ocsf:dst_endpoint.name|native:DestinationHostname|native:dhost"},
    {"protocol", "VARCHAR",
     "ocsf:connection_info.protocol_name|native:Protocol|native:proto|native:PROTO|"
     "native:network.transport"},
    {"direction", "VARCHAR",
     "ocsf:connection_info.direction|native:direction|native:network.direction|native:Direction"},
    {"bytes_in", "BIGINT",
     "ocsf:traffic.bytes_in|native:resp_bytes|native:flow.bytes_toclient|native:in|"
     "native:sc-bytes|native:destination.bytes"},
    {"bytes_out", "BIGINT",
     "ocsf:traffic.bytes_out|native:orig_bytes|native:flow.bytes_toserver|native:out|"
     "native:cs-bytes|native:source.bytes"},

    {"domain", "VARCHAR",
     "ocsf:query.hostname|ocsf:http_request.url.hostname|ocsf:url.hostname|native:QueryName|"
     "native:query|native:dns.question.name|native:dns.rrname|native:tls.sni|native:server_name"},
    {"dns_type", "VARCHAR",
     "ocsf:query.type|native:qtype_name|native:dns.rrtype|native:dns.question.type|"
     "native:QueryType"},
    {"dns_answers", "VARCHAR",
     "ocsf:answers.0.rdata|native:QueryResults|native:answers|native:dns.answers.rdata"},
    {"url", "VARCHAR",
     "ocsf:http_request.url.url_string|ocsf:url.url_string|ocsf:http_request.url.path|native:url|"
     "native:c-uri|native:http.url|native:url.original|native:cs-uri-stem|native:request|"
     "native:uri|native:requestUri"},
    {"http_method", "VARCHAR",
     "ocsf:http_request.http_method|native:method|native:http.http_method|native:cs-method|"
     "native:http.request.method|native:requestMethod"},
    {"http_status", "INTEGER",
     "ocsf:http_response.code|native:status_code|native:sc-status|native:http.status|"
     "native:http.response.status_code"},
    {"user_agent", "VARCHAR",
     "ocsf:http_request.user_agent|native:user_agent|native:userAgent|native:http.http_user_agent|"
     "native:c-useragent|native:cs-user-agent|native:user_agent.original"},

    {"file_path", "VARCHAR",
     "ocsf:file.path|native:TargetFilename|native:ImageLoaded|native:ObjectName|native:file.path|"
     "native:filePath|native:fileinfo.filename|native:PATH.name"},
    {"file_name", "VARCHAR",
     "ocsf:file.name|native:file.name|native:fname|native:OriginalFileName"},
    {"hash", "VARCHAR",
     "ocsf:file.hashes.0.value|ocsf:process.file.hashes.0.value|native:Hashes|native:Hash|"
     "native:sha256|native:fileHash|native:md5|native:file.hash.sha256"},
    {"registry_key", "VARCHAR", "ocsf:reg_key.path|native:TargetObject|native:registry.path"},
    {"registry_value", "VARCHAR", "ocsf:reg_value.data|native:Details|native:NewValue"},
    {"object", "VARCHAR",
     "ocsf:win_service.name|ocsf:service.name|ocsf:job.name|ocsf:group.name|ocsf:resources.0.uid|"
     "ocsf:resource.uid|ocsf:resources.0.name|native:ServiceName|native:TaskName|"
     "native:resources.ARN|native:resourceName|native:ShareName"},
    {"api_operation", "VARCHAR",
     "ocsf:api.operation|native:eventName|native:operationName|native:protoPayload.methodName"},
    {"api_service", "VARCHAR",
     "ocsf:api.service.name|native:eventSource|native:protoPayload.serviceName"},
    {"api_error", "VARCHAR", "ocsf:api.response.error|native:errorCode|native:errorMessage"},
    {"cloud_account", "VARCHAR",
     "ocsf:cloud.account.uid|native:recipientAccountId|native:userIdentity.accountId|"
     "native:tenantId|native:org"},
    {"cloud_region", "VARCHAR", "ocsf:cloud.region|native:awsRegion|native:location"},

    {"native", "VARCHAR", "native"},
    {"ocsf", "VARCHAR", "ocsf"},
    {"sentence", "VARCHAR", "sentence"},
    {"raw", "VARCHAR", "raw"},
};

static constexpr Column findings[] = {
    {"row", "UBIGINT", "order of storing"},
    {"finding_id", "VARCHAR", "id"},
    {"rule_id", "VARCHAR", "rule.id"},
    {"rule_title", "VARCHAR", "rule.title"},
    {"level", "VARCHAR", "rule.level"},
    {"level_number", "TINYINT", "0 informational ... 4 critical"},
    {"tags", "VARCHAR", "JSON array of rule.tags"},
    {"rule_hash", "VARCHAR", "hash128 of rule.text"},
    {"time_ns", "BIGINT", "time_ns"},
    {"event_id", "VARCHAR", "event"},
    {"events", "VARCHAR", "JSON array of event ids"},
    {"correlation", "VARCHAR", "JSON {kind, group: {name: value}, value} or NULL"},
    {"entities", "VARCHAR", "JSON array of {kind, value}"},
    {"sentence", "VARCHAR", "sentence"},
};

static constexpr Column quarantine[] = {
    {"event_id", "VARCHAR", "id"},         {"source_name", "VARCHAR", "source_name"},
    {"format", "VARCHAR", "format"},       {"reason", "VARCHAR", "reason"},
    {"detail", "VARCHAR", "detail"},       {"received_ns", "BIGINT", "received_ns"},
    {"source_index", "UBIGINT", "index"},  {"source_offset", "UBIGINT", "offset"},
    {"raw_bytes", "UBIGINT", "raw_bytes"}, {"raw", "VARCHAR", "raw"},
};

std::span<const Column> event_columns() {
    return events;
}
std::span<const Column> finding_columns() {
    return findings;
}
std::span<const Column> quarantine_columns() {
    return quarantine;
}

}  // namespace ward::store
