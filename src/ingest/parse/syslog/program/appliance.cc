// SPDX-License-Identifier: Apache-2.0
// Routers, hypervisors, admin consoles and sensors that write plain sentences.
#include "ingest/parse/syslog/program/list.h"

namespace ward::ingest::syslog {

namespace {

constexpr std::string_view names[] = {"mikrotik",
                                      "pvedaemon",
                                      "pveproxy",
                                      "webmin",
                                      "usermin",
                                      "asterisk",
                                      "freeswitch",
                                      "snort",
                                      "suricata",
                                      "fail2ban",
                                      "fail2ban.actions",
                                      "snmpd",
                                      "ntpd",
                                      "chronyd",

                                      "keepalived",
                                      "dockerd",
                                      "containerd",
                                      "kubelet",
                                      "hostd",
                                      "vpxd",
                                      "vobd",
                                      "vpxa",
                                      "apmd",
                                      "tmm",
                                      "httpd",
                                      "ossec",
                                      "cimserver",
                                      "vimserver",
                                      "firewalld"};

constexpr line::Shape shapes[] = {
    // ---- RouterOS
    {"login failure for user {user:text} from {src_ip:ip} via {protocol}",
     "action=login outcome=failure"},
    {"user {user:text} logged in from {src_ip:ip} via {protocol}", "action=login outcome=success"},
    {"user {user:text} logged out from {src_ip:ip} via {protocol}", "action=logout"},
    {"system,error,critical login failure for user {user:text} from {src_ip:ip} via {protocol}",
     "action=login outcome=failure"},
    {"system,info,account user {user:text} logged in from {src_ip:ip} via {protocol}",
     "action=login outcome=success"},
    {"system,info,account user {user:text} logged out from {src_ip:ip} via {protocol}",
     "action=logout"},
    // ---- Proxmox
    {"authentication failure; rhost={src_ip} user={user} msg={reason:rest}",
     "action=login outcome=failure"},
    {"successful auth for user '{user:some}'", "action=login outcome=success"},
    {"<{user:some}> successful auth for user '{target_user:some}'", "action=login outcome=success"},
    // ---- Webmin
    {"Invalid login as {user} from {src_ip}", "action=login outcome=failure"},
    {"Non-existent login as {user} from {src_ip}",
     "action=login outcome=failure reason=invalid_user"},
    {"Successful login as {user} from {src_ip}", "action=login outcome=success"},
    {"Logout by {user} from {src_ip}", "action=logout"},
    // ---- FreeSWITCH
    {"{:some}SIP auth failure ({command:some}) on sofia profile '{profile:some}' for [{user:some}] "
     "from ip {src_ip:ip}",
     "action=login outcome=failure"},
    {"{:some}SIP auth challenge ({command:some}) on sofia profile '{profile:some}' for "
     "[{user:some}] from ip {src_ip:ip}",
     "action=login"},
    // ---- Snort and Suricata, fast.log
    {"[**] [{generator_id:int}:{signature_id:int}:{revision:int}] {signature:some} [**] "
     "[Classification: {classification:some}] [Priority: {priority:int}] {{protocol:some}} "
     "{src_ip:ip}:{src_port:int} -> {dst_ip:ip}:{dst_port:int}",
     "action=alert"},
    {"[**] [{generator_id:int}:{signature_id:int}:{revision:int}] {signature:some} [**] "
     "[Classification: {classification:some}] [Priority: {priority:int}] {{protocol:some}} "
     "{src_ip:ip} -> {dst_ip:ip}",
     "action=alert"},
    {"[**] [{generator_id:int}:{signature_id:int}:{revision:int}] {signature:some} [**] [Priority: "
     "{priority:int}] {{protocol:some}} {src_ip:ip}:{src_port:int} -> {dst_ip:ip}:{dst_port:int}",
     "action=alert"},
    {"[Drop] [**] [{generator_id:int}:{signature_id:int}:{revision:int}] {signature:some} [**] "
     "[Classification: {classification:some}] [Priority: {priority:int}] {{protocol:some}} "
     "{src_ip:ip}:{src_port:int} -> {dst_ip:ip}:{dst_port:int}",
     "action=drop"},
    {"[wDrop] [**] [{generator_id:int}:{signature_id:int}:{revision:int}] {signature:some} [**] "
     "[Classification: {classification:some}] [Priority: {priority:int}] {{protocol:some}} "
     "{src_ip:ip}:{src_port:int} -> {dst_ip:ip}:{dst_port:int}",
     "action=alert"},
    {"[{generator_id:int}:{signature_id:int}:{revision:int}] {signature:some} [Classification: "
     "{classification:some}] [Priority: {priority:int}]{:maybe} {{protocol:some}} "
     "{src_ip:ip}:{src_port:int} -> {dst_ip:ip}:{dst_port:int}",
     "action=alert"},
    {"[{generator_id:int}:{signature_id:int}:{revision:int}] {signature:some} [Classification: "
     "{classification:some}] [Priority: {priority:int}]{:maybe} {{protocol:some}} {src_ip:ip} -> "
     "{dst_ip:ip}",
     "action=alert"},
    // ---- Fail2ban
    {"{?[{pid:int}]: ?}{?NOTICE  ?}[{jail:some}] Ban {src_ip}", "action=ban"},
    {"{?[{pid:int}]: ?}{?NOTICE  ?}[{jail:some}] Unban {src_ip}", "action=unban"},
    {"{?[{pid:int}]: ?}{?INFO    ?}[{jail:some}] Found {src_ip}", "action=found"},
    {"[{jail:some}] Ban {src_ip}", "action=ban"},
    {"[{jail:some}] Unban {src_ip}", "action=unban"},
    // ---- HAProxy
    {"Connect from {src_ip:ip}:{src_port:int} to {dst_ip:ip}:{dst_port:int} "
     "({frontend:some}/{mode:some})",
     "action=connect"},
    {"Server {backend:some}/{server} is DOWN{:some}reason: {reason:some},{:rest}",
     "action=server_down"},
    {"Server {backend:some}/{server} is UP{:some}reason: {reason:some},{:rest}",
     "action=server_up"},
    // ---- VMware, F5, CIM
    {"User {user:text}@{src_ip:ip} logged in as {user_agent:rest}", "action=login outcome=success"},
    {"User {user:text}@{src_ip:ip} logged out {details:rest}", "action=logout"},
    {"Accepted password for user {user} from {src_ip:ip}", "action=login outcome=success"},
    {"Rejected password for user {user} from {src_ip:ip}", "action=login outcome=failure"},
    {"Cannot login {user}@{src_ip:ip}", "action=login outcome=failure"},
    {"PGS17200: Authentication failed for user {user:some}.", "action=login outcome=failure"},
    {"Event [{event_number:int}] [{:some}] [{:some}] [{event_code:some}] [{level:some}] "
     "[{user:maybe}] [{datacenter:maybe}] [{:maybe}] [{event_text:text}]",
     "action=event"},
    {"{message_code:some}:{level:int}: {policy:some}:{partition:some}:{session_id:some}: Username "
     "'{user:some}'",
     "action=login"},
    {"{message_code:some}:{level:int}: {policy:some}:{partition:some}:{session_id:some}: New "
     "session from client IP {src_ip:ip} (ST={:maybe}) at VIP {dst_ip:ip}{:rest}",
     "action=session_opened"},
    {"{message_code:some}:{level:int}: {policy:some}:{partition:some}:{session_id:some}: "
     "session.user.clientip is {src_ip:ip}",
     "action=session"},
    {"{message_code:some}:{level:int}: {policy:some}:{partition:some}:{session_id:some}: "
     "{event_text:rest}",
     "action=session"},
};

}  // namespace

const line::Family appliance{"", "", names, shapes, true, true};

}  // namespace ward::ingest::syslog
