// SPDX-License-Identifier: Apache-2.0
// cron and its kin: which job ran for whom.
#include "ingest/parse/syslog/program/list.h"

namespace ward::ingest::syslog {

namespace {

constexpr std::string_view names[] = {
    "cron", "crond", "/usr/sbin/cron", "anacron", "crontab", "fcron", "cronie", "atd", "run-parts"};

constexpr line::Shape shapes[] = {
    {"({user}) CMD ({command:text})", "action=command outcome=success"},
    {"({user}) CMDEND ({command:text})", "action=command_ended"},
    {"({user}) CMD {command:rest}", "action=command outcome=success"},
    {"({user}) MAIL ({reason:text})", "action=mail"},
    {"({user}) INFO ({reason:text})", "action=information"},
    {"({user}) RELOAD ({file:text})", "action=jobs_reloaded"},
    {"({user}) LIST ({target_user})", "action=jobs_listed"},
    {"({user}) BEGIN EDIT ({target_user})", "action=jobs_edit_begun"},
    {"({user}) END EDIT ({target_user})", "action=jobs_edit_ended"},
    {"({user}) REPLACE ({target_user})", "action=jobs_replaced outcome=success"},
    {"({user}) DELETE ({target_user})", "action=jobs_deleted outcome=success"},
    {"({user}) STARTUP ({reason:text})", "action=start"},
    {"({user}) AUTH ({reason:text})", "action=job outcome=failure"},
    {"({user}) ORPHAN ({reason:text})", "action=job outcome=failure"},
    {"({user}) WRONG FILE OWNER ({file:text})", "action=job outcome=failure"},
    {"({user}) {event_text:some} ({reason:text})", "action=job"},
    {"pam_unix({pam_service}:session): session opened for user {user}(uid={uid:int}) by "
     "{by_user:some}(uid={by_uid:int})",
     "action=session_opened outcome=success"},
    {"pam_unix({pam_service}:session): session opened for user {user}(uid={uid:int}) by "
     "(uid={by_uid:int})",
     "action=session_opened outcome=success"},
    {"pam_unix({pam_service}:session): session opened for user {user} by (uid={by_uid:int})",
     "action=session_opened outcome=success"},
    {"pam_unix({pam_service}:session): session closed for user {user:rest}",
     "action=session_closed"},
    {"Job `{job:text}' started", "action=job_started"},
    {"Job `{job:text}' terminated", "action=job_ended"},
};

}  // namespace

const line::Family cron{"cron", "linux", names, shapes, false};

}  // namespace ward::ingest::syslog
