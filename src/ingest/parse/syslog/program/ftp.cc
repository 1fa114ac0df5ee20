// SPDX-License-Identifier: Apache-2.0
// FTP servers: vsftpd, ProFTPD, Pure-FTPd.
#include "ingest/parse/syslog/program/list.h"

namespace ward::ingest::syslog {

namespace {

constexpr std::string_view names[] = {"vsftpd", "proftpd", "pure-ftpd",
                                      "ftpd",   "in.ftpd", "wu-ftpd"};

constexpr line::Shape shapes[] = {
    // ---- vsftpd, in its own log and in syslog
    {"[pid {pid:int}] CONNECT: Client \"{src_ip:some}\"", "action=connect"},
    {"[pid {pid:int}] [{user:some}] OK LOGIN: Client \"{src_ip:some}\"{?, anon password "
     "\"{anonymous:some}\"?}",
     "action=login outcome=success"},
    {"[pid {pid:int}] [{user:some}] FAIL LOGIN: Client \"{src_ip:some}\"",
     "action=login outcome=failure"},
    {"[pid {pid:int}] [{user:some}] OK {command:some}: Client \"{src_ip:some}\", "
     "\"{file:some}\"{?, {details:rest}?}",
     "action=file_transfer outcome=success"},
    {"[pid {pid:int}] [{user:some}] FAIL {command:some}: Client \"{src_ip:some}\", "
     "\"{file:some}\"{?, {details:rest}?}",
     "action=file_transfer outcome=failure"},
    {"[pid {pid:int}] [{user:some}] {event_text:some}: Client \"{src_ip:some}\"{?, "
     "{details:rest}?}",
     "action=ftp"},
    {"CONNECT: Client \"{src_ip:some}\"", "action=connect"},
    {"[{user:some}] OK LOGIN: Client \"{src_ip:some}\"", "action=login outcome=success"},
    {"[{user:some}] FAIL LOGIN: Client \"{src_ip:some}\"", "action=login outcome=failure"},
    {"[{user:some}] OK {command:some}: Client \"{src_ip:some}\", \"{file:some}\"{?, "
     "{details:rest}?}",
     "action=file_transfer outcome=success"},
    {"[{user:some}] FAIL {command:some}: Client \"{src_ip:some}\", \"{file:some}\"{?, "
     "{details:rest}?}",
     "action=file_transfer outcome=failure"},
    // ---- ProFTPD
    {"{server} ({src_host:some}[{src_ip:some}]): FTP session opened.", "action=session_opened"},
    {"{server} ({src_host:some}[{src_ip:some}]): FTP session closed.", "action=session_closed"},
    {"{server} ({src_host:some}[{src_ip:some}]): USER {user:some} (Login failed): {reason:rest}",
     "action=login outcome=failure"},
    {"{server} ({src_host:some}[{src_ip:some}]): USER {user:some}: Login successful.",
     "action=login outcome=success"},
    {"{server} ({src_host:some}[{src_ip:some}]): USER {user:some}: no such user found from {:some}",
     "action=login outcome=failure reason=invalid_user"},
    {"{server} ({src_host:some}[{src_ip:some}]): USER {user:some}: {reason:rest}", "action=login"},
    {"{server} ({src_host:some}[{src_ip:some}]): SECURITY VIOLATION: {user:some} login attempted",
     "action=login outcome=failure"},
    {"{server} ({src_host:some}[{src_ip:some}]): Maximum login attempts ({attempts:int}) exceeded",
     "action=login outcome=failure reason=too_many_attempts"},
    {"{server} ({src_host:some}[{src_ip:some}]){:some} {event_text:rest}", "action=ftp"},
    // ---- Pure-FTPd
    {"({user:some}@{src_ip:some}) [WARNING] Authentication failed for user [{target_user:some}]",
     "action=login outcome=failure"},
    {"({user:some}@{src_ip:some}) [INFO] New connection from {src_host}", "action=connect"},
    {"({user:some}@{src_ip:some}) [INFO] {target_user} is now logged in",
     "action=login outcome=success"},
    {"({user:some}@{src_ip:some}) [INFO] Logout.", "action=logout"},
    {"({user:some}@{src_ip:some}) [NOTICE] {file:some} uploaded  ({bytes:int} bytes{:rest}",
     "action=file_transfer outcome=success"},
    {"({user:some}@{src_ip:some}) [NOTICE] {file:some} downloaded  ({bytes:int} bytes{:rest}",
     "action=file_transfer outcome=success"},
    {"({user:some}@{src_ip:some}) [{level:some}] {event_text:rest}", "action=ftp"},
    {"FTP LOGIN REFUSED FROM {src_host}, {user:rest}", "action=login outcome=failure"},
    {"FTP LOGIN FROM {src_host}, {user:rest}", "action=login outcome=success"},
};

}  // namespace

const line::Family ftp{"vsftpd", "linux", names, shapes, true, true};

}  // namespace ward::ingest::syslog
