// SPDX-License-Identifier: Apache-2.0
// Reverse proxies that write requests in their own order: Nginx Proxy Manager, HAProxy, Envoy.
#include "ingest/parse/syslog/program/list.h"

namespace ward::ingest::syslog {

namespace {

constexpr std::string_view names[] = {"nginx-proxy-manager", "haproxy", "envoy"};

constexpr line::Shape shapes[] = {
    {"- {:some} {sc-status:int} - {cs-method} {cs-uri-scheme} {cs-host} "
     "\"{cs-uri,cs-uri-stem,cs-uri-query:some}\" [Client {c-ip:some}] [Length {sc-bytes:some}] "
     "[Gzip {:some}] [Sent-to {upstream:some}] \"{cs-user-agent:some}\" \"{cs-referer:some}\"",
     "action=request"},
    {"- - - {cs-method} {cs-uri-scheme} {cs-host} \"{cs-uri,cs-uri-stem,cs-uri-query:some}\" "
     "[Client {c-ip:some}] [Length {sc-bytes:some}]{:rest}",
     "action=request"},
    {"{c-ip:ip}:{c-port:int} [{:some}] {frontend:some} {backend:some}/{server} {timers} "
     "{sc-status:int} {sc-bytes:int} {:some} {:some} {termination} {connections} {queues} "
     "{:maybe}\"{cs-method} {cs-uri,cs-uri-stem,cs-uri-query:some} {cs-version:some}\"",
     "action=request"},
    {"{c-ip:ip}:{c-port:int} [{:some}] {frontend} {backend:some}/{server} {timers} {bytes:int} "
     "{termination} {connections} {queues}",
     "action=connection"},
    {"{c-ip:ip}:{c-port:int} [{:some}] {frontend:some}: {reason:rest}",
     "action=connection outcome=failure"},
};

}  // namespace

const line::Family proxy{"", "", names, shapes, true, true};

}  // namespace ward::ingest::syslog
