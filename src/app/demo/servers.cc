// SPDX-License-Identifier: Apache-2.0
// The domain controller and the file server of the simulated company: what they log when people
// sign in, ask for tickets and open files, and their own housekeeping.
#include "app/demo/company.h"
#include "base/text.h"

namespace ward::app::demo {

namespace {

constexpr base::TimeNs hour_ns = 3600 * base::second_ns;
constexpr std::string_view security = "Security";

std::string mapped(const std::string& address) {
    return "::ffff:" + address;
}

std::string upper(std::string text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    return text;
}

}  // namespace

void Company::plan_servers() {
    const base::TimeNs begin = day_.midnight_ns(), end = begin + 24 * hour_ns;
    for (auto& [name, machine] : machines_)
        repeat(machine.host().role == "workstation" ? 75 : 55, begin, end,
               [this, &machine] { keep_house(machine); });
    day_.at(begin + 3 * hour_ns, [this] { back_up(); });
    for (const auto& person : scenario_.people)
        if (!person.desk.empty())
            repeat(800, begin + person.begin_ns + 1200 * base::second_ns, begin + person.end_ns,
                   [this, &person] { refresh_policy(person, address_of(person.desk)); });
}

void Company::grant_ticket(const Person& person, const std::string& address) {
    WindowsMachine& controller = machine("DC-01");
    controller.log(security, 4768,
                   {{"TargetUserName", person.login},
                    {"TargetDomainName", scenario_.netbios},
                    {"TargetSid", controller.sid_of(person)},
                    {"ServiceName", "krbtgt"},
                    {"ServiceSid", "S-1-5-21-2914407715-1180234467-3308125590-502"},
                    {"TicketOptions", "0x40810010"},
                    {"Status", "0x0"},
                    {"TicketEncryptionType", "0x12"},
                    {"PreAuthType", "2"},
                    {"IpAddress", mapped(address)},
                    {"IpPort", fmt::format("{}", controller.ephemeral_port())},
                    {"CertIssuerName", ""},
                    {"CertSerialNumber", ""},
                    {"CertThumbprint", ""}});
}

void Company::grant_service(const Person& person, const std::string& address,
                            const std::string& service) {
    WindowsMachine& controller = machine("DC-01");
    controller.log(security, 4769,
                   {{"TargetUserName", person.login + "@" + upper(scenario_.domain)},
                    {"TargetDomainName", upper(scenario_.domain)},
                    {"ServiceName", service},
                    {"ServiceSid", "S-1-5-21-2914407715-1180234467-3308125590-1001"},
                    {"TicketOptions", "0x40810000"},
                    {"TicketEncryptionType", "0x12"},
                    {"IpAddress", mapped(address)},
                    {"IpPort", fmt::format("{}", controller.ephemeral_port())},
                    {"Status", "0x0"},
                    {"LogonGuid", controller.guid()},
                    {"TransmittedServices", "-"}});
}

void Company::open_share(const Person& person, const std::string& address,
                         const std::string& path) {
    WindowsMachine& files = machine("FS-01");
    grant_service(person, address, "FS-01$");
    const Session session = files.sign_in(person, 3, address);
    const std::string id = fmt::format("0x{:x}", session.logon_id);
    const EventData head = {{"SubjectUserSid", session.sid},
                            {"SubjectUserName", session.login},
                            {"SubjectDomainName", session.domain},
                            {"SubjectLogonId", id},
                            {"ObjectType", "File"},
                            {"IpAddress", address},
                            {"IpPort", fmt::format("{}", files.ephemeral_port())},
                            {"ShareName", "\\\\*\\office"},
                            {"ShareLocalPath", "\\??\\D:\\office"}};
    EventData share = head;
    share.insert(share.end(), {{"AccessMask", "0x1"}, {"AccessList", "%%4416\n\t\t\t\t"}});
    files.log(security, 5140, share);
    for (int64_t i = day_.between(1, 3); i > 0; --i) {
        EventData detail = head;
        detail.insert(detail.end(),
                      {{"RelativeTargetName", path},
                       {"AccessMask", i == 1 ? "0x120089" : "0x100081"},
                       {"AccessList", "%%1538\n\t\t\t\t%%1541\n\t\t\t\t%%4416\n\t\t\t\t"},
                       {"AccessReason", "-"}});
        files.log(security, 5145, detail);
    }
    day_.after(10 + day_.wait(60), [&files, session] { files.sign_out(session, 3); });
}

void Company::refresh_policy(const Person& person, const std::string& address) {
    WindowsMachine& controller = machine("DC-01");
    grant_service(person, address, "DC-01$");
    const Session session = controller.sign_in(person, 3, address);
    day_.after(1 + day_.wait(15), [&controller, session] { controller.sign_out(session, 3); });
}

// What Windows does by itself: tasks, services, leases, the index.
void Company::keep_house(WindowsMachine& machine) {
    const Session& system = machine.system();
    if (day_.chance(0.45)) {
        const std::string key = pick("system_values");
        machine.set_value(machine.resident("svchost"), key,
                          fmt::format("DWORD (0x{})", day_.hex(8)));
        return;
    }
    const std::string name = pick("housekeeping");
    const Program& chosen = program(name);
    const bool is_task = name == "taskhostw" || name == "usoclient" || name == "defrag";
    const bool is_search = name == "searchprotocolhost";
    const Process parent = machine.resident(is_task              ? "schedule"
                                            : is_search          ? "search"
                                            : name == "mpcmdrun" ? "defender"
                                                                 : "services");
    const Process process = machine.start(chosen, day_.pick(chosen.commands), parent, system);
    if (name == "svchost" && day_.chance(0.5)) visit(machine, process, peer_of(scenario_.sites[0]));
    day_.after(2 + day_.wait(90), [&machine, process] { machine.end(process); });
}

// The night's backup of the file server: the one program there that touches shadow copies.
void Company::back_up() {
    WindowsMachine& files = machine("FS-01");
    const Program& agent = program("nightbackup");
    const Process process =
        files.start(agent, day_.pick(agent.commands), files.resident("services"), files.system());
    files.named()["nightbackup"] = process;
    for (int i = 0; i < 40; ++i)
        day_.after(30 + 20 * i, [this, &files, process] {
            files.write_file(process, fmt::format("D:\\staging\\office-{}.nbk", day_.hex(6)));
        });
    flow(files.host().address, {"backup.storage.example", "192.0.2.40", 443},
         {day_.between(2'100'000'000, 2'600'000'000), 9'400'000, 3'300});
    day_.after(3'400, [&files, process] { files.end(process); });
}

}  // namespace ward::app::demo
