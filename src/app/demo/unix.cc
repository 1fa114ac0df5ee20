// SPDX-License-Identifier: Apache-2.0
// The Linux servers of the simulated company over syslog (RFC 3164): jobs, services, people who
// administer them, and the mail server (postfix, dovecot).
#include "app/demo/company.h"
#include "base/text.h"

namespace ward::app::demo {

namespace {

constexpr base::TimeNs hour_ns = 3600 * base::second_ns;
constexpr int mail_info = 22, daemon_info = 30, cron_info = 78, auth_info = 86, local_info = 38;

}  // namespace

std::string syslog_time(base::TimeNs time_ns) {
    constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const base::CivilTime t = base::to_civil(time_ns);
    return fmt::format("{} {:2} {:02}:{:02}:{:02}", months[t.month - 1], t.day, t.hour, t.minute,
                       t.second);
}

void Company::syslog(const std::string& host, int priority, const std::string& app,
                     uint64_t process_id, const std::string& message) {
    const std::string tag = process_id == 0 ? app : fmt::format("{}[{}]", app, process_id);
    const std::string name = base::to_lower(host);
    day_.write(name, fmt::format("<{}>{} {} {}: {}", priority, syslog_time(day_.now_ns()), name,
                                 tag, message));
}

void Company::plan_unix() {
    const base::TimeNs begin = day_.midnight_ns(), end = begin + 24 * hour_ns;
    for (const std::string host : {"web-01", "mail-01", "fw-01"}) {
        for (int minute = 0; minute < 24 * 60; minute += 5)
            day_.at(begin + (minute * 60 + 1) * base::second_ns, [this, host] {
                const uint64_t process = 2000 + day_.below(28'000);
                syslog(host, cron_info, "CRON", process,
                       "(root) CMD (command -v debian-sa1 > /dev/null && debian-sa1 1 1)");
            });
        repeat(600, begin, end, [this, host] {
            const std::string unit = pick("units");
            syslog(host, daemon_info, "systemd", 1, "Starting " + unit + "...");
            day_.after(1.4, [this, host, unit] {
                syslog(host, daemon_info, "systemd", 1, "Finished " + unit + ".");
            });
        });
    }
    repeat(1500, begin + 8 * hour_ns, begin + 17 * hour_ns, [this] {
        const std::string host = day_.chance(0.5) ? "web-01" : "mail-01";
        const uint64_t process = 9000 + day_.below(20'000);
        const auto desk = address_of(scenario_.find_person("djansen")->desk);
        syslog(host, local_info, "sshd", process,
               fmt::format("Accepted publickey for djansen from {} port {} ssh2: ED25519 "
                           "SHA256:u7Jp2cGZ0kQpXfW9sTqv3bN4mYhR1aLdE8oKiVxCzMw",
                           desk, day_.between(40'000, 60'000)));
        syslog(host, auth_info, "sshd", process,
               "pam_unix(sshd:session): session opened for user djansen(uid=1001) by (uid=0)");
        day_.after(40, [this, host] {
            syslog(
                host, auth_info, "sudo", 0,
                " djansen : TTY=pts/0 ; PWD=/home/djansen ; USER=root ; COMMAND=" + pick("sudo"));
        });
        day_.after(20 + day_.wait(400), [this, host, process] {
            syslog(host, auth_info, "sshd", process,
                   "pam_unix(sshd:session): session closed for user djansen");
        });
    });
    repeat(75, begin + 6 * hour_ns, begin + 20 * hour_ns,
           [this] { deliver_mail(day_.pick(scenario_.people)); });
    for (const auto& person : scenario_.people)
        if (person.desk.empty())
            repeat(500, begin + person.begin_ns, begin + person.end_ns, [this, &person] {
                fetch_mail(person, "10.20.3." + std::to_string(40 + person.relative_id % 40));
            });
}

void Company::deliver_mail(const Person& to) {
    const std::string id = base::to_lower(day_.hex(10));
    std::string queue_id = "4" + day_.hex(9);
    for (char& c : queue_id) c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 32) : c;
    const std::string sender = pick("senders"), client = stranger();
    const std::string domain = sender.substr(sender.find('@') + 1);
    const uint64_t process = 4000 + day_.below(20'000);
    const auto say = [this](const char* app, uint64_t pid, const std::string& text) {
        syslog("mail-01", mail_info, std::string("postfix/") + app, pid, text);
    };
    say("smtpd", process, fmt::format("connect from mx.{}[{}]", domain, client));
    say("smtpd", process, fmt::format("{}: client=mx.{}[{}]", queue_id, domain, client));
    say("cleanup", process + 4, fmt::format("{}: message-id=<{}@{}>", queue_id, id, domain));
    day_.after(0.4, [=, this] {
        say("qmgr", 901,
            fmt::format("{}: from=<{}>, size={}, nrcpt=1 (queue active)", queue_id, sender,
                        day_.between(2'000, 400'000)));
        say("smtpd", process,
            fmt::format("disconnect from mx.{}[{}] ehlo=2 starttls=1 mail=1 rcpt=1 data=1 quit=1 "
                        "commands=7",
                        domain, client));
    });
    const std::string address = to.login + "@" + scenario_.domain;
    day_.after(0.7, [=, this] {
        say("lmtp", process + 7,
            fmt::format("{}: to=<{}>, relay=mail-01.{}[private/dovecot-lmtp], delay=0.71, "
                        "delays=0.4/0.01/0.1/0.2, dsn=2.0.0, status=sent (250 2.0.0 <{}> {} Saved)",
                        queue_id, address, scenario_.domain, address, id));
        say("qmgr", 901, queue_id + ": removed");
    });
}

void Company::fetch_mail(const Person& person, const std::string& address) {
    const uint64_t process = 5000 + day_.below(20'000);
    const std::string session = base::to_lower(day_.hex(12));
    syslog("mail-01", mail_info, "dovecot", 0,
           fmt::format("imap-login: Login: user=<{}>, method=PLAIN, rip={}, lip={}, mpid={}, TLS, "
                       "session=<{}>",
                       person.login, address, address_of("mail-01"), process, session));
    day_.after(5 + day_.wait(60), [=, this] {
        syslog(
            "mail-01", mail_info, "dovecot", 0,
            fmt::format("imap({})<{}><{}>: Disconnected: Logged out in={} out={} deleted=0 "
                        "expunged=0 trashed=0 hdr_count={} hdr_bytes={} body_count=1 body_bytes={}",
                        person.login, process, session, day_.between(100, 900),
                        day_.between(900, 90'000), day_.between(0, 12), day_.between(0, 9'000),
                        day_.between(0, 80'000)));
    });
}

}  // namespace ward::app::demo
