// SPDX-License-Identifier: Apache-2.0
// Directory, RADIUS and file servers: slapd, FreeRADIUS, Samba, winbind.
#include "ingest/parse/syslog/program/list.h"

namespace ward::ingest::syslog {

namespace {

constexpr std::string_view names[] = {"slapd", "radiusd",  "freeradius", "smbd",    "smb",
                                      "samba", "winbindd", "nmbd",       "krb5kdc", "ns-slapd"};

constexpr line::Shape shapes[] = {
    {"conn={connection_id:int} fd={fd:int} ACCEPT from IP={src_ip:ip}:{src_port:int} "
     "(IP={dst_ip:ip}:{dst_port:int})",
     "action=connect"},
    {"conn={connection_id:int} fd={fd:int} ACCEPT from IP=[{src_ip:some}]:{src_port:int} "
     "(IP={:rest}",
     "action=connect"},
    {"conn={connection_id:int} fd={fd:int} ACCEPT from PATH={file:some}", "action=connect"},
    {"conn={connection_id:int} op={operation:int} BIND dn=\"{user:maybe}\" method={auth_method}",
     "action=login"},
    {"conn={connection_id:int} op={operation:int} BIND dn=\"{user:maybe}\" "
     "mech={auth_method}{:rest}",
     "action=login"},
    {"conn={connection_id:int} op={operation:int} RESULT tag={tag:int} "
     "err={error_code:int}{:some}text={reason:rest}",
     "action=result"},
    {"conn={connection_id:int} op={operation:int} SRCH base=\"{base:maybe}\" "
     "scope={scope:int}{:some}filter=\"{filter:text}\"",
     "action=search"},
    {"conn={connection_id:int} op={operation:int} SRCH attr={attributes:rest}", "action=search"},
    {"conn={connection_id:int} op={operation:int} SEARCH RESULT {details:rest}", "action=search"},
    {"conn={connection_id:int} op={operation:int} MOD dn=\"{object:some}\"", "action=modify"},
    {"conn={connection_id:int} op={operation:int} ADD dn=\"{object:some}\"", "action=add"},
    {"conn={connection_id:int} op={operation:int} DEL dn=\"{object:some}\"", "action=delete"},
    {"conn={connection_id:int} op={operation:int} UNBIND", "action=logout"},
    {"conn={connection_id:int} fd={fd:int} closed{:rest}", "action=disconnect"},
    {"conn={connection_id:int} op={operation:int} {event_text:rest}", "action=directory"},
    // ---- FreeRADIUS
    {"Login OK: [{user:some}] (from client {nas} port {port:int} cli {calling_station:some})",
     "action=login outcome=success"},
    {"Login OK: [{user:some}] (from client {nas} port {port:int}{:maybe})",
     "action=login outcome=success"},
    {"Login incorrect ({reason:some}): [{user:some}] (from client {nas} port {port:int} cli "
     "{calling_station:some})",
     "action=login outcome=failure"},
    {"Login incorrect ({reason:some}): [{user:some}] (from client {nas} port {port:int}{:maybe})",
     "action=login outcome=failure"},
    {"Login incorrect: [{user:some}] (from client {nas} port {port:int}{:maybe})",
     "action=login outcome=failure"},
    {"Invalid user: [{user:some}] (from client {nas} port {port:int}{:maybe})",
     "action=login outcome=failure reason=invalid_user"},
    {"({request:int}) Login OK: [{user:some}] (from client {nas} port {port:int} cli "
     "{calling_station:some})",
     "action=login outcome=success"},
    {"({request:int}) Login OK: [{user:some}] (from client {nas} port {port:int}{:maybe})",
     "action=login outcome=success"},
    {"({request:int}) Login incorrect ({reason:some}): [{user:some}] (from client {nas} port "
     "{port:int} cli {calling_station:some})",
     "action=login outcome=failure"},
    {"({request:int}) Login incorrect ({reason:some}): [{user:some}] (from client {nas} port "
     "{port:int}{:maybe})",
     "action=login outcome=failure"},
    {"Ignoring request to {kind} address {:some} from unknown client {src_ip:ip} port "
     "{src_port:int}",
     "action=connect outcome=failure"},
    // ---- Samba
    {"Auth: [{protocol:some}] user [{domain:maybe}]\\[{user:maybe}] at [{:some}] with "
     "[{auth_method:some}] status [{status:some}] workstation [{src_host:maybe}] remote host "
     "[ipv4:{src_ip:ip}:{src_port:int}]{:rest}",
     "action=login"},
    {"Auth: [{protocol:some}] user [{domain:maybe}]\\[{user:maybe}] at [{:some}] with "
     "[{auth_method:some}] status [{status:some}] workstation [{src_host:maybe}] remote host "
     "[ipv6:{src_ip:ip}:{src_port:int}]{:rest}",
     "action=login"},
    {"check_ntlm_password:  Authentication for user [{user:some}] -> [{:maybe}] FAILED with error "
     "{reason:rest}",
     "action=login outcome=failure"},
    {"Denied connection from {:maybe}({src_ip:some})", "action=connect outcome=failure"},
    {"Permission denied{:some}user not allowed to {details:some} User name: {user:some}. Printer "
     "name: {printer:some}.",
     "action=access outcome=failure"},
    {"{user}|{src_ip:ip}|{share:some}|{operation}|{status:some}|{file:rest}", "action=file"},
};

}  // namespace

const line::Family directory{"directory", "linux", names, shapes, true, true};

}  // namespace ward::ingest::syslog
