// SPDX-License-Identifier: Apache-2.0
// Every family of programs. A family is added here by its name and by nothing else.
#include "ingest/parse/syslog/program/list.h"

namespace ward::ingest::syslog {

const line::ShapeTable& programs() {
    static const line::Family* const all[] = {
        &sshd,  &sudo, &su,    &pam, &cron, &accounts, &systemd,  &kernel,    &postfix,   &dovecot,
        &named, &dhcp, &cisco, &ftp, &mail, &vpn,      &database, &directory, &appliance, &proxy};
    static const line::ShapeTable table(all);
    return table;
}

}  // namespace ward::ingest::syslog
