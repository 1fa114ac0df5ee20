// SPDX-License-Identifier: Apache-2.0
// A scenario: a company, what happens in it all day, and what happens once. Read from
// content/demo/*.yaml; expanded into log lines by a seed.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/diagnostics.h"
#include "base/yaml.h"

namespace ward::app::demo {

struct Host {
    std::string name, role, address, login;  // login: of the person who sits there; empty: a server
};

/// Something that happens: `count` times within [begin, end) of the day, on a host of `role` (or on
/// `host`).
struct Happening {
    uint64_t count = 1;
    base::TimeNs begin_ns = 0, end_ns = 0;  // offsets from the day's start; equal: at that moment
    std::string role, host, login;
    std::string source;   // name of the log that it goes to
    std::string format;   // "windows", "syslog", "access", "json", "line"
    base::YamlNode body;  // what the line says, with ${...} variables
};

struct Scenario {
    uint64_t seed = 1;
    std::string domain = "example";
    base::TimeNs day_ns = 24 * 3600 * base::second_ns;
    std::vector<Host> hosts;
    std::map<std::string, std::vector<std::string>> lists;
    std::vector<Happening> happenings;
};

Scenario load_scenario(const std::string& file, base::Diagnostics& diagnostics);

/// One line of one log at one moment.
struct Line {
    base::TimeNs time_ns = 0;
    std::string source;
    std::string text;
};

/// All lines of the day that begins at `start_ns`, in order of time. The same scenario and start
/// give the same lines.
std::vector<Line> expand(const Scenario& scenario, base::TimeNs start_ns);

}  // namespace ward::app::demo
