// SPDX-License-Identifier: Apache-2.0
// VPN servers: OpenVPN, strongSwan, WireGuard.
#include "ingest/parse/syslog/program/list.h"

namespace ward::ingest::syslog {

namespace {

constexpr std::string_view names[] = {"openvpn",   "charon", "pluto", "ipsec",  "ipsec_starter",
                                      "wireguard", "ocserv", "pptpd", "xl2tpd", "openvpnserver"};

constexpr line::Shape shapes[] = {
    {"TCP connection established with [AF_INET]{src_ip:ip}:{src_port:int}", "action=connect"},
    {"TCP connection established with [AF_INET6]{src_ip:ip}:{src_port:int}", "action=connect"},
    {"{src_ip:ip}:{src_port:int} TCP connection established with {:rest}", "action=connect"},
    {"{src_ip:ip}:{src_port:int} TLS Auth Error: Auth Username/Password verification failed for "
     "peer",
     "action=login outcome=failure"},
    {"{src_ip:ip}:{src_port:int} TLS: Username/Password authentication succeeded for username "
     "'{user:some}'{:rest}",
     "action=login outcome=success"},
    {"{src_ip:ip}:{src_port:int} TLS Error: {reason:rest}", "action=tls outcome=failure"},
    {"{src_ip:ip}:{src_port:int} VERIFY OK: depth={depth:int}, {subject:rest}",
     "action=certificate outcome=success"},
    {"{src_ip:ip}:{src_port:int} VERIFY ERROR: {reason:rest}",
     "action=certificate outcome=failure"},
    {"{src_ip:ip}:{src_port:int} [{user:some}] Peer Connection Initiated with [AF_INET]{:rest}",
     "action=login outcome=success"},
    {"{src_ip:ip}:{src_port:int} [{user:some}] {event_text:rest}", "action=vpn_session"},
    {"{src_ip:ip}:{src_port:int} SIGUSR1[{reason:some}] received{:rest}", "action=disconnect"},
    {"{src_ip:ip}:{src_port:int} Connection reset, restarting{:rest}", "action=disconnect"},
    {"{src_ip:ip}:{src_port:int} peer info: {details:rest}", "action=peer_information"},
    {"{src_ip:ip}:{src_port:int} {event_text:rest}", "action=vpn_session"},
    {"{user:some}/{src_ip:ip}:{src_port:int} MULTI: Learn: {assigned_ip:ip} -> {:rest}",
     "action=address_assigned"},
    {"{user:some}/{src_ip:ip}:{src_port:int} MULTI_sva: pool returned IPv4={assigned_ip:ip}, "
     "{details:rest}",
     "action=address_assigned"},
    {"{user:some}/{src_ip:ip}:{src_port:int} SIGTERM[{reason:some}] received{:rest}",
     "action=logout"},
    {"{user:some}/{src_ip:ip}:{src_port:int} {event_text:rest}", "action=vpn_session"},
    {"TLS Error: {reason:some} from [AF_INET]{src_ip:ip}:{src_port:int}{:rest}",
     "action=tls outcome=failure"},
    // ---- strongSwan
    {"{thread:int}[NET] {:maybe}received packet: from {src_ip:ip}[{src_port:int}] to "
     "{dst_ip:ip}[{dst_port:int}] ({bytes:int} bytes)",
     "action=packet_received"},
    {"{thread:int}[NET] {:maybe}sending packet: from {src_ip:ip}[{src_port:int}] to "
     "{dst_ip:ip}[{dst_port:int}] ({bytes:int} bytes)",
     "action=packet_sent"},
    {"{thread:int}[IKE] {:maybe}{src_ip:ip} is initiating {details:rest}", "action=connect"},
    {"{thread:int}[IKE] {:maybe}EAP method {auth_method} failed for peer {user:rest}",
     "action=login outcome=failure"},
    {"{thread:int}[IKE] {:maybe}EAP method {auth_method} succeeded, {details:rest}",
     "action=login outcome=success"},
    {"{thread:int}[IKE] {:maybe}authentication of '{user:some}' with {auth_method:some} successful",
     "action=login outcome=success"},
    {"{thread:int}[IKE] {:maybe}authentication of '{user:some}' with {auth_method:some} failed",
     "action=login outcome=failure"},
    {"{thread:int}[IKE] {:maybe}IKE_SA {tunnel:some} established between "
     "{dst_ip:ip}[{:some}]...{src_ip:ip}[{user:some}]",
     "action=session_opened outcome=success"},
    {"{thread:int}[{subsystem:some}] {:maybe}<{tunnel:some}> {event_text:rest}",
     "action=vpn_session"},
    {"{thread:int}[{subsystem:some}] {event_text:rest}", "action=vpn_session"},
    {"wireguard: {interface:some}: Invalid handshake initiation from {src_ip:ip}:{src_port:int}",
     "action=connect outcome=failure"},
    {"wireguard: {interface:some}: Receiving handshake initiation from peer {peer:int} "
     "({src_ip:ip}:{src_port:int})",
     "action=connect"},
    {"main[{user:some}]:{src_ip:ip}:{src_port:int} {event_text:rest}", "action=vpn_session"},
};

}  // namespace

const line::Family vpn{"vpn", "linux", names, shapes, true, true};

}  // namespace ward::ingest::syslog
