// SPDX-License-Identifier: Apache-2.0
// Database servers: MySQL, MariaDB, PostgreSQL, MongoDB.
#include "ingest/parse/syslog/program/list.h"

namespace ward::ingest::syslog {

namespace {

constexpr std::string_view names[] = {"mysqld",   "mysql",      "mariadb", "mariadbd",
                                      "postgres", "postgresql", "mongod",  "oracle"};

constexpr line::Shape shapes[] = {
    {"{thread:int} [Note] Access denied for user '{user:some}'@'{src_ip:some}' (using password: "
     "{has_password:some})",
     "action=login outcome=failure"},
    {"{thread:int} [Note] [{code:some}] [Server] Access denied for user "
     "'{user:some}'@'{src_ip:some}' (using password: {has_password:some})",
     "action=login outcome=failure"},
    {"{thread:int} [Warning] Access denied for user '{user:some}'@'{src_ip:some}' (using password: "
     "{has_password:some})",
     "action=login outcome=failure"},
    {"{thread:int} [Warning] Access denied for user '{user:some}'@'{src_ip:some}' to database "
     "'{database:some}'",
     "action=login outcome=failure"},
    {"{thread:int} [Warning] [{code:some}] [Server] Access denied for user "
     "'{user:some}'@'{src_ip:some}' (using password: {has_password:some})",
     "action=login outcome=failure"},
    {"{thread:int} [Warning] Aborted connection {connection_id:int} to db: '{database:some}' user: "
     "'{user:some}' host: '{src_ip:some}' ({reason:some})",
     "action=disconnect"},
    {"{thread:int} [{level:some}] [{code:some}] [{subsystem:some}] {event_text:rest}",
     "action=database"},
    {"{thread:int} [{level:some}] {event_text:rest}", "action=database"},
    {"{thread:int} Connect{:some}{user}@{src_ip} on {database:maybe} using {protocol:rest}",
     "action=login"},
    {"{thread:int} Connect{:some}Access denied for user '{user:some}'@'{src_ip:some}' (using "
     "password: {has_password:some})",
     "action=login outcome=failure"},
    {"{thread:int} Query{command:rest}", "action=query"},
    {"[Note] Access denied for user '{user:some}'@'{src_ip:some}' (using password: "
     "{has_password:some})",
     "action=login outcome=failure"},
    {"Access denied for user '{user:some}'@'{src_ip:some}' (using password: {has_password:some})",
     "action=login outcome=failure"},
    // ---- PostgreSQL, behind its time
    {"[{pid:int}] {src_ip:ip} {user:some}@{database:some} {level:some}:  password authentication "
     "failed for user \"{target_user:some}\"",
     "action=login outcome=failure"},
    {"[{pid:int}] {user:some}@{database:some} {level:some}:  password authentication failed for "
     "user \"{target_user:some}\"",
     "action=login outcome=failure"},
    {"[{pid:int}] {user:some}@{database:some} {level:some}:  {event_text:rest}", "action=database"},
    {"[{pid:int}] LOG:  connection received: host={src_ip:some} port={src_port:int}",
     "action=connect"},
    {"[{pid:int}] LOG:  connection authorized: user={user} database={database}",
     "action=login outcome=success"},
    {"[{pid:int}] LOG:  disconnection: session time: {duration} user={user} database={database} "
     "host={src_ip} port={src_port:int}",
     "action=logout"},
    {"[{pid:int}] FATAL:  password authentication failed for user \"{user:some}\"",
     "action=login outcome=failure"},
    {"[{pid:int}] FATAL:  no pg_hba.conf entry for host \"{src_ip:some}\", user \"{user:some}\", "
     "database \"{database:some}\"",
     "action=login outcome=failure"},
    {"[{pid:int}] FATAL:  role \"{user:some}\" does not exist",
     "action=login outcome=failure reason=invalid_user"},
    {"[{pid:int}] LOG:  {event_text:rest}", "action=database level=LOG"},
    {"[{pid:int}] FATAL:  {event_text:rest}", "action=database level=FATAL"},
    {"[{pid:int}] ERROR:  {event_text:rest}", "action=database level=ERROR"},
    {"[{pid:int}] STATEMENT:  {command:rest}", "action=query level=STATEMENT"},
    {":{src_ip:ip}({src_port:int}):{user:some}@{database:some}:[{pid:int}]:{level:some}:  password "
     "authentication failed for user \"{target_user:some}\"",
     "action=login outcome=failure"},
    {":{src_ip:ip}({src_port:int}):{user:some}@{database:some}:[{pid:int}]:{level:some}:  "
     "{event_text:rest}",
     "action=database"},
    {"FATAL:  password authentication failed for user \"{user:some}\"",
     "action=login outcome=failure"},
};

}  // namespace

const line::Family database{"database", "", names, shapes, true, true};

}  // namespace ward::ingest::syslog
