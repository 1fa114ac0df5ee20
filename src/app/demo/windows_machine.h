// SPDX-License-Identifier: Apache-2.0
// A Windows computer of the simulation: its sessions and processes, and the events that they leave
// in its logs. Process identifiers and GUIDs, logon identifiers and record numbers are consistent
// over the day.
#pragma once

#include <map>

#include "app/demo/day.h"
#include "app/demo/windows_log.h"

namespace ward::app::demo {

/// A logon session.
struct Session {
    std::string domain, login, sid;
    uint64_t logon_id = 0;
    std::string integrity = "Medium";
    int terminal = 1;
    std::string logon_guid = {};
};

struct Process {
    uint32_t id = 0;
    std::string guid, image, command, user;
};

/// The other end of a connection.
struct Peer {
    std::string name, address;
    int port = 443;
};

class WindowsMachine {
public:
    WindowsMachine(Day& day, const Scenario& scenario, const Host& host);

    /// The same machine a day later: what runs keeps its names, its logs go on counting.
    void go_on_from(const WindowsMachine& yesterday);

    const Host& host() const { return host_; }
    const std::string& computer() const { return computer_; }
    std::string user_of(const Session& session) const {
        return session.domain + '\\' + session.login;
    }

    /// Writes an event now.
    void log(std::string_view channel, int event_id, const EventData& data);

    /// 4624 (and 4672 for administrators); the session ends with sign_out().
    Session sign_in(const Person& person, int logon_type, const std::string& address,
                    bool is_administrator = false);
    void sign_out(const Session& session, int logon_type);
    const Session& system() const { return system_; }

    // ---- Sysmon
    Process start(const Program& program, const std::string& command, const Process& parent,
                  const Session& session);
    void end(const Process& process);
    void connect(const Process& process, const Peer& peer);
    void ask(const Process& process, const Peer& peer);
    void write_file(const Process& process, const std::string& path);
    void set_value(const Process& process, const std::string& key, const std::string& details);

    /// A process that has run since the machine started ("services", "svchost", "lsass", ...).
    const Process& resident(const std::string& name) const { return residents_.at(name); }
    /// The process that the story calls `name`, else the resident of that name, else none.
    const Process& find(const std::string& name) const;
    /// The processes that the story or a person's session has named.
    std::map<std::string, Process>& named() { return named_; }
    std::map<std::string, Session>& sessions() { return sessions_; }

    std::string sid_of(const Person& person) const;
    std::string guid() { return make_guid(day_.now_ns()); }
    int ephemeral_port() { return static_cast<int>(day_.between(49152, 65000)); }

private:
    std::string make_guid(base::TimeNs started_ns);
    uint32_t next_process_id();
    Process make_resident(const std::string& image, uint32_t id);

    Day& day_;
    const Scenario& scenario_;
    const Host& host_;
    std::string computer_, machine_id_;
    std::map<std::string, uint64_t> records_;  // by channel
    Session system_;
    std::map<std::string, Process> residents_, named_;
    std::map<std::string, Session> sessions_;  // of people who are signed in, by login
    uint64_t next_logon_id_;
    uint32_t last_process_id_;
};

/// Hashes of a program as Sysmon lists them; the same program has the same everywhere.
std::string hashes_of(const std::string& image, const std::string& version);

}  // namespace ward::app::demo
