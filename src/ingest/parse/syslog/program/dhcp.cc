// SPDX-License-Identifier: Apache-2.0
// DHCP servers and clients: which machine got which address.
#include "ingest/parse/syslog/program/list.h"

namespace ward::ingest::syslog {

namespace {

constexpr std::string_view names[] = {"dhcpd",  "dhclient",  "dnsmasq-dhcp",
                                      "dhcpcd", "kea-dhcp4", "networkmanager"};

constexpr line::Shape shapes[] = {
    {"DHCPACK on {ip:ip} to {mac} ({client_host:some}) via {interface:some}",
     "action=lease outcome=success"},
    {"DHCPACK on {ip:ip} to {mac} via {interface}", "action=lease outcome=success"},
    {"DHCPACK to {ip:ip} ({mac:some}) via {interface}", "action=lease outcome=success"},
    {"DHCPACK of {ip:ip} from {server_ip:ip}", "action=lease outcome=success"},
    {"DHCPACK({interface:some}) {ip:ip} {mac} {client_host}", "action=lease outcome=success"},
    {"DHCPACK({interface:some}) {ip:ip} {mac}", "action=lease outcome=success"},
    {"DHCPACK from {server_ip:ip}", "action=lease outcome=success"},
    {"DHCPREQUEST for {ip:ip} ({server_ip:some}) from {mac} ({client_host:some}) via {interface}",
     "action=lease_requested"},
    {"DHCPREQUEST for {ip:ip} from {mac} ({client_host:some}) via {interface:some}: {reason:rest}",
     "action=lease_requested"},
    {"DHCPREQUEST for {ip:ip} from {mac} ({client_host:some}) via {interface}",
     "action=lease_requested"},
    {"DHCPREQUEST for {ip:ip} from {mac} via {interface}", "action=lease_requested"},
    {"DHCPREQUEST for {ip:ip} on {interface} to {server_ip:ip} port {dst_port:int}",
     "action=lease_requested"},
    {"DHCPREQUEST of {ip:ip} on {interface} to {server_ip:ip} port {dst_port:int}",
     "action=lease_requested"},
    {"DHCPREQUEST({interface:some}) {ip:ip} {mac}", "action=lease_requested"},
    {"DHCPOFFER on {ip:ip} to {mac} ({client_host:some}) via {interface}", "action=lease_offered"},
    {"DHCPOFFER on {ip:ip} to {mac} via {interface}", "action=lease_offered"},
    {"DHCPOFFER from {server_ip:ip}", "action=lease_offered"},
    {"DHCPOFFER({interface:some}) {ip:ip} {mac}", "action=lease_offered"},
    {"DHCPDISCOVER from {mac} ({client_host:some}) via {interface:some}: {reason:rest}",
     "action=lease_discover"},
    {"DHCPDISCOVER from {mac} ({client_host:some}) via {interface}", "action=lease_discover"},
    {"DHCPDISCOVER from {mac} via {interface:some}: {reason:rest}", "action=lease_discover"},
    {"DHCPDISCOVER from {mac} via {interface}", "action=lease_discover"},
    {"DHCPDISCOVER on {interface} to {server_ip:ip} port {dst_port:int}", "action=lease_discover"},
    {"DHCPDISCOVER({interface:some}) {mac}", "action=lease_discover"},
    {"DHCPNAK on {ip:ip} to {mac} via {interface}", "action=lease outcome=failure"},
    {"DHCPRELEASE of {ip:ip} from {mac} ({client_host:some}) via {interface}",
     "action=lease_released"},
    {"DHCPRELEASE of {ip:ip} from {mac} via {interface}", "action=lease_released"},
    {"DHCPDECLINE of {ip:ip} from {mac} via {interface}", "action=lease outcome=failure"},
    {"DHCPINFORM from {ip:ip} via {interface}", "action=lease_information"},
    {"bound to {ip:ip} -- renewal in {seconds:int} seconds", "action=lease outcome=success"},
};

}  // namespace

const line::Family dhcp{"dhcpd", "linux", names, shapes, true};

}  // namespace ward::ingest::syslog
