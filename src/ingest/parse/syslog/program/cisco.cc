// SPDX-License-Identifier: Apache-2.0
// Cisco's firewalls (ASA, FTD) and IOS: what stands behind %FACILITY-SEVERITY-MNEMONIC.
#include "ingest/parse/syslog/program/list.h"

namespace ward::ingest::syslog {

namespace {

constexpr std::string_view names[] = {"cisco"};

constexpr line::Shape shapes[] = {
    {"Built inbound {protocol} connection {connection_id} for "
     "{src_zone:some}:{src_ip:ip}/{src_port:int} ({:some}){?({user:some})?} to "
     "{dst_zone:some}:{dst_ip:ip}/{dst_port:int} ({:some}){? ({user:some})?}",
     "action=built direction=inbound outcome=success"},
    {"Built outbound {protocol} connection {connection_id} for "
     "{dst_zone:some}:{dst_ip:ip}/{dst_port:int} ({:some}) to "
     "{src_zone:some}:{src_ip:ip}/{src_port:int} ({:some}){? ({user:some})?}",
     "action=built direction=outbound outcome=success"},
    {"Built {direction} ICMP connection for faddr {src_ip:ip}/{:int}{?({user:some})?} gaddr "
     "{gateway_ip:ip}/{:int} laddr {dst_ip:ip}/{:int}{? ({:some})?}{? type {icmp_type:int} code "
     "{icmp_code:int}?}",
     "action=built protocol=ICMP"},
    {"Built {direction} {protocol} connection {connection_id} {details:rest}", "action=built"},
    {"Built {kind} {protocol} translation from {src_zone:some}:{src_ip:ip}/{src_port:int}{:maybe} "
     "to {dst_zone:some}:{nat_ip:ip}/{nat_port:int}",
     "action=translation_built"},
    {"Built {kind} translation from {src_zone:some}:{src_ip:ip} to {dst_zone:some}:{nat_ip:ip}",
     "action=translation_built"},
    {"Built local-host {src_zone:some}:{src_ip:ip}", "action=host_built"},
    {"Teardown {protocol} connection {connection_id} for "
     "{src_zone:some}:{src_ip:ip}/{src_port:int}{?({user:some})?} to "
     "{dst_zone:some}:{dst_ip:ip}/{dst_port:int}{?({:some})?} duration {duration} bytes "
     "{bytes:int}{? {reason:rest}?}",
     "action=teardown"},
    {"Teardown ICMP connection for faddr {src_ip:ip}/{:int}{?({user:some})?} gaddr "
     "{gateway_ip:ip}/{:int} laddr {dst_ip:ip}/{:int}",
     "action=teardown protocol=ICMP"},
    {"Teardown {kind} {protocol} translation from "
     "{src_zone:some}:{src_ip:ip}/{src_port:int}{:maybe} to "
     "{dst_zone:some}:{nat_ip:ip}/{nat_port:int} duration {duration}",
     "action=translation_teardown"},
    {"Teardown local-host {src_zone:some}:{src_ip:ip} duration {duration}", "action=host_teardown"},
    // ---- refused
    {"Deny {protocol} src {src_zone:some}:{src_ip:ip}/{src_port:int}{:maybe} dst "
     "{dst_zone:some}:{dst_ip:ip}/{dst_port:int}{:maybe} by access-group \"{rule:some}\"",
     "action=deny outcome=failure"},
    {"Deny {protocol} src {src_zone:some}:{src_ip:ip}{:maybe} dst "
     "{dst_zone:some}:{dst_ip:ip}{:maybe} (type {icmp_type:int}, code {icmp_code:int}) by "
     "access-group \"{rule:some}\"",
     "action=deny outcome=failure"},
    {"Deny {protocol} src {src_zone:some}:{src_ip:ip}{:maybe} dst "
     "{dst_zone:some}:{dst_ip:ip}{:maybe} by access-group \"{rule:some}\"",
     "action=deny outcome=failure"},
    {"Deny {protocol} (no connection) from {src_ip:ip}/{src_port:int} to "
     "{dst_ip:ip}/{dst_port:int} flags {flags:some} on interface {interface}",
     "action=deny outcome=failure"},
    {"Deny {protocol} (no connection) from {src_ip:ip}/{src_port:int} to "
     "{dst_ip:ip}/{dst_port:int}",
     "action=deny outcome=failure"},
    {"Deny inbound {protocol} from {src_ip:ip}/{src_port:int} to {dst_ip:ip}/{dst_port:int} "
     "{details:some}on interface {interface}",
     "action=deny direction=inbound outcome=failure"},
    {"Deny inbound {protocol} from {src_ip:ip}/{src_port:int} to {dst_ip:ip}/{dst_port:int} on "
     "interface {interface}",
     "action=deny direction=inbound outcome=failure"},
    {"Deny inbound {protocol} src {src_zone:some}:{src_ip:ip} dst {dst_zone:some}:{dst_ip:ip} "
     "(type {icmp_type:int}, code {icmp_code:int})",
     "action=deny direction=inbound outcome=failure"},
    {"Deny inbound ({:some}) from {src_ip:ip} to {dst_ip:ip}",
     "action=deny direction=inbound outcome=failure"},
    {"Deny IP from {src_ip:ip} to {dst_ip:ip}, IP options: {reason:rest}",
     "action=deny protocol=IP outcome=failure"},
    {"Deny IP spoof from ({src_ip:ip}) to {dst_ip:ip} on interface {interface}",
     "action=deny protocol=IP outcome=failure reason=spoof"},
    {"Deny {protocol} reverse path check from {src_ip:ip} to {dst_ip:ip} on interface {interface}",
     "action=deny outcome=failure reason=reverse_path"},
    {"Deny {protocol} connection spoof from {src_ip:ip} to {dst_ip:ip} on interface {interface}",
     "action=deny outcome=failure reason=spoof"},
    {"Deny IP due to Land Attack from {src_ip:ip} to {dst_ip:ip}",
     "action=deny protocol=IP outcome=failure reason=land_attack"},
    {"Inbound {protocol} connection denied from {src_ip:ip}/{src_port:int} to "
     "{dst_ip:ip}/{dst_port:int} flags {flags:some} on interface {interface}",
     "action=deny direction=inbound outcome=failure"},
    {"{protocol} access denied by ACL from {src_ip:ip}/{src_port:int} to "
     "{dst_zone:some}:{dst_ip:ip}/{dst_port}",
     "action=deny outcome=failure"},
    {"{protocol} access permitted from {src_ip:ip}/{src_port:int} to "
     "{dst_zone:some}:{dst_ip:ip}/{dst_port}",
     "action=permit outcome=success"},
    {"{protocol} request discarded from {src_ip:ip}/{src_port:int} to "
     "{dst_zone:some}:{dst_ip:ip}/{dst_port}",
     "action=deny outcome=failure"},
    {"No matching connection for ICMP error message: {protocol} src "
     "{src_zone:some}:{src_ip:ip}{:maybe} dst {dst_zone:some}:{dst_ip:ip} {details:rest}",
     "action=deny outcome=failure"},
    {"access-list {rule} {action} {protocol} {src_zone:some}/{src_ip:ip}({src_port:int}){:maybe} "
     "-> {dst_zone:some}/{dst_ip:ip}({dst_port:int}) {details:rest}",
     "direction=unknown"},
    {"Shunned packet: {src_ip:ip} ==> {dst_ip:ip} on interface {interface}",
     "action=deny outcome=failure reason=shunned"},
    {"Dropping {protocol} packet from {src_zone:some}:{src_ip:ip}/{src_port:int} to "
     "{dst_zone:some}:{dst_ip:ip}/{dst_port:int}, reason: {reason:rest}",
     "action=deny outcome=failure"},
    {"Threat-detection adds host {src_ip:ip} to shun list", "action=shun"},
    {"Host {src_ip:ip} is {reason:some}. {details:rest}", "action=threat"},
    {"Received Lightweight to full proxy event from application {application} for {protocol} flow "
     "{src_ip:ip}/{src_port:int} to {dst_ip:ip}/{dst_port:int}",
     "action=proxy"},
    // ---- who signs in
    {"AAA user {kind} Successful : server =  {server_ip:ip} : user = {user:rest}",
     "action=login outcome=success"},
    {"AAA user {kind} Successful : server = {server_ip:ip} : user = {user:rest}",
     "action=login outcome=success"},
    {"AAA user {kind} Rejected : reason = {reason:some} : server = {server_ip:ip} : user = "
     "{user:some} : user IP = {src_ip:ip}",
     "action=login outcome=failure"},
    {"AAA user {kind} Rejected : reason = {reason:some} : server = {server_ip:ip} : user = "
     "{user:rest}",
     "action=login outcome=failure"},
    {"AAA user {kind} Rejected: reason = {reason:some}: server = {server_ip:ip}, User = "
     "{user:some}: user IP = {src_ip:ip}",
     "action=login outcome=failure"},
    {"AAA user {kind} Locked out : user = {user:rest}",
     "action=login outcome=failure reason=locked"},
    {"User {user} locked out on exceeding {reason:rest}", "action=login outcome=failure"},
    {"AAA retrieved default group policy ({policy:some}) for user = {user:rest}", "action=policy"},
    {"AAA unable to complete the request Error : reason = {reason:some} : user = {user:rest}",
     "action=login outcome=failure"},
    {"Login permitted from {src_ip:ip}/{src_port:int} to {dst_zone:some}:{dst_ip:ip}/{dst_port} "
     "for user \"{user:some}\"",
     "action=login outcome=success"},
    {"Login denied from {src_ip:ip}/{src_port:int} to {dst_zone:some}:{dst_ip:ip}/{dst_port} for "
     "user \"{user:some}\"",
     "action=login outcome=failure"},
    {"Authen Session Start: user '{user:some}', sid {session_id:int}", "action=login"},
    {"Authentication succeeded for user '{user:some}' from {src_ip:ip}/{src_port:int} to "
     "{dst_ip:ip}/{dst_port:int} on interface {interface}",
     "action=login outcome=success"},
    {"Authentication failed for user '{user:some}' from {src_ip:ip}/{src_port:int} to "
     "{dst_ip:ip}/{dst_port:int} on interface {interface}",
     "action=login outcome=failure"},
    {"SSH session from {src_ip:ip} on interface {interface} for user \"{user:some}\" "
     "{details:rest}",
     "action=session"},
    {"User authentication succeeded: Uname: {user}", "action=login outcome=success"},
    {"User authentication succeeded: IP address: {src_ip:ip}, Uname: {user}",
     "action=login outcome=success"},
    {"User authentication failed: Uname: {user}", "action=login outcome=failure"},
    {"User authentication failed: IP address: {src_ip:ip}, Uname: {user}",
     "action=login outcome=failure"},
    {"User logged out: Uname: {user}", "action=logout"},
    {"User priv level changed: Uname: {user} From: {old_value} To: {new_value}",
     "action=privilege_changed"},
    {"New user added to local dbase: Uname: {user} Priv: {privilege} Encpass: {}",
     "action=user_created outcome=success"},
    {"User deleted from local dbase: Uname: {user} Priv: {privilege} Encpass: {}",
     "action=user_deleted outcome=success"},
    {"User '{user:some}' executed the '{command:text}' command.", "action=command outcome=success"},
    {"User '{user:some}', running '{}' from IP {src_ip:ip}, executed '{command:text}'",
     "action=command outcome=success"},
    {"User '{user:some}', running '{} {}' from IP {src_ip:ip}, executed '{command:text}'",
     "action=command outcome=success"},
    {"Begin configuration: {src_ip:ip} {details:rest}", "action=configuration"},
    {"{src_ip:ip} end configuration: {status:rest}", "action=configuration"},
    {"Group <{group:some}> User <{user:some}> IP <{src_ip:some}> IPv4 Address "
     "<{assigned_ip:maybe}> IPv6 address <{assigned_ipv6:maybe}> assigned to session",
     "action=address_assigned"},
    {"Group <{group:some}> User <{user:some}> IP <{src_ip:some}> Address <{assigned_ip:some}> "
     "assigned to session",
     "action=address_assigned"},
    {"Group <{group:some}> User <{user:some}> IP <{src_ip:some}> Authentication: successful, "
     "{details:rest}",
     "action=login outcome=success"},
    {"Group <{group:some}> User <{user:some}> IP <{src_ip:some}> Authentication: rejected, "
     "{reason:rest}",
     "action=login outcome=failure"},
    {"Group <{group:some}> User <{user:some}> IP <{src_ip:some}> {event_text:rest}",
     "action=vpn_session"},
    {"Group User <{user:some}> IP <{src_ip:some}> {event_text:rest}", "action=vpn_session"},
    {"Group = {group:some}, Username = {user:some}, IP = {src_ip:ip}, Session disconnected. "
     "Session Type: {session_type:some}, Duration: {duration:some}, Bytes xmt: {bytes_out:int}, "
     "Bytes rcv: {bytes_in:int}, Reason: {reason:rest}",
     "action=session_closed"},
    {"Group = {group:some}, Username = {user:some}, IP = {src_ip:ip}, {event_text:rest}",
     "action=vpn_session"},
    {"Group = {group:some}, IP = {src_ip:ip}, {event_text:rest}", "action=vpn_session"},
    {"Local:{dst_ip:ip}:{dst_port:int} Remote:{src_ip:some}:{src_port:int} Username:{user} "
     "{event_text:rest}",
     "action=vpn_session"},
    {"Device completed SSL handshake with {peer} {src_zone:some}:{src_ip:ip}/{src_port:int} to "
     "{dst_ip:ip}/{dst_port:int}",
     "action=tls outcome=success"},
    {"Device completed SSL handshake with {peer} {src_zone:some}:{src_ip:ip}/{src_port:int}",
     "action=tls outcome=success"},
    {"Device failed SSL handshake with {peer} {src_zone:some}:{src_ip:ip}/{src_port:int}",
     "action=tls outcome=failure"},
    {"SSL session with {peer} {src_zone:some}:{src_ip:ip}/{src_port:int}{? to "
     "{dst_ip:ip}/{dst_port:int}?} terminated",
     "action=tls"},
    {"Starting SSL handshake with {peer} {src_zone:some}:{src_ip:ip}/{src_port:int}{? to "
     "{dst_ip:ip}/{dst_port:int}?}",
     "action=tls"},
    {"{src_ip:ip} Accessed URL {dst_ip:ip}:{url}", "action=url"},
    {"{user}@{src_ip:ip} Accessed URL {dst_ip:ip}:{url}", "action=url"},
    // ---- IOS
    {"Login Success [user: {user:some}] [Source: {src_ip:some}] [localport: {dst_port:int}] at "
     "{:rest}",
     "action=login outcome=success"},
    {"Login failed [user: {user:maybe}] [Source: {src_ip:some}] [localport: {dst_port:int}] "
     "[Reason: {reason:some}] at {:rest}",
     "action=login outcome=failure"},
    {"User {user} has exited tty session {session_id:int}({src_ip:ip})", "action=logout"},
    {"Configured from {details:some} by {user} on {tty} ({src_ip:ip})", "action=configuration"},
    {"Configured from {details:some} by {user} on {tty}", "action=configuration"},
    {"Configured from {details:some} by {user}", "action=configuration"},
    {"User:{user}  logged command:{command:rest}", "action=command outcome=success"},
    {"Authentication failure from {src_ip:ip}:{src_port:int} for {protocol} over {transport:some}.",
     "action=login outcome=failure"},
    {"Authentication to privilege level {privilege:int} failed by {user} on {tty} ({src_ip:ip})",
     "action=privilege outcome=failure"},
    {"Authentication failure for SNMP req from host {src_ip:ip}",
     "action=login outcome=failure protocol=SNMP"},
    {"list {rule} {action} {protocol} {src_ip:ip}({src_port:int}) -> {dst_ip:ip}({dst_port:int}), "
     "{packets:int} packet",
     "direction=unknown"},
    {"list {rule} {action} {protocol} {src_ip:ip}({src_port:int}) {interface:some} -> "
     "{dst_ip:ip}({dst_port:int}), {packets:int} packet",
     "direction=unknown"},
    {"list {rule} {action} {protocol} {src_ip:ip} -> {dst_ip:ip} ({details:some}), {packets:int} "
     "packet",
     "direction=unknown"},
    {"Interface {interface:some}, changed state to {status:rest}", "action=interface"},
    {"Line protocol on Interface {interface:some}, changed state to {status:rest}",
     "action=interface"},
    {"Security violation occurred, caused by MAC address {mac} on port {interface:rest}",
     "action=port_security outcome=failure"},
    {"error: PAM: Authentication failure for illegal user {user} from {src_ip} - {service_name}",
     "action=login outcome=failure reason=invalid_user"},
    {"error: PAM: Authentication failure for {user} from {src_ip} - {service_name}",
     "action=login outcome=failure"},
    {"pam_aaa:Authentication failed for user {user} from {src_ip} - {service_name}",
     "action=login outcome=failure"},
    {"update:{tty:some}:{user:some}:{command:rest}", "action=command"},
    {"start:{tty:some}:{user:some}:", "action=session_opened"},
};

}  // namespace

const line::Family cisco{"", "cisco", names, shapes, true};

}  // namespace ward::ingest::syslog
