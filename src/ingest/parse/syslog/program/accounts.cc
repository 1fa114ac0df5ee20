// SPDX-License-Identifier: Apache-2.0
// Account tools: useradd, usermod, userdel, groupadd, passwd, chage, gpasswd.
#include "ingest/parse/syslog/program/list.h"

namespace ward::ingest::syslog {

namespace {

constexpr std::string_view names[] = {
    "useradd",  "adduser",  "usermod",  "userdel", "deluser",  "groupadd",    "groupmod",
    "groupdel", "addgroup", "delgroup", "passwd",  "chpasswd", "chage",       "chsh",
    "chfn",     "gpasswd",  "newusers", "shadow",  "pwconv",   "unix_chkpwd", "systemd-sysusers"};

constexpr line::Shape shapes[] = {
    {"new user: name={user}, UID={uid:int}, GID={gid:int}, home={home:some}, shell={shell:some}, "
     "from={tty:rest}",
     "action=user_created outcome=success"},
    {"new user: name={user}, UID={uid:int}, GID={gid:int}, home={home:some}, shell={shell:rest}",
     "action=user_created outcome=success"},
    {"new user: name={user}, uid={uid:int}, gid={gid:int}, home={home:some}, shell={shell:rest}",
     "action=user_created outcome=success"},
    {"new account added - account={user}, uid={uid:int}, gid={gid:int}, home={home:some}, "
     "shell={shell:some}, by={by_uid}",
     "action=user_created outcome=success"},
    {"new group: name={group}, GID={gid:int}", "action=group_created outcome=success"},
    {"new group: name={group}, gid={gid:int}", "action=group_created outcome=success"},
    {"group added to {file}: name={group}, GID={gid:int}", "action=group_created outcome=success"},
    {"group added to {file}: name={group}", "action=group_created outcome=success"},
    {"failed adding user '{user}', {reason:rest}", "action=user_created outcome=failure"},
    {"failed adding user '{user}', exit code: {reason:rest}",
     "action=user_created outcome=failure"},
    {"add '{user}' to group '{group}'", "action=group_member_added outcome=success"},
    {"add '{user}' to shadow group '{group}'", "action=group_member_added outcome=success"},
    {"add `{user}' to group `{group}'", "action=group_member_added outcome=success"},
    {"add `{user}' to shadow group `{group}'", "action=group_member_added outcome=success"},
    {"user {user} added by {by_user} to group {group}",
     "action=group_member_added outcome=success"},
    {"user {user} removed by {by_user} from group {group}",
     "action=group_member_removed outcome=success"},
    {"members of group {group} set by {by_user} to {members:rest}",
     "action=group_member_added outcome=success"},
    {"delete '{user}' from group '{group}'", "action=group_member_removed outcome=success"},
    {"delete '{user}' from shadow group '{group}'", "action=group_member_removed outcome=success"},
    {"delete `{user}' from group `{group}'", "action=group_member_removed outcome=success"},
    {"delete `{user}' from shadow group `{group}'", "action=group_member_removed outcome=success"},
    {"delete user '{user}'", "action=user_deleted outcome=success"},
    {"delete user `{user}'", "action=user_deleted outcome=success"},
    {"delete '{user}'", "action=user_deleted outcome=success"},
    {"account deleted - account={user}, uid={uid:int}, by={by_uid}",
     "action=user_deleted outcome=success"},
    {"removed group '{group}' owned by '{user}'", "action=group_deleted outcome=success"},
    {"removed shadow group '{group}' owned by '{user}'", "action=group_deleted outcome=success"},
    {"removed group `{group}' owned by `{user}'", "action=group_deleted outcome=success"},
    {"removed shadow group `{group}' owned by `{user}'", "action=group_deleted outcome=success"},
    {"group '{group}' removed from {file}", "action=group_deleted outcome=success"},
    {"group '{group}' removed", "action=group_deleted outcome=success"},
    {"group changed in {file} (group {group}/{gid:int})", "action=group_changed outcome=success"},
    {"change user '{user}' password", "action=password_changed outcome=success"},
    {"change user `{user}' password", "action=password_changed outcome=success"},
    {"change user '{user}' {attribute} from '{old_value:some}' to '{new_value:text}'",
     "action=user_changed outcome=success"},
    {"change user `{user}' {attribute} from `{old_value:some}' to `{new_value:text}'",
     "action=user_changed outcome=success"},
    {"change user name '{user}' to '{new_value}'", "action=user_renamed outcome=success"},
    {"changed password expiry for {user}", "action=password_expiry_changed outcome=success"},
    {"lock user '{user}' password", "action=user_locked outcome=success"},
    {"unlock user '{user}' password", "action=user_unlocked outcome=success"},
    {"changed user '{user}' {attribute:some} from '{old_value:some}' to '{new_value:text}'",
     "action=user_changed outcome=success"},
    {"changed user '{user}' shell to '{new_value:text}'",
     "action=user_changed outcome=success attribute=shell"},
    {"password for '{user}' changed by '{by_user}'", "action=password_changed outcome=success"},
    {"password for {user} changed by {by_user}", "action=password_changed outcome=success"},
    {"password changed - account={user}, uid={uid:int}, by={by_uid}",
     "action=password_changed outcome=success"},
    {"password check failed for user ({user})", "action=login outcome=failure"},
    {"pam_unix({pam_service}:chauthtok): password changed for {user}",
     "action=password_changed outcome=success"},
    {"pam_unix({pam_service}:chauthtok): authentication failure; {:some}user={user}",
     "action=password_changed outcome=failure"},
    {"can't change password for '{user}': {reason:rest}",
     "action=password_changed outcome=failure"},
    {"Creating user '{user}'", "action=user_created outcome=success"},
    {"Creating group '{group}'", "action=group_created outcome=success"},
};

}  // namespace

const line::Family accounts{"accounts", "linux", names, shapes, true};

}  // namespace ward::ingest::syslog
