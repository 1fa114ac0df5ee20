// SPDX-License-Identifier: Apache-2.0
// Postfix: mail in, mail out, and who tried to sign in.
#include "ingest/parse/syslog/program/list.h"

namespace ward::ingest::syslog {

namespace {

constexpr std::string_view names[] = {"postfix",
                                      "postfix/smtpd",
                                      "postfix/smtp",
                                      "postfix/qmgr",
                                      "postfix/cleanup",
                                      "postfix/pickup",
                                      "postfix/local",
                                      "postfix/bounce",
                                      "postfix/anvil",
                                      "postfix/postscreen",
                                      "postfix/pipe",
                                      "postfix/lmtp",
                                      "postfix/virtual",
                                      "postfix/error",
                                      "postfix/scache",
                                      "postfix/trivial-rewrite",
                                      "postfix/submission/smtpd",
                                      "postfix/smtps/smtpd",
                                      "postfix/master",
                                      "postfix/tlsproxy",
                                      "postfix/dnsblog",
                                      "postfix/sendmail",
                                      "postfix/postfix-script",
                                      "postfix/proxymap"};

constexpr line::Shape shapes[] = {
    {"{queue_id:id}: warning: header {header:text} from {src_host:some}[{src_ip:some}]; "
     "from=<{from:maybe}> to=<{to:some}>{? proto={protocol}?}{? helo=<{helo:maybe}>?}",
     "action=mail_header"},
    {"{queue_id:id}: warning: header {header:text} from local; from=<{from:maybe}> to=<{to:some}>",
     "action=mail_header"},
    {"{queue_id:id}: prepend: header {header:text} from {src_host:some}[{src_ip:some}]; "
     "from=<{from:maybe}> to=<{to:some}> proto={protocol} helo=<{helo:maybe}>",
     "action=mail_header"},
    {"{queue_id:id}: Used TLS for {dst_host:some}[{dst_ip:some}]:{dst_port:int}", "action=tls"},
    {"{queue_id:id}: to=<{to:some}>, orig_to=<{orig_to:some}>, relay={dst_host:some}, "
     "{details:some}dsn={dsn:some}, status={status} ({reason:text})",
     "action=mail_sent"},
    {"{queue_id:id}: to={to:some}, {:some}relay={dst_ip:ip}:{dst_port:int}, "
     "{details:some}status={status} ({reason:text})",
     "action=mail_sent"},
    {"proxy-accept: {phase:some}: {status:int} {reason:some}; from=<{from:maybe}> to=<{to:some}> "
     "proto={protocol} helo=<{helo:maybe}>",
     "action=mail_received"},
    {"proxy-reject: {phase:some}: {status:int} {reason:some}; from=<{from:maybe}> to=<{to:some}> "
     "proto={protocol} helo=<{helo:maybe}>",
     "action=mail_rejected outcome=failure"},
    {"connect from {src_host:some}[{src_ip:some}]", "action=connect"},
    {"disconnect from {src_host:some}[{src_ip:some}]{? {statistics:rest}?}", "action=disconnect"},
    {"lost connection after {phase:some} from {src_host:some}[{src_ip:some}]",
     "action=disconnect reason=lost_connection"},
    {"timeout after {phase:some} from {src_host:some}[{src_ip:some}]",
     "action=disconnect reason=timeout"},
    {"too many errors after {phase:some} from {src_host:some}[{src_ip:some}]",
     "action=disconnect reason=too_many_errors"},
    {"improper command pipelining after {phase:some} from {src_host:some}[{src_ip:some}]",
     "action=connect reason=improper_pipelining"},
    {"Anonymous TLS connection established from {src_host:some}[{src_ip:some}]: {tls:rest}",
     "action=tls"},
    {"Trusted TLS connection established from {src_host:some}[{src_ip:some}]: {tls:rest}",
     "action=tls"},
    {"Untrusted TLS connection established from {src_host:some}[{src_ip:some}]: {tls:rest}",
     "action=tls"},
    {"Anonymous TLS connection established to {dst_host:some}[{dst_ip:some}]:{dst_port:int}: "
     "{tls:rest}",
     "action=tls"},
    {"Trusted TLS connection established to {dst_host:some}[{dst_ip:some}]:{dst_port:int}: "
     "{tls:rest}",
     "action=tls"},
    {"Untrusted TLS connection established to {dst_host:some}[{dst_ip:some}]:{dst_port:int}: "
     "{tls:rest}",
     "action=tls"},
    {"Verified TLS connection established to {dst_host:some}[{dst_ip:some}]:{dst_port:int}: "
     "{tls:rest}",
     "action=tls"},
    {"SSL_accept error from {src_host:some}[{src_ip:some}]: {reason:rest}",
     "action=tls outcome=failure"},
    {"SSL_accept error from {src_host:some}[{src_ip:some}]", "action=tls outcome=failure"},
    {"warning: {src_host:some}[{src_ip:some}]: SASL {auth_method} authentication failed: "
     "{reason:some}, sasl_username={user:rest}",
     "action=login outcome=failure"},
    {"warning: {src_host:some}[{src_ip:some}]: SASL {auth_method} authentication failed: "
     "{reason:rest}",
     "action=login outcome=failure"},
    {"warning: hostname {src_host} does not resolve to address {src_ip:ip}",
     "action=connect reason=name_mismatch"},
    {"warning: non-SMTP command from {src_host:some}[{src_ip:some}]: {command:rest}",
     "action=connect reason=bad_command"},
    {"warning: {src_ip:ip}: hostname {src_host} verification failed: {reason:rest}",
     "action=connect reason=name_mismatch"},
    {"warning: {src_ip:ip}: address not listed for hostname {src_host}",
     "action=connect reason=name_mismatch"},
    {"warning: Connection rate limit exceeded: {rate:int} from {src_host:some}[{src_ip:some}] for "
     "service {service_name}",
     "action=connect outcome=failure reason=rate_limit"},
    {"warning: {reason:rest}", "action=warning"},
    // ---- messages, by their queue id
    {"{queue_id:id}: client={src_host:some}[{src_ip:some}], sasl_method={auth_method:some}, "
     "sasl_username={user:rest}",
     "action=login outcome=success"},
    {"{queue_id:id}: client={src_host:some}[{src_ip:some}]", "action=mail_received"},
    {"{queue_id:id}: message-id=<{mail_id:text}>", "action=mail_received"},
    {"{queue_id:id}: message-id={mail_id}", "action=mail_received"},
    {"{queue_id:id}: from=<{from:maybe}>, size={size:int}, nrcpt={recipients:int} ({reason:rest}",
     "action=mail_queued"},
    {"{queue_id:id}: from=<>, size={size:int}, nrcpt={recipients:int} ({reason:rest}",
     "action=mail_queued"},
    {"{queue_id:id}: from=<{from:maybe}>, status={status:some}, {reason:rest}",
     "action=mail_returned"},
    {"{queue_id:id}: to=<{to:some}>, orig_to=<{orig_to:some}>, "
     "relay={dst_host:some}[{dst_ip:some}]:{dst_port:int}, delay={delay:some}, "
     "delays={delays:some}, dsn={dsn:some}, status={status} ({reason:text})",
     "action=mail_sent"},
    {"{queue_id:id}: to=<{to:some}>, relay={dst_host:some}[{dst_ip:some}]:{dst_port:int}, "
     "conn_use={conn_use:int}, delay={delay:some}, delays={delays:some}, dsn={dsn:some}, "
     "status={status} ({reason:text})",
     "action=mail_sent"},
    {"{queue_id:id}: to=<{to:some}>, relay={dst_host:some}[{dst_ip:some}]:{dst_port:int}, "
     "delay={delay:some}, delays={delays:some}, dsn={dsn:some}, status={status} ({reason:text})",
     "action=mail_sent"},
    {"{queue_id:id}: to=<{to:some}>, orig_to=<{orig_to:some}>, relay={dst_host:some}, "
     "delay={delay:some}, delays={delays:some}, dsn={dsn:some}, status={status} ({reason:text})",
     "action=mail_sent"},
    {"{queue_id:id}: to=<{to:some}>, relay={dst_host:some}, delay={delay:some}, "
     "delays={delays:some}, dsn={dsn:some}, status={status} ({reason:text})",
     "action=mail_sent"},
    {"{queue_id:id}: to=<{to:some}>, relay={dst_host:some}, delay={delay:some}, "
     "{details:some}status={status} ({reason:text})",
     "action=mail_sent"},
    {"{queue_id:id}: uid={uid:int} from=<{from:maybe}>", "action=mail_submitted"},
    {"{queue_id:id}: uid={uid:int} from={from}", "action=mail_submitted"},
    {"{queue_id:id}: removed", "action=mail_removed"},
    {"{queue_id:id}: expired, returned to sender", "action=mail_returned"},
    {"{queue_id:id}: sender non-delivery notification: {bounce_id}", "action=mail_bounced"},
    {"{queue_id:id}: sender delivery status notification: {bounce_id}", "action=mail_bounced"},
    {"{queue_id:id}: reject: {phase} from {src_host:some}[{src_ip:some}]: {status:int} {dsn} "
     "<{client:some}>: {reason:some}; from=<{from:maybe}> to=<{to:some}> proto={protocol} "
     "helo=<{helo:maybe}>",
     "action=mail_rejected outcome=failure"},
    {"{queue_id:id}: reject: {phase} from {src_host:some}[{src_ip:some}]: {status:int} {dsn} "
     "{reason:some}; from=<{from:maybe}> to=<{to:some}> proto={protocol} helo=<{helo:maybe}>",
     "action=mail_rejected outcome=failure"},
    {"{queue_id:id}: reject: {phase} from {src_host:some}[{src_ip:some}]: {status:int} "
     "{reason:some}; from=<{from:maybe}> to=<{to:some}> proto={protocol}{? helo=<{helo:maybe}>?}",
     "action=mail_rejected outcome=failure"},
    {"{queue_id:id}: reject: {phase} from {src_host:some}[{src_ip:some}]: {status:int} "
     "{reason:some}; from=<> to=<{to:some}> proto={protocol}{? helo=<{helo:maybe}>?}",
     "action=mail_rejected outcome=failure"},
    {"{queue_id:id}: reject: {phase} from [{src_ip:some}]:{src_port:int}: {status:int} "
     "{reason:some}; from=<{from:maybe}>, to=<{to:some}>, proto={protocol:some}, "
     "helo=<{helo:maybe}>",
     "action=mail_rejected outcome=failure"},
    {"{queue_id:id}: reject: {phase} from {src_host:some}[{src_ip:some}]: {status:int} "
     "{reason:rest}",
     "action=mail_rejected outcome=failure"},
    {"{queue_id:id}: milter-reject: {phase} from {src_host:some}[{src_ip:some}]: {reason:rest}",
     "action=mail_rejected outcome=failure"},
    {"{queue_id:id}: filter: {phase} from {src_host:some}[{src_ip:some}]: {reason:some}; "
     "from=<{from:maybe}> to=<{to:some}> proto={protocol} helo=<{helo:maybe}>",
     "action=mail_filtered"},
    {"{queue_id:id}: warning: header {header:some} from {src_host:some}[{src_ip:some}]; "
     "from=<{from:maybe}> to=<{to:some}> proto={protocol} helo=<{helo:maybe}>",
     "action=mail_received"},
    {"{queue_id:id}: warning: {reason:rest}", "action=warning"},
    {"{queue_id:id}: lost connection with {dst_host:some}[{dst_ip:some}] while {phase:rest}",
     "action=disconnect"},
    {"{queue_id:id}: host {dst_host:some}[{dst_ip:some}] said: {reason:rest}",
     "action=mail_deferred"},
    {"{queue_id:id}: host {dst_host:some}[{dst_ip:some}] refused to talk to me: {reason:rest}",
     "action=mail_deferred"},
    {"{queue_id:id}: replace: {details:rest}", "action=mail_changed"},
    // ---- connections
    {"connect to {dst_host:some}[{dst_ip:some}]:{dst_port:int}: {reason:rest}",
     "action=connect outcome=failure"},
    {"setting up TLS connection from {src_host:some}[{src_ip:some}]", "action=tls"},
    {"statistics: max connection rate {rate} for ({service_name:some}:{src_ip:ip})",
     "action=statistics"},
    {"statistics: max connection count {count} for ({service_name:some}:{src_ip:ip})",
     "action=statistics"},
    {"statistics: max message rate {rate} for ({service_name:some}:{src_ip:ip})",
     "action=statistics"},
    {"CONNECT from [{src_ip:some}]:{src_port:int} to [{dst_ip:some}]:{dst_port:int}",
     "action=connect"},
    {"PASS NEW [{src_ip:some}]:{src_port:int}", "action=connect outcome=success"},
    {"PASS OLD [{src_ip:some}]:{src_port:int}", "action=connect outcome=success"},
    {"PREGREET {bytes:int} after {seconds} from [{src_ip:some}]:{src_port:int}: {reason:rest}",
     "action=connect outcome=failure reason=pregreet"},
    {"HANGUP after {seconds} from [{src_ip:some}]:{src_port:int} in {phase:rest}",
     "action=disconnect"},
    {"DNSBL rank {rank:int} for [{src_ip:some}]:{src_port:int}",
     "action=connect outcome=failure reason=blocklisted"},
    {"DISCONNECT [{src_ip:some}]:{src_port:int}", "action=disconnect"},
    {"WHITELISTED [{src_ip:some}]:{src_port:int}", "action=connect"},
    {"ALLOWLISTED [{src_ip:some}]:{src_port:int}", "action=connect"},
    {"COMMAND {command:some} from [{src_ip:some}]:{src_port:int} {details:rest}",
     "action=connect outcome=failure"},
    {"BARE NEWLINE from [{src_ip:some}]:{src_port:int} {details:rest}",
     "action=connect outcome=failure"},
    {"NOQUEUE: reject: {phase} from {src_host:some}[{src_ip:some}]: {status:int} {reason:rest}",
     "action=mail_rejected outcome=failure"},
    {"addr {src_ip:ip} listed by domain {list} as {answer}", "action=connect reason=blocklisted"},
};

}  // namespace

const line::Family postfix{"postfix", "linux", names, shapes, true};

}  // namespace ward::ingest::syslog
