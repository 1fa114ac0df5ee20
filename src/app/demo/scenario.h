// SPDX-License-Identifier: Apache-2.0
// A scenario: a company, its people, machines and programs, and what happens in it once. Read from
// content/demo/*.yaml; a Company (company.h) lives a day of it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/diagnostics.h"
#include "base/yaml.h"

namespace ward::app::demo {

struct Host {
    std::string name, role, address;
    bool is_windows = false;
};

/// Somebody who works there. Times are offsets from the day's start.
struct Person {
    std::string name, login, desk;  // desk: a host's name; empty: reads mail on a phone
    base::TimeNs begin_ns = 0, end_ns = 0;
    int relative_id = 0;  // last part of the account's SID
};

/// A Windows program as Sysmon describes it.
struct Program {
    std::string name, image, description, product, company, original, version;
    std::vector<std::string> commands;
};

/// A place on the internet that people's programs speak to.
struct Site {
    std::string name, address;
};

/// One line or process start of the story: which, when, where. `body` has ${...} variables.
struct Step {
    uint64_t count = 1;
    base::TimeNs begin_ns = 0, end_ns = 0;  // equal: at that moment; else spread evenly
    std::string host;
    bool is_of_intrusion = false;
    std::string kind;  // "start", "windows", "syslog", "access", "json", "connect", ...
    base::YamlNode body;
};

struct Scenario {
    uint64_t seed = 1;
    std::string domain = "example", netbios = "EXAMPLE", public_address;
    std::vector<Host> hosts;
    std::vector<Person> people;
    std::map<std::string, Program> programs;
    std::vector<Site> sites;
    std::map<std::string, std::vector<std::string>> lists;
    std::vector<Step> steps;
    base::TimeNs story_begin_ns = 0, story_end_ns = 0;  // of the intrusion

    const Host* find_host(std::string_view name) const;
    const Host* find_role(std::string_view role) const;
    const Person* find_person(std::string_view login) const;
};

Scenario load_scenario(const std::string& file, base::Diagnostics& diagnostics);

/// One line of one log at one moment.
struct Line {
    base::TimeNs time_ns = 0;
    std::string source;
    std::string text;
};

/// The lines of the last 24 hours before `now_ns`, in order of time, each at its time of day: the
/// part before midnight is the end of yesterday, the part after it the begin of today. The whole
/// intrusion is always among them. The same scenario and moment give the same lines.
std::vector<Line> expand(const Scenario& scenario, base::TimeNs now_ns);

}  // namespace ward::app::demo
