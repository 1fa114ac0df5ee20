// SPDX-License-Identifier: Apache-2.0
// People at their computers: they come, sign in, read mail, browse, write, lock the screen for
// lunch and go home. Each thing they do leaves its lines in the logs of every machine that it
// touches.
#include "app/demo/company.h"

namespace ward::app::demo {

namespace {

constexpr base::TimeNs minute_ns = 60 * base::second_ns;
constexpr base::TimeNs hour_ns = 60 * minute_ns;
constexpr double seconds_between_deeds = 24;

}  // namespace

void Company::plan_desks() {
    for (const auto& person : scenario_.people) {
        if (person.desk.empty()) continue;
        const base::TimeNs late_ns =
            day_.between(-6, 9) * minute_ns + day_.between(0, 59) * base::second_ns;
        day_.at(day_.at_ns(person.begin_ns) + late_ns, [this, &person] { arrive(person); });
    }
}

void Company::arrive(const Person& person) {
    WindowsMachine& desk = machine(person.desk);
    const std::string& address = desk.host().address;
    grant_ticket(person, address);
    grant_service(person, address, person.desk + "$");
    const Session session = desk.sign_in(person, 2, "127.0.0.1");
    desk.sessions()[person.login] = session;
    refresh_policy(person, address);
    const Process init = desk.start(program("userinit"), program("userinit").image,
                                    desk.resident("winlogon"), session);
    day_.after(1.1, [this, &desk, &person, init, session] {
        desk.named()["explorer " + person.login] =
            desk.start(program("explorer"), "C:\\Windows\\Explorer.EXE", init, session);
        day_.after(25, [&desk, init] { desk.end(init); });
        day_.after(4 + day_.wait(30), [this, &person] { work(person); });
    });
    const base::TimeNs lunch_ns = 12 * hour_ns + day_.between(-20, 40) * minute_ns;
    if (person.begin_ns < 11 * hour_ns && person.end_ns > 13 * hour_ns)
        day_.at(day_.at_ns(lunch_ns), [this, &person] { rest(person, 1500 + day_.wait(600)); });
    day_.at(day_.at_ns(person.end_ns) + day_.between(-4, 12) * minute_ns,
            [this, &person] { leave(person); });
}

void Company::work(const Person& person) {
    WindowsMachine& desk = machine(person.desk);
    const auto found = desk.sessions().find(person.login);
    if (found == desk.sessions().end()) return;  // gone home
    const Session session = found->second;
    const bool is_away = desk.named().contains("away " + person.login);
    const uint64_t dice = is_away ? 100 : day_.below(100);
    if (dice < 45)
        browse(desk, session);
    else if (dice < 65)
        read_mail(desk, person, session);
    else if (dice < 88)
        edit_document(desk, person, session);
    else if (dice < 100)
        use_program(desk, session);
    day_.after(1 + day_.wait(seconds_between_deeds), [this, &person] { work(person); });
}

void Company::rest(const Person& person, double seconds) {
    WindowsMachine& desk = machine(person.desk);
    const auto found = desk.sessions().find(person.login);
    if (found == desk.sessions().end()) return;
    const Session session = found->second;
    const auto lock_event = [&desk, session](int event_id) {
        desk.log("Security", event_id,
                 {{"TargetUserSid", session.sid},
                  {"TargetUserName", session.login},
                  {"TargetDomainName", session.domain},
                  {"TargetLogonId", fmt::format("0x{:x}", session.logon_id)},
                  {"SessionId", fmt::format("{}", session.terminal)}});
    };
    lock_event(4800);
    desk.named()["away " + person.login] = {};
    day_.after(seconds, [&desk, &person, lock_event] {
        const Session unlock = desk.sign_in(person, 7, "127.0.0.1");
        desk.sign_out(unlock, 7);
        lock_event(4801);
        desk.named().erase("away " + person.login);
    });
}

void Company::leave(const Person& person) {
    WindowsMachine& desk = machine(person.desk);
    const auto found = desk.sessions().find(person.login);
    if (found == desk.sessions().end()) return;
    const Session session = found->second;
    for (auto at = desk.named().begin(); at != desk.named().end();) {
        const bool is_theirs = at->first.ends_with(" " + person.login);
        if (is_theirs && at->second.id != 0) desk.end(at->second);
        at = is_theirs ? desk.named().erase(at) : std::next(at);
    }
    desk.log("Security", 4647,
             {{"TargetUserSid", session.sid},
              {"TargetUserName", session.login},
              {"TargetDomainName", session.domain},
              {"TargetLogonId", fmt::format("0x{:x}", session.logon_id)}});
    desk.sign_out(session, 2);
    desk.sessions().erase(found);
}

// A program that stays open all day; started from the desktop when it is first wanted.
const Process& Company::running(WindowsMachine& machine, const Session& session,
                                const std::string& name) {
    const std::string key = name + " " + session.login;
    const auto found = machine.named().find(key);
    if (found != machine.named().end()) return found->second;
    const Program& chosen = program(name);
    const Process started = machine.start(chosen, day_.pick(chosen.commands),
                                          machine.named()["explorer " + session.login], session);
    return machine.named()[key] = started;
}

void Company::browse(WindowsMachine& machine, const Session& session) {
    const Process browser = running(machine, session, "firefox");
    for (int64_t i = day_.between(1, 3); i > 0; --i)
        visit(machine, browser, peer_of(day_.pick(scenario_.sites)));
    if (day_.chance(0.06))
        machine.write_file(browser,
                           "C:\\Users\\" + session.login + "\\Downloads\\" + pick("downloads"));
}

void Company::read_mail(WindowsMachine& machine, const Person& person, const Session& session) {
    const Process outlook = running(machine, session, "outlook");
    machine.connect(outlook, {"mail-01." + scenario_.domain, address_of("mail-01"), 993});
    fetch_mail(person, machine.host().address);
    if (day_.chance(0.2))
        machine.write_file(outlook, "C:\\Users\\" + session.login +
                                        "\\AppData\\Local\\Microsoft\\Windows\\INetCache\\"
                                        "Content.Outlook\\" +
                                        day_.hex(8) + "\\" + pick("attachments"));
}

void Company::edit_document(WindowsMachine& machine, const Person& person, const Session& session) {
    const std::string document = pick("documents");
    open_share(person, machine.host().address, document);
    const bool is_sheet = document.ends_with(".xlsx"), is_text = document.ends_with(".docx");
    const std::string name = is_sheet ? "excel" : is_text ? "winword" : "acrobat";
    const Program& chosen = program(name);
    const Process process =
        machine.start(chosen, fmt::format("\"{}\" \"F:\\{}\"", chosen.image, document),
                      machine.named()["explorer " + session.login], session);
    if (is_sheet || is_text)
        day_.after(3, [&machine, process, session, document] {
            machine.write_file(process, "C:\\Users\\" + session.login +
                                            "\\AppData\\Roaming\\Microsoft\\Office\\Recent\\" +
                                            document.substr(document.rfind('\\') + 1) + ".LNK");
        });
    day_.after(20 + day_.wait(500), [&machine, process] { machine.end(process); });
}

void Company::use_program(WindowsMachine& machine, const Session& session) {
    const Program& chosen = program(pick("desk_programs"));
    const Process process = machine.start(chosen, day_.pick(chosen.commands),
                                          machine.named()["explorer " + session.login], session);
    day_.after(3 + day_.wait(240), [&machine, process] { machine.end(process); });
}

}  // namespace ward::app::demo
