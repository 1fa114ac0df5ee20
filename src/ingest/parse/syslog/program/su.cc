// SPDX-License-Identifier: Apache-2.0
// su: who became whom.
#include "ingest/parse/syslog/program/list.h"

namespace ward::ingest::syslog {

namespace {

constexpr std::string_view names[] = {"su", "su-l", "runuser"};

constexpr line::Shape shapes[] = {
    {"Successful su for {target_user} by {user}", "action=su outcome=success"},
    {"FAILED su for {target_user} by {user}", "action=su outcome=failure"},
    {"+ {tty} {user}:{target_user}", "action=su outcome=success"},
    {"- {tty} {user}:{target_user}", "action=su outcome=failure"},
    {"(to {target_user}) {user} on {tty}", "action=su outcome=success"},
    {"FAILED SU (to {target_user}) {user} on {tty}", "action=su outcome=failure"},
    {"BAD SU {user} to {target_user} on {tty}", "action=su outcome=failure"},
    {"{user} to {target_user} on {tty}", "action=su outcome=success"},
    {"'su {target_user}' succeeded for {user} on {tty}", "action=su outcome=success"},
    {"'su {target_user}' failed for {user} on {tty}", "action=su outcome=failure"},
    {"from {user} to {target_user} at {time_text:rest}", "action=su"},
};

}  // namespace

const line::Family su{"su", "linux", names, shapes, true};

}  // namespace ward::ingest::syslog
