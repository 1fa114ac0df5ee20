// SPDX-License-Identifier: Apache-2.0
// systemd and logind: units and sessions.
#include "ingest/parse/syslog/program/list.h"

namespace ward::ingest::syslog {

namespace {

constexpr std::string_view names[] = {
    "systemd",          "systemd-logind",    "elogind",       "init",          "systemd-networkd",
    "systemd-resolved", "systemd-timesyncd", "systemd-udevd", "systemd-sleep", "systemd-coredump"};

constexpr line::Shape shapes[] = {
    {"New session {session_id} of user {user:some}.", "action=session_opened outcome=success"},
    {"New session '{session_id}' of user '{user:some}'", "action=session_opened outcome=success"},
    {"Removed session {session_id:some}.", "action=session_closed"},
    {"Session {session_id} logged out. Waiting for processes to exit.", "action=logout"},
    {"New seat {seat}.", "action=seat"},
    {"Started Session {session_id} of User {user:some}.", "action=session_opened outcome=success"},
    {"Started Session {session_id} of user {user:some}.", "action=session_opened outcome=success"},
    {"Starting Session {session_id} of user {user:some}.", "action=session_opened"},
    {"Created slice User Slice of {user:some}.", "action=session"},
    {"Started {unit} - {description:some}.", "action=unit_started outcome=success"},
    {"Starting {unit} - {description:some}...", "action=unit_starting"},
    {"Stopped {unit} - {description:some}.", "action=unit_stopped outcome=success"},
    {"Stopping {unit} - {description:some}...", "action=unit_stopping"},
    {"Finished {unit} - {description:some}.", "action=unit_finished outcome=success"},
    {"Started {unit:some}.", "action=unit_started outcome=success"},
    {"Starting {unit:some}...", "action=unit_starting"},
    {"Stopped {unit:some}.", "action=unit_stopped outcome=success"},
    {"Stopping {unit:some}...", "action=unit_stopping"},
    {"Finished {unit:some}.", "action=unit_finished outcome=success"},
    {"Failed to start {unit:text}.", "action=unit_started outcome=failure"},
    {"Reloading {unit:some}.", "action=unit_reloaded"},
    {"Reloaded {unit:some}.", "action=unit_reloaded outcome=success"},
    {"Reached target {unit:some}.", "action=target_reached"},
    {"{unit}: Main process exited, code={code:some}, status={status:rest}", "action=unit_exited"},
    {"{unit}: Control process exited, code={code:some}, status={status:rest}",
     "action=unit_exited"},
    {"{unit}: Failed with result '{reason:some}'.", "action=unit_failed outcome=failure"},
    {"{unit}: Succeeded.", "action=unit_finished outcome=success"},
    {"{unit}: Deactivated successfully.", "action=unit_stopped outcome=success"},
    {"{unit}: Consumed {cpu:some} CPU time{:rest}", "action=unit_stopped"},
    {"{unit}: Scheduled restart job, restart counter is at {count:int}.", "action=unit_restart"},
    {"{unit}: main process exited, code={code:some}, status={status:rest}", "action=unit_exited"},
    {"Unit {unit} entered failed state.", "action=unit_failed outcome=failure"},
    {"Process {process_id:int} ({process}) of user {uid:int} dumped core.",
     "action=process_crashed"},
    {"Power key pressed.", "action=power_key"},
    {"System is powering down.", "action=shutdown"},
    {"System is rebooting.", "action=reboot"},
};

}  // namespace

const line::Family systemd{"systemd", "linux", names, shapes, false};

}  // namespace ward::ingest::syslog
