// SPDX-License-Identifier: Apache-2.0
// Exim, OpenSMTPD, Sendmail and what filters mail.
#include "ingest/parse/syslog/program/list.h"

namespace ward::ingest::syslog {

namespace {

constexpr std::string_view names[] = {"exim",     "exim4",       "smtpd",       "sendmail",
                                      "sm-mta",   "opensmtpd",   "amavis",      "spamd",
                                      "clamd",    "clamsmtpd",   "freshclam",   "rspamd",
                                      "opendkim", "mailscanner", "policyd-spf", "postgrey"};

constexpr line::Shape shapes[] = {
    // ---- Exim
    {"{authenticator} authenticator failed for {:maybe}({helo:maybe}) "
     "[{src_ip:some}]:{src_port:int}{:some}: {status:int} {reason:some} (set_id={user:some})",
     "action=login outcome=failure"},
    {"{authenticator} authenticator failed for {:maybe}({helo:maybe}) "
     "[{src_ip:some}]:{src_port:int}: {status:int} {reason:some} (set_id={user:some})",
     "action=login outcome=failure"},
    {"{authenticator} authenticator failed for {:maybe}({helo:maybe}) [{src_ip:some}]: "
     "{status:int} {reason:some} (set_id={user:some})",
     "action=login outcome=failure"},
    {"{authenticator} authenticator failed for {:maybe}[{src_ip:some}]:{src_port:int}: "
     "{status:int} {reason:some}{? (set_id={user:some})?}",
     "action=login outcome=failure"},
    {"{authenticator} authenticator failed for {:maybe}[{src_ip:some}]: {status:int} {reason:rest}",
     "action=login outcome=failure"},
    {"SMTP connection from {:maybe}[{src_ip:some}]:{src_port:int} {details:rest}",
     "action=connect"},
    {"SMTP connection from {:maybe}[{src_ip:some}] {details:rest}", "action=connect"},
    {"SMTP call from {:maybe}[{src_ip:some}]:{src_port:int} dropped: {reason:rest}",
     "action=disconnect outcome=failure"},
    {"SMTP call from {:maybe}[{src_ip:some}] dropped: {reason:rest}",
     "action=disconnect outcome=failure"},
    {"SMTP protocol synchronization error {details:some}: rejected {:some} "
     "H={:maybe}[{src_ip:some}]{:rest}",
     "action=mail_rejected outcome=failure"},
    {"no host name found for IP address {src_ip:ip}", "action=connect reason=no_name"},
    {"no MAIL in SMTP connection from {:maybe}[{src_ip:some}]:{src_port:int}", "action=connect"},
    {"rejected {command} from {:maybe}[{src_ip:some}]:{src_port:int}: {reason:rest}",
     "action=mail_rejected outcome=failure"},
    {"H={src_host:maybe} ({helo:some}) [{src_ip:some}]:{src_port:int} "
     "{details:maybe}F=<{from:maybe}> rejected RCPT <{to:some}>: {reason:rest}",
     "action=mail_rejected outcome=failure"},
    {"H={:maybe}[{src_ip:some}]:{src_port:int} {details:maybe}F=<{from:maybe}> rejected RCPT "
     "<{to:some}>: {reason:rest}",
     "action=mail_rejected outcome=failure"},
    {"H={:maybe}[{src_ip:some}]{details:some}rejected {command:some}: {reason:rest}",
     "action=mail_rejected outcome=failure"},
    {"TLS error on connection from {:maybe}[{src_ip:some}]:{src_port:int} {details:maybe}: "
     "{reason:rest}",
     "action=tls outcome=failure"},
    {"TLS error on connection from {:maybe}[{src_ip:some}]{details:rest}",
     "action=tls outcome=failure"},
    {"unexpected disconnection while reading SMTP command from "
     "{:maybe}[{src_ip:some}]:{src_port:int}",
     "action=disconnect"},
    {"login authenticator failed for {:maybe}[{src_ip:some}]{details:rest}",
     "action=login outcome=failure"},
    // ---- OpenSMTPD
    {"smtp-in: New session {session_id} from host {src_host} [{src_ip:some}]", "action=connect"},
    {"smtp-in: Failed command on session {session_id:some}: \"{command:some}\"",
     "{status:rest} => action=command outcome=failure"},
    {"smtp-in: Disconnecting session {session_id:some}: {reason:rest}", "action=disconnect"},
    {"smtp-in: Closing session {session_id:some}", "action=disconnect"},
    {"smtp-in: Received disconnect from session {session_id}", "action=disconnect"},
    {"smtp-in: Accepted message {mail_id} on session {session_id:some}: {details:rest}",
     "action=mail_received"},
    {"smtp-in: session {session_id:some}: connection from host {src_host} [{src_ip:some}] "
     "established",
     "action=connect"},
    {"smtp-in: Authentication failed for user {user} on session {session_id}",
     "action=login outcome=failure"},
    {"{session_id} smtp connected address={src_ip:some} host={src_host}", "action=connect"},
    {"{session_id} smtp authentication user={user} address={src_ip:some} host={src_host} "
     "result={status}",
     "action=login"},
    {"{session_id} smtp failed-command command=\"{command:some}\" result=\"{status:some}\"",
     "action=command outcome=failure"},
    {"{session_id} smtp disconnected reason={reason}", "action=disconnect"},
    // ---- Sendmail
    {"{queue_id:id}: from=<{from:maybe}>, size={size:int}, class={:some}, nrcpts={recipients:int}, "
     "msgid={mail_id:some}, {details:some}relay={src_host:maybe} [{src_ip:some}]",
     "action=mail_received"},
    {"{queue_id:id}: to={to:some}, {details:some}relay={dst_host:some} [{dst_ip:some}], "
     "{details_more:some}stat={status:rest}",
     "action=mail_sent"},
    {"{queue_id:id}: ruleset={rule:some}, arg1={argument:some}, relay={src_host:maybe} "
     "[{src_ip:some}], reject={reason:rest}",
     "action=mail_rejected outcome=failure"},
    {"{queue_id:id}: AUTH failure ({auth_method:some}): {reason:rest}",
     "action=login outcome=failure"},
    // ---- filters
    {"({process_number:some}) Blocked {verdict:some} {{details:some}}, "
     "[{src_ip:some}]:{src_port:int} {more:some} <{from:maybe}> -> <{to:some}>{:rest}",
     "action=mail_blocked outcome=failure"},
    {"({process_number:some}) Passed {verdict:some} {{details:some}}, "
     "[{src_ip:some}]:{src_port:int} {more:some} <{from:maybe}> -> <{to:some}>{:rest}",
     "action=mail_passed"},
    {"{file:some}: {signature} FOUND", "action=malware_found"},
    {"spamd: identified spam ({score:some}) for {user:some}:{uid:int} in {seconds} seconds, "
     "{bytes:int} bytes.",
     "action=spam_found"},
    {"spamd: clean message ({score:some}) for {user:some}:{uid:int} in {seconds} seconds, "
     "{bytes:int} bytes.",
     "action=mail_passed"},
    {"action={action:some}, reason={reason:some}, client_name={src_host:some}, "
     "client_address={src_ip:ip}{?/{:int}?}{?, sender={from:some}?}{?, recipient={to:rest}?}",
     "status=greylist"},
};

}  // namespace

const line::Family mail{"mail", "linux", names, shapes, true, true};

}  // namespace ward::ingest::syslog
