// SPDX-License-Identifier: Apache-2.0
// Dovecot: who read mail, and who tried.
#include "ingest/parse/syslog/program/list.h"

namespace ward::ingest::syslog {

namespace {

constexpr std::string_view names[] = {"dovecot", "imap-login", "pop3-login",   "managesieve-login",
                                      "imap",    "pop3",       "dovecot-auth", "auth"};

constexpr line::Shape shapes[] = {
    {"imap-login: Login: user=<{user:text}>, method={auth_method:some}, rip={src_ip:some}, "
     "lip={dst_ip:some}, {details:rest}",
     "action=login outcome=success protocol=imap"},
    {"pop3-login: Login: user=<{user:text}>, method={auth_method:some}, rip={src_ip:some}, "
     "lip={dst_ip:some}, {details:rest}",
     "action=login outcome=success protocol=pop3"},
    {"managesieve-login: Login: user=<{user:text}>, method={auth_method:some}, rip={src_ip:some}, "
     "lip={dst_ip:some}, {details:rest}",
     "action=login outcome=success protocol=sieve"},
    {"Login: user=<{user:text}>, method={auth_method:some}, rip={src_ip:some}, lip={dst_ip:some}, "
     "{details:rest}",
     "action=login outcome=success"},
    {"{protocol:some}-login: {reason:some}: user=<{user:text}>, method={auth_method:some}, "
     "rip={src_ip:some}, lip={dst_ip:some}{?, {details:rest}?}",
     "action=login outcome=failure"},
    {"{protocol:some}-login: {reason:some}: user=<{user:text}>, rip={src_ip:some}, "
     "lip={dst_ip:some}{?, {details:rest}?}",
     "action=login outcome=failure"},
    {"{protocol:some}-login: {reason:some}: user=<>, rip={src_ip:some}, lip={dst_ip:some}{?, "
     "{details:rest}?}",
     "action=login outcome=failure"},
    {"{protocol:some}-login: {reason:some}: rip={src_ip:some}, lip={dst_ip:some}{?, "
     "{details:rest}?}",
     "action=disconnect"},
    {"{reason:some}: user=<{user:text}>, method={auth_method:some}, rip={src_ip:some}, "
     "lip={dst_ip:some}{?, {details:rest}?}",
     "action=login outcome=failure"},
    {"{reason:some}: user=<>, rip={src_ip:some}, lip={dst_ip:some}{?, {details:rest}?}",
     "action=disconnect"},
    {"imap({user:some})<{process_id:int}><{session_id:some}>: {event_text:rest}",
     "action=mailbox protocol=imap"},
    {"pop3({user:some})<{process_id:int}><{session_id:some}>: {event_text:rest}",
     "action=mailbox protocol=pop3"},
    {"lmtp({user:some})<{process_id:int}><{session_id:some}>: {event_text:rest}",
     "action=mailbox protocol=lmtp"},
    {"imap({user:some}): {event_text:rest}", "action=mailbox protocol=imap"},
    {"pop3({user:some}): {event_text:rest}", "action=mailbox protocol=pop3"},
    {"lda({user:some}): {event_text:rest}", "action=mail_delivered"},
    {"auth-worker({worker_pid:int}): {details:some}({user:some},{src_ip:some}): {reason:rest}",
     "action=login outcome=failure"},
    {"auth-worker({worker_pid:int}): {details:some}({user:some},{src_ip:ip},<{:some}>): "
     "{reason:rest}",
     "action=login outcome=failure"},
    {"auth-worker: {details:some}({user:some},{src_ip:some}): {reason:rest}",
     "action=login outcome=failure"},
    {"auth: {details:some}({user:some},{src_ip:ip}{:some}): {reason:rest}",
     "action=login outcome=failure"},
    {"pam_unix(dovecot:auth): authentication failure; logname={logname:some} uid={uid:int} "
     "euid={euid:int} tty={tty:some} ruser={ruser,user} rhost={rhost,src_ip}",
     "action=login outcome=failure"},
};

}  // namespace

const line::Family dovecot{"dovecot", "linux", names, shapes, true};

}  // namespace ward::ingest::syslog
