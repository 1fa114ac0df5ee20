// SPDX-License-Identifier: Apache-2.0
// sudo and doas: who ran what as whom.
#include "ingest/parse/syslog/program/list.h"

namespace ward::ingest::syslog {

namespace {

constexpr std::string_view names[] = {"sudo", "doas", "sudoedit", "sudo-i"};

constexpr line::Shape shapes[] = {
    {"{user} : {?TTY={tty} ; ?}PWD={pwd:some} ; USER={target_user,USER:some} ; {?GROUP={group} ; "
     "?}{?TSID={} ; ?}{?ENV={env:some} ; ?}COMMAND={command:rest}",
     "action=command outcome=success"},
    {"{user} : {?({:some}) ?}{reason:some} ; {?TTY={tty} ; ?}PWD={pwd:some} ; "
     "USER={target_user,USER:some} ; {?GROUP={group} ; ?}{?TSID={} ; ?}{?ENV={env:some} ; "
     "?}COMMAND={command:rest}",
     "action=command outcome=failure"},
    {"{user} : {reason:some} ; PWD={pwd:some} ; COMMAND={command:rest}",
     "action=command outcome=failure"},
    {"pam_unix(sudo:auth): authentication failure; logname={logname:some} uid={uid:int} "
     "euid={euid:int} tty={tty:some} ruser={ruser:some} rhost={rhost:some} user={user}",
     "action=login outcome=failure"},
    {"pam_unix(sudo:session): session opened for user {target_user:some}(uid={target_uid:int}) by "
     "{user:some}(uid={uid:int})",
     "action=session_opened outcome=success"},
    {"pam_unix(sudo:session): session opened for user {target_user} by {user:some}(uid={uid:int})",
     "action=session_opened outcome=success"},
    {"{user} ran command {command:some} as {target_user} from {pwd}",
     "action=command outcome=success"},
    {"failed auth for {user}", "action=command outcome=failure"},
    {"command not permitted for {user}: {command:rest}", "action=command outcome=failure"},
};

}  // namespace

const line::Family sudo{"sudo", "linux", names, shapes, true};

}  // namespace ward::ingest::syslog
