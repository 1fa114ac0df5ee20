// SPDX-License-Identifier: Apache-2.0
// The kernel: crashes, devices, and what is not a firewall line.
#include "ingest/parse/syslog/program/list.h"

namespace ward::ingest::syslog {

namespace {

constexpr std::string_view names[] = {"kernel", "klogd", "vmkernel"};

constexpr line::Shape shapes[] = {
    {"Out of memory: Killed process {target_pid:int} ({target_process:text}) {details:rest}",
     "action=process_killed reason=out_of_memory"},
    {"Out of memory: Kill process {target_pid:int} ({target_process:text}) {details:rest}",
     "action=process_killed reason=out_of_memory"},
    {"Killed process {target_pid:int} ({target_process:text}) {details:rest}",
     "action=process_killed reason=out_of_memory"},
    {"device {interface} entered promiscuous mode", "action=promiscuous_mode_entered"},
    {"device {interface} left promiscuous mode", "action=promiscuous_mode_left"},
    {"{interface}: entered promiscuous mode", "action=promiscuous_mode_entered"},
    {"usb {bus}: New USB device found, idVendor={vendor_id:some}, idProduct={product_id:some}, "
     "{details:rest}",
     "action=usb_device_found"},
    {"usb {bus}: New USB device found, idVendor={vendor_id:some}, idProduct={product_id}",
     "action=usb_device_found"},
    {"usb {bus}: Product: {device_name:rest}", "action=usb_device"},
    {"usb {bus}: SerialNumber: {serial:rest}", "action=usb_device"},
    {"usb {bus}: USB disconnect, device number {number:int}", "action=usb_device_removed"},
    {"{module}: module verification failed: {reason:rest}", "action=module_loaded"},
    {"{module}: loading out-of-tree module taints kernel.", "action=module_loaded"},
    {"Linux version {version}", "action=boot"},
    {"Command line: {command:rest}", "action=boot"},
    {"TCP: request_sock_TCP: Possible SYN flooding on port {dst_port}. {details:rest}",
     "action=syn_flood"},
    {"TCP: {:some}Possible SYN flooding on port {dst_port:some}. {details:rest}",
     "action=syn_flood"},
    {"possible SYN flooding on port {dst_port:int}. {details:rest}", "action=syn_flood"},
    {"{process:some}[{process_id:int}]: segfault at {address} ip {instruction} sp {stack} error "
     "{error:int}{? in {file:some}[?}",
     "action=process_crashed"},
    {"{process:some}[{process_id:int}] general protection {details:rest}",
     "action=process_crashed"},
    {"{process:some}[{process_id:int}]: bad frame in {details:rest}", "action=process_crashed"},
};

}  // namespace

const line::Family kernel{"kernel", "linux", names, shapes, false};

}  // namespace ward::ingest::syslog
