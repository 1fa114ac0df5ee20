// SPDX-License-Identifier: Apache-2.0
// Name servers: BIND, unbound, dnsmasq, PowerDNS.
#include "ingest/parse/syslog/program/list.h"

namespace ward::ingest::syslog {

namespace {

constexpr std::string_view names[] = {"named",   "bind", "bind9",        "unbound",
                                      "dnsmasq", "pdns", "pdns_recursor"};

constexpr line::Shape shapes[] = {
    {"client {?@{} ?}{src_ip:ip}#{src_port:int} ({:some}): query: {query} {query_class} "
     "{record_type} {flags} ({dst_ip:some})",
     "action=query"},
    {"client {?@{} ?}{src_ip:ip}#{src_port:int} ({:some}): view {view}: query: {query} "
     "{query_class} {record_type} {flags} ({dst_ip:some})",
     "action=query"},
    {"client {?@{} ?}{src_ip:ip}#{src_port:int}: query: {query} {query_class} {record_type} "
     "{flags:rest}",
     "action=query"},
    {"client {?@{} ?}{src_ip:ip}#{src_port:int} ({:some}): query: {query} {query_class} "
     "{record_type} {flags:rest}",
     "action=query"},
    {"client {?@{} ?}{src_ip:ip}#{src_port:int} ({:some}): answer: {query} {query_class} "
     "{record_type} {flags} ({dst_ip:some}) -> {rcode} {answer:rest}",
     "action=answer"},
    {"client {?@{} ?}{src_ip:ip}#{src_port:int} ({:some}): answer: {query} {query_class} "
     "{record_type} {flags} ({dst_ip:some}) -> {rcode}",
     "action=answer"},
    {"client {?@{} ?}{src_ip:ip}#{src_port:int} ({:some}): query (cache) "
     "'{query:some}/{record_type:some}/{query_class:some}' denied",
     "action=query outcome=failure"},
    {"client {?@{} ?}{src_ip:ip}#{src_port:int}: query (cache) "
     "'{query:some}/{record_type:some}/{query_class:some}' denied",
     "action=query outcome=failure"},
    {"client {?@{} ?}{src_ip:ip}#{src_port:int} ({:some}): query "
     "'{query:some}/{record_type:some}/{query_class:some}' denied",
     "action=query outcome=failure"},
    {"client {?@{} ?}{src_ip:ip}#{src_port:int} ({:some}): query failed ({rcode:some}) for "
     "{query:some}/{query_class:some}/{record_type}",
     "action=query outcome=failure"},
    {"client {?@{} ?}{src_ip:ip}#{src_port:int} ({:some}): zone transfer "
     "'{query:some}/{record_type:some}/{query_class:some}' denied",
     "action=zone_transfer outcome=failure"},
    {"client {?@{} ?}{src_ip:ip}#{src_port:int}: zone transfer "
     "'{query:some}/{record_type:some}/{query_class:some}' denied",
     "action=zone_transfer outcome=failure"},
    {"client {?@{} ?}{src_ip:ip}#{src_port:int} ({:some}): transfer of '{query:some}': "
     "{reason:rest}",
     "action=zone_transfer"},
    {"client {?@{} ?}{src_ip:ip}#{src_port:int}: transfer of '{query:some}': {reason:rest}",
     "action=zone_transfer"},
    {"client {?@{} ?}{src_ip:ip}#{src_port:int}: update '{query:some}' denied",
     "action=update outcome=failure"},
    {"client {?@{} ?}{src_ip:ip}#{src_port:int}{? ({query:some})?}: update '{zone:some}' denied",
     "action=update outcome=failure"},
    {"client {?@{} ?}{src_ip:ip}#{src_port:int}{? ({:some})?}: rpz {policy} {rpz_action} rewrite "
     "{query} via {reason:rest}",
     "action=rewrite"},
    {"client {?@{} ?}{src_ip:ip}#{src_port:int}{? ({query:some})?}: {reason:rest}", "action=query"},
    {"queries: {severity_text}: client {?@{} ?}{src_ip:ip}#{src_port:int} ({:some}): query: "
     "{query} {query_class} {record_type} {flags} ({dst_ip:some})",
     "action=query"},
    {"queries: {severity_text}: client {?@{} ?}{src_ip:ip}#{src_port:int}: query: {query} "
     "{query_class} {record_type} {flags:rest}",
     "action=query"},
    {"query-errors: {severity_text}: client {?@{} ?}{src_ip:ip}#{src_port:int} ({:some}): query "
     "failed ({rcode:some}) for {query:some}/{query_class:some}/{record_type}",
     "action=query outcome=failure"},
    {"security: {severity_text}: client {?@{} ?}{src_ip:ip}#{src_port:int}{? ({:some})?}: "
     "{details:some}'{query:some}/{record_type:some}/{query_class:some}' denied",
     "action=query outcome=failure"},
    {"rpz: {severity_text}: client {?@{} ?}{src_ip:ip}#{src_port:int}{? ({:some})?}: rpz {policy} "
     "{rpz_action} rewrite {query} via {reason:rest}",
     "action=rewrite"},
    {"unexpected RCODE ({rcode:some}) resolving "
     "'{query:some}/{record_type:some}/{query_class:some}': {dst_ip:ip}#{dst_port:int}",
     "action=query outcome=failure"},
    {"error ({reason:some}) resolving '{query:some}/{record_type:some}/{query_class:some}': "
     "{dst_ip:ip}#{dst_port:int}",
     "action=query outcome=failure"},
    {"lame server resolving '{query:some}' (in '{zone:some}'?): {dst_ip:ip}#{dst_port:int}",
     "action=query outcome=failure"},
    {"network unreachable resolving '{query:some}/{record_type:some}/{query_class:some}': "
     "{dst_ip:ip}#{dst_port:int}",
     "action=query outcome=failure"},
    {"zone {zone:some}/{query_class:some}: {reason:rest}", "action=zone"},
    // ---- unbound
    {"[{worker:some}] info: {src_ip:ip} {query} {record_type} {query_class} {rcode} {seconds} "
     "{cached} {size:int}",
     "action=answer"},
    {"[{worker:some}] info: {src_ip:ip} {query} {record_type} {query_class}", "action=query"},
    {"[{worker:some}] reply: {src_ip:ip} {query} {record_type} {query_class} {rcode} {seconds} "
     "{cached} {size:int}",
     "action=answer"},
    {"[{worker:some}] query: {src_ip:ip} {query} {record_type} {query_class}", "action=query"},
    {"[{worker:some}] {severity_text:some}: {reason:rest}", "action=information"},
    {"info: {src_ip:ip} {query} {record_type} {query_class}", "action=query"},
    // ---- dnsmasq
    {"query[{record_type:some}] {query} from {src_ip:ip}", "action=query"},
    {"{number:int} {src_ip:ip}/{src_port:int} query[{record_type:some}] {query} from {}",
     "action=query"},
    {"forwarded {query} to {dst_ip:ip}", "action=forward"},
    {"reply {query} is {answer:rest}", "action=answer"},
    {"cached {query} is {answer:rest}", "action=answer"},
    {"config {query} is {answer:rest}", "action=answer"},
    {"DHCPACK({interface:some}) {ip:ip} {mac} {client_host}", "action=lease outcome=success"},
    {"DHCPACK({interface:some}) {ip:ip} {mac}", "action=lease outcome=success"},
};

}  // namespace

const line::Family named{"named", "linux", names, shapes, true};

}  // namespace ward::ingest::syslog
