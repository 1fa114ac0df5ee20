// SPDX-License-Identifier: Apache-2.0
// The programs whose messages are understood: one file per family in this folder, each a table of
// shapes, all named in list.cc.
//
// Fields have the same names in all tables: user (who acts or signs in), target_user (whom it
// befalls), group, src_ip, src_port, src_host, dst_ip, dst_port, protocol, auth_method, command,
// tty, pwd, uid, gid, session_id, unit, status, reason, action (what happened: login, logout,
// session_opened, command, user_created, ...), outcome (success, failure).
#pragma once

#include "ingest/parse/line/shape.h"

namespace ward::ingest::syslog {

/// All families, ready for search.
const line::ShapeTable& programs();

extern const line::Family sshd, sudo, su, pam, cron, accounts, systemd, kernel, postfix, dovecot,
    named, dhcp, cisco, ftp, mail, vpn, database, directory, appliance, proxy;

}  // namespace ward::ingest::syslog
