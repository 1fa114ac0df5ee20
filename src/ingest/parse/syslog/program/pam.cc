// SPDX-License-Identifier: Apache-2.0
// PAM: sessions and failures of whichever service asks; the module names the service.
#include "ingest/parse/syslog/program/list.h"

namespace ward::ingest::syslog {

namespace {

constexpr std::string_view names[] = {"pam",
                                      "login",
                                      "gdm",
                                      "gdm-password",
                                      "gdm-session-worker",
                                      "lightdm",
                                      "sddm",
                                      "kdm",
                                      "xrdp",
                                      "xrdp-sesman",
                                      "polkitd",
                                      "pkexec",
                                      "polkit-agent-helper-1",
                                      "vsftpd",
                                      "sssd",
                                      "sssd_be",
                                      "pam_unix",
                                      "remote",
                                      "screen",
                                      "atd"};

constexpr line::Shape shapes[] = {
    {"pam_{pam_module:some}({pam_service:some}:auth): authentication failure; "
     "logname={logname:maybe} "
     "uid={uid:maybe} euid={euid:maybe} tty={tty:maybe} ruser={ruser:maybe} "
     "rhost={rhost,src_ip:maybe} user={user:rest}",
     "action=login outcome=failure"},
    {"pam_{pam_module:some}({pam_service:some}:auth): authentication failure; "
     "logname={logname:maybe} "
     "uid={uid:maybe} euid={euid:maybe} tty={tty:maybe} ruser={ruser:maybe} "
     "rhost={rhost,src_ip:maybe}",
     "action=login outcome=failure"},
    {"authentication failure; logname={logname:maybe} uid={uid:maybe} euid={euid:maybe} "
     "tty={tty:maybe} ruser={ruser:maybe} rhost={rhost,src_ip:maybe} user={user:rest}",
     "action=login outcome=failure"},
    {"authentication failure; logname={logname:maybe} uid={uid:maybe} euid={euid:maybe} "
     "tty={tty:maybe} ruser={ruser:maybe} rhost={rhost,src_ip:maybe}",
     "action=login outcome=failure"},
    {"pam_unix({pam_service:some}:session): session opened for user {user:text}(uid={uid:int}) by "
     "{by_user:some}(uid={by_uid:int})",
     "action=session_opened outcome=success"},
    {"pam_unix({pam_service:some}:session): session opened for user {user:text}(uid={uid:int}) by "
     "(uid={by_uid:int})",
     "action=session_opened outcome=success"},
    {"pam_unix({pam_service:some}:session): session opened for user {user:text} by "
     "{by_user:some}(uid={by_uid:int})",
     "action=session_opened outcome=success"},
    {"pam_unix({pam_service:some}:session): session opened for user {user:text} by "
     "(uid={by_uid:int})",
     "action=session_opened outcome=success"},
    {"pam_unix({pam_service:some}:session): session closed for user {user:rest}",
     "action=session_closed"},
    {"pam_systemd({pam_service:some}:session): {reason:rest}", "action=session"},
    {"pam_{pam_module:some}({pam_service:some}:auth): check pass; user unknown",
     "action=login outcome=failure reason=invalid_user"},
    {"pam_{pam_module:some}({pam_service:some}:auth): user [{user:text}] {reason:rest}",
     "action=login outcome=failure"},
    {"pam_{pam_module:some}({pam_service:some}:auth): requirement \"{reason:some}\" not met by "
     "user "
     "\"{user:text}\"",
     "action=login outcome=failure"},
    {"pam_{pam_module:some}({pam_service:some}:auth): authentication success; "
     "{:some}user={user:rest}",
     "action=login outcome=success"},
    {"pam_{pam_module:some}({pam_service:some}:auth): user {user} ({uid}) has time limit "
     "{reason:rest}",
     "action=login outcome=failure"},
    {"pam_{pam_module:some}({pam_service:some}:account): account {user} has expired",
     "action=login outcome=failure reason=account_expired"},
    {"pam_{pam_module:some}({pam_service:some}:account): access denied for user `{user:text}' from "
     "`{src_host}'",
     "action=login outcome=failure"},
    {"pam_{pam_module:some}({pam_service:some}:account): access denied for user {user:rest}",
     "action=login outcome=failure"},
    {"pam_{pam_module:some}({pam_service:some}:chauthtok): password changed for {user:rest}",
     "action=password_changed outcome=success"},
    {"pam_{pam_module:some}({pam_service:some}): user {user:text} granted access{reason:rest}",
     "action=login outcome=success"},
    {"pam_tally2({pam_service:some}:auth): user {user:text} ({uid:int}) tally {attempts:int}, deny "
     "{limit:int}",
     "action=login outcome=failure reason=account_locked"},
    {"pam_faillock({pam_service:some}:auth): Consecutive login failures for user {user:some} "
     "account "
     "temporarily locked",
     "action=account_locked outcome=failure"},
    {"pam_sss({pam_service:some}:auth): received for user {user:text}: {reason:rest}",
     "action=login outcome=failure"},
    // ---- older modules, as (pam_unix) after the program
    {"check pass; user unknown", "action=login outcome=failure reason=invalid_user"},
    {"session opened for user {user:text} by {by_user:some}(uid={by_uid:int})",
     "action=session_opened outcome=success"},
    {"session opened for user {user:text} by (uid={by_uid:int})",
     "action=session_opened outcome=success"},
    {"session closed for user {user:rest}", "action=session_closed"},
    {"password changed for {user:rest}", "action=password_changed outcome=success"},
    {"pam_{pam_module:some}({pam_service:some}:account): user '{user:text}' granted access",
     "action=login outcome=success"},
    {"pam_faillock({pam_service:some}:auth): User unknown",
     "action=login outcome=failure reason=invalid_user"},
    {"gkr-pam: unlocked login keyring", "action=keyring_unlocked"},
    {"FAILED LOGIN ({attempts:int}) on '{tty}' FOR '{user:text}', {reason:rest}",
     "action=login outcome=failure"},
    {"FAILED LOGIN {attempts:int} FROM {src_host} FOR {user:some}, {reason:rest}",
     "action=login outcome=failure"},
    {"FAILED LOGIN SESSION FROM {src_host} FOR {user:some}, {reason:rest}",
     "action=login outcome=failure"},
    {"ROOT LOGIN  on '{tty}' from '{src_host}'", "action=login outcome=success user=root"},
    {"ROOT LOGIN  on '{tty}'", "action=login outcome=success user=root"},
    {"ROOT LOGIN ON {tty}", "action=login outcome=success user=root"},
    {"LOGIN ON {tty} BY {user} FROM {src_host}", "action=login outcome=success"},
    {"LOGIN ON {tty} BY {user}", "action=login outcome=success"},
    {"Operator of unix-session:{session_id} successfully authenticated as unix-user:{target_user} "
     "to gain {reason:some} authorization for action {polkit_action}",
     "action=authorization outcome=success"},
    {"Operator of unix-session:{session_id} FAILED to authenticate to gain authorization for "
     "action {polkit_action}",
     "action=authorization outcome=failure"},
    {"{user}: Executing command [USER={target_user,USER}] [TTY={tty:some}] [CWD={pwd:some}] "
     "[COMMAND={command:text}]",
     "action=command outcome=success"},
};

}  // namespace

const line::Family pam{"pam", "linux", names, shapes, true};

}  // namespace ward::ingest::syslog
