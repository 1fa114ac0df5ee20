// SPDX-License-Identifier: Apache-2.0
// The layouts of logs whose columns are known by their place, in the vendors' own names; web logs
// in those of the W3C format. See columns.h for how they are written.
#include "ingest/parse/columns/columns.h"

namespace ward::ingest::columns {

static constexpr Layout all[] = {
    {"pf", "firewall", "filterlog", ",", "5=* 6=pass|block|reject|match 7=in|out 8=4 16=tcp|udp",
     "rule_number sub_rule anchor tracker interface reason action direction ip_version tos ecn ttl "
     "id offset ip_flags protocol_id protocol length src_ip dst_ip src_port dst_port data_length "
     "tcp_flags sequence_number ack_number window urg options"},
    {"pf", "firewall", "filterlog", ",", "5=* 6=pass|block|reject|match 7=in|out 8=4",
     "rule_number sub_rule anchor tracker interface reason action direction ip_version tos ecn ttl "
     "id offset ip_flags protocol_id protocol length src_ip dst_ip icmp_type"},
    {"pf", "firewall", "filterlog", ",",
     "5=* 6=pass|block|reject|match 7=in|out 8=6 12=tcp|udp|TCP|UDP",
     "rule_number sub_rule anchor tracker interface reason action direction ip_version class "
     "flow_label hop_limit protocol protocol_id length src_ip dst_ip src_port dst_port data_length "
     "tcp_flags sequence_number ack_number window urg options"},
    {"pf", "firewall", "filterlog", ",", "5=* 6=pass|block|reject|match 7=in|out 8=6",
     "rule_number sub_rule anchor tracker interface reason action direction ip_version class "
     "flow_label hop_limit protocol protocol_id length src_ip dst_ip icmp_type"},
    {"paloalto", "firewall", "traffic", ",", "1=@time 3=TRAFFIC",
     "- receive_time serial type subtype - time_generated src dst natsrc natdst rule srcuser "
     "dstuser app vsys from to inbound_if outbound_if logset - sessionid repeatcnt sport dport "
     "natsport natdport flags proto action bytes bytes_sent bytes_received packets start "
     "elapsed category - seqno actionflags srcloc dstloc - pkts_sent pkts_received "
     "session_end_reason dg_hier_level_1 dg_hier_level_2 dg_hier_level_3 dg_hier_level_4 "
     "vsys_name device_name action_source src_uuid dst_uuid tunnelid monitortag "
     "parent_session_id parent_start_time tunnel"},
    {"paloalto", "firewall", "threat", ",", "1=@time 3=THREAT",
     "- receive_time serial type subtype - time_generated src dst natsrc natdst rule srcuser "
     "dstuser app vsys from to inbound_if outbound_if logset - sessionid repeatcnt sport dport "
     "natsport natdport flags proto action misc threatid category severity direction seqno "
     "actionflags srcloc dstloc - contenttype pcap_id filedigest cloud url_idx user_agent "
     "filetype xff referer sender subject recipient reportid dg_hier_level_1 dg_hier_level_2 "
     "dg_hier_level_3 dg_hier_level_4 vsys_name device_name - src_uuid dst_uuid http_method "
     "tunnelid monitortag parent_session_id parent_start_time tunnel thr_category contentver"},
    {"paloalto", "", "system", ",", "1=@time 3=SYSTEM",
     "- receive_time serial type subtype - time_generated vsys eventid object - - module "
     "severity opaque seqno actionflags dg_hier_level_1 dg_hier_level_2 dg_hier_level_3 "
     "dg_hier_level_4 vsys_name device_name"},
    {"paloalto", "", "config", ",", "1=@time 3=CONFIG",
     "- receive_time serial type subtype - time_generated host vsys cmd admin client result "
     "path seqno actionflags"},
    {"paloalto", "", "globalprotect", ",", "1=@time 3=GLOBALPROTECT",
     "- receive_time serial type subtype - time_generated vsys eventid stage auth_method "
     "tunnel_type srcuser srcregion machinename public_ip public_ipv6 private_ip private_ipv6 "
     "hostid serialnumber client_ver client_os client_os_ver repeatcnt reason error opaque "
     "status location login_duration connect_method error_code portal seqno actionflags"},
    {"paloalto", "", "userid", ",", "1=@time 3=USERID",
     "- receive_time serial type subtype - time_generated vsys ip user datasourcename eventid "
     "repeatcnt timeout beginport endport datasource datasourcetype seqno actionflags "
     "dg_hier_level_1 dg_hier_level_2 dg_hier_level_3 dg_hier_level_4 vsys_name device_name"},
    {"paloalto", "", "hipmatch", ",", "1=@time 3=HIPMATCH|HIP-MATCH",
     "- receive_time serial type subtype - time_generated srcuser vsys machinename os src "
     "matchname repeatcnt matchtype - - seqno actionflags dg_hier_level_1 dg_hier_level_2 "
     "dg_hier_level_3 dg_hier_level_4 vsys_name device_name"},
    {"paloalto", "", "authentication", ",", "1=@time 3=AUTHENTICATION|AUTH",
     "- receive_time serial type subtype - time_generated vsys ip user normalize_user object "
     "authpolicy repeatcnt authid vendor logset serverprofile desc clienttype event factorno "
     "seqno actionflags dg_hier_level_1 dg_hier_level_2 dg_hier_level_3 dg_hier_level_4 "
     "vsys_name device_name"},
    {"paloalto", "firewall", "decryption", ",", "1=@time 3=DECRYPTION",
     "- receive_time serial type subtype - time_generated src dst natsrc natdst rule srcuser "
     "dstuser app vsys from to inbound_if outbound_if logset - sessionid repeatcnt sport dport "
     "natsport natdport flags proto action tunnelid - - src_uuid dst_uuid rule_uuid"},
    {"aws", "", "vpcflow", " ", "0=@int 1=@int 2=eni-*",
     "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes "
     "start end action log-status vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr "
     "pkt-dstaddr region az-id sublocation-type sublocation-id pkt-src-aws-service "
     "pkt-dst-aws-service flow-direction traffic-path"},
    {"aws", "webserver", "alb", " ", "0=http|https|h2|grpcs|ws|wss 1=@time 2=app/*",
     "type @time elb c-ip:c-port s-ip:s-port request_processing_time target_processing_time "
     "response_processing_time sc-status target_status_code cs-bytes sc-bytes @request "
     "cs-user-agent ssl_cipher ssl_protocol target_group_arn trace_id domain_name chosen_cert_arn "
     "matched_rule_priority request_creation_time actions_executed redirect_url error_reason "
     "target_port_list target_status_code_list classification classification_reason"},
    {"aws", "webserver", "elb", " ", "0=@time 2=@endpoint 4=* 7=@int 11=*",
     "@time elb c-ip:c-port s-ip:s-port request_processing_time backend_processing_time "
     "response_processing_time sc-status backend_status_code cs-bytes sc-bytes @request "
     "cs-user-agent ssl_cipher ssl_protocol"},
    {"aws", "webserver", "cloudfront", "\t", "0=@date 2=* 3=@int 4=@address 8=@int",
     "date time x-edge-location sc-bytes c-ip cs-method cs-host cs-uri-stem sc-status cs-referer "
     "cs-user-agent cs-uri-query cs-cookie x-edge-result-type x-edge-request-id "
     "x-host-header cs-protocol cs-bytes time-taken x-forwarded-for ssl-protocol ssl-cipher "
     "x-edge-response-result-type cs-protocol-version fle-status fle-encrypted-fields c-port "
     "time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len sc-range-start "
     "sc-range-end"},
    {"squid", "proxy", "", " ", "0=@epoch 1=@int 2=@address 3=@result 4=@int",
     "@time time-taken c-ip s-action/sc-status sc-bytes cs-method @target cs-username "
     "s-hierarchy/dst_host cs-mime-type"},
    {"cisco", "dns", "umbrella", ",", "0=@time 5=Allowed|Blocked|Proxied 6=@qtype",
     "@time identity identities internal_ip external_ip action query_type response_code query "
     "categories identity_type identity_types blocked_categories"},
    {"cisco", "proxy", "umbrella", ",", "0=@time 3=@address 6=ALLOWED|BLOCKED 7=*://*",
     "@time identity internal_ip external_ip dst_ip content_type action c-uri referer "
     "c-useragent sc-status request_size response_size response_body_size sha256 categories"},
    {"cisco", "firewall", "umbrella", ",", "0=@time 2=@address 3=@int 4=@address 5=@int",
     "@time identity src_ip src_port dst_ip dst_port categories identity_type"},
    {"windows", "", "nps", ",", "1=IAS|RAS 2=@usdate 4=@int",
     "computer service date time packet_type user fully_qualified_user called_station_id "
     "calling_station_id callback_number framed_ip_address nas_identifier nas_ip_address "
     "nas_port client_vendor client_ip_address client_friendly_name event_timestamp port_limit "
     "nas_port_type connect_info framed_protocol service_type authentication_type policy_name "
     "reason_code class session_timeout"},
};

std::span<const Layout> layouts() {
    return all;
}

}  // namespace ward::ingest::columns
