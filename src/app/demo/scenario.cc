// SPDX-License-Identifier: Apache-2.0
#include "app/demo/scenario.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/file.h"
#include "base/text.h"

namespace ward::app::demo {

namespace {

constexpr std::string_view kinds[] = {"start", "end", "windows", "syslog", "access",
                                      "json",  "eve", "connect", "write",  "line"};

// "15:10:30" as an offset from the day's start; nothing if it is none.
std::optional<base::TimeNs> read_offset(std::string_view text) {
    base::TimeNs seconds = 0;
    int parts = 0;
    for (const auto part : base::split(text, ':')) {
        const auto number = base::parse_integer(part);
        if (!number || ++parts > 3) return {};
        seconds = seconds * 60 + *number;
    }
    for (; parts < 3; ++parts) seconds *= 60;
    return seconds * base::second_ns;
}

std::string string_of(const base::YamlNode& node, std::string_view name) {
    return std::string(node.text_of(name));
}

// What the simulation cannot do without (company.h).
constexpr std::string_view needed_lists[] = {
    "servers",     "housekeeping", "desk_programs", "documents", "downloads",
    "attachments", "senders",      "system_values", "units",     "sudo",
    "pages",       "assets",       "agents",        "calls"};
constexpr std::string_view needed_programs[] = {"userinit", "explorer", "firefox", "outlook",
                                                "winword",  "excel",    "acrobat", "nightbackup"};
constexpr std::string_view needed_hosts[] = {"DC-01", "FS-01", "fw-01", "mail-01", "web-01"};

class Loader {
public:
    Loader(const std::string& file, base::Diagnostics& diagnostics)
        : file_(file), diagnostics_(diagnostics) {}

    Scenario load(const base::YamlNode& root) {
        out_.seed = static_cast<uint64_t>(base::parse_integer(root.text_of("seed")).value_or(1));
        out_.domain = root.text_of("domain"), out_.netbios = root.text_of("netbios");
        out_.public_address = root.text_of("public_address");
        each(root, "hosts", [this](const auto& item) { host(item); });
        each(root, "people", [this](const auto& item) { person(item); });
        each(root, "programs", [this](const auto& item) { program(item); });
        each(root, "sites", [this](const auto& item) {
            out_.sites.push_back({string_of(item, "name"), string_of(item, "address")});
        });
        if (const auto* lists = root.find("lists"))
            for (const auto& [name, items] : lists->members)
                for (const auto& item : items.items) out_.lists[name.text].push_back(item.text);
        each(root, "false_alarms", [this](const auto& item) { step(item); });
        const size_t ordinary = out_.steps.size();
        each(root, "intrusion", [this](const auto& item) { step(item); });
        for (size_t i = ordinary; i < out_.steps.size(); ++i) out_.steps[i].is_of_intrusion = true;
        bound_story(ordinary);
        check_needed(root);
        return std::move(out_);
    }

private:
    template <typename Take>
    static void each(const base::YamlNode& root, std::string_view name, Take take) {
        if (const auto* list = root.find(name))
            for (const auto& item : list->items) take(item);
    }

    void fault(const base::YamlNode& node, std::string text) {
        diagnostics_.error({file_, node.line, node.column}, std::move(text));
    }

    void host(const base::YamlNode& item) {
        out_.hosts.push_back({string_of(item, "name"), string_of(item, "role"),
                              string_of(item, "address"), item.text_of("system") == "windows"});
    }

    void person(const base::YamlNode& item) {
        Person out{string_of(item, "name"), string_of(item, "login"), string_of(item, "desk")};
        std::string_view hours = item.text_of("hours");
        const auto begin = read_offset(base::take_until(hours, '-'));
        const auto end = read_offset(hours);
        if (!begin || !end || *begin >= *end) return fault(item, "'hours' must be HH:MM-HH:MM");
        if (!out.desk.empty() && out_.find_host(out.desk) == nullptr)
            return fault(item, fmt::format("no host is called '{}'", out.desk));
        out.begin_ns = *begin, out.end_ns = *end;
        out.relative_id = 1104 + 3 * static_cast<int>(out_.people.size());
        out_.people.push_back(std::move(out));
    }

    void program(const base::YamlNode& item) {
        Program out;
        out.name = item.text_of("name"), out.image = item.text_of("image");
        out.description = item.text_of("description"), out.product = item.text_of("product");
        out.company = item.text_of("company"), out.original = item.text_of("original");
        out.version = item.text_of("version");
        each(item, "commands", [&out](const auto& one) { out.commands.push_back(one.text); });
        if (out.image.empty()) return fault(item, "a program needs an 'image'");
        out_.programs[out.name] = out;
    }

    void step(const base::YamlNode& item) {
        Step out;
        out.count = static_cast<uint64_t>(base::parse_integer(item.text_of("count")).value_or(1));
        std::string_view at = item.text_of("at");
        const auto begin = read_offset(base::take_until(at, '-'));
        const auto end = at.empty() ? begin : read_offset(at);
        if (!begin || !end || *end < *begin)
            return fault(item, "'at' must be HH:MM[:SS] or HH:MM-HH:MM");
        out.begin_ns = *begin, out.end_ns = *end, out.host = item.text_of("host");
        if (out_.find_host(out.host) == nullptr)
            return fault(item, fmt::format("no host is called '{}'", out.host));
        for (const auto kind : kinds)
            if (const auto* body = item.find(kind)) out.kind = kind, out.body = *body;
        if (out.kind.empty())
            return fault(item, fmt::format("a step needs one of {}", fmt::join(kinds, ", ")));
        out_.steps.push_back(std::move(out));
    }

    void need(const base::YamlNode& root, bool is_there, std::string_view what,
              std::string_view name) {
        if (!is_there) fault(root, fmt::format("the scenario needs the {} '{}'", what, name));
    }

    void need_programs(const base::YamlNode& root, const std::vector<std::string>& names) {
        for (const auto& name : names) {
            const auto found = out_.programs.find(name);
            need(root, found != out_.programs.end() && !found->second.commands.empty(),
                 "program (with commands)", name);
        }
    }

    void check_needed(const base::YamlNode& root) {
        for (const auto name : needed_lists) {
            const auto found = out_.lists.find(std::string(name));
            need(root, found != out_.lists.end() && !found->second.empty(), "list", name);
        }
        need_programs(root, {std::begin(needed_programs), std::end(needed_programs)});
        need_programs(root, out_.lists["housekeeping"]);
        need_programs(root, out_.lists["desk_programs"]);
        for (const auto name : needed_hosts)
            need(root, out_.find_host(name) != nullptr, "host", name);
        need(root, out_.find_person("djansen") != nullptr, "person", "djansen");
        need(root, out_.sites.size() > 3, "list of more than three", "sites");
        for (const auto& call : out_.lists["calls"])
            need(root, base::split(call, ' ').size() == 4, "form 'service event r|w role' of",
                 call);
    }

    void bound_story(size_t first) {
        for (size_t i = first; i < out_.steps.size(); ++i) {
            const auto& step = out_.steps[i];
            out_.story_begin_ns =
                i == first ? step.begin_ns : std::min(out_.story_begin_ns, step.begin_ns);
            out_.story_end_ns = std::max(out_.story_end_ns, step.end_ns);
        }
    }

    const std::string& file_;
    base::Diagnostics& diagnostics_;
    Scenario out_;
};

}  // namespace

const Host* Scenario::find_host(std::string_view name) const {
    const auto found =
        std::find_if(hosts.begin(), hosts.end(), [&](const auto& h) { return h.name == name; });
    return found == hosts.end() ? nullptr : &*found;
}

const Host* Scenario::find_role(std::string_view role) const {
    const auto found =
        std::find_if(hosts.begin(), hosts.end(), [&](const auto& h) { return h.role == role; });
    return found == hosts.end() ? nullptr : &*found;
}

const Person* Scenario::find_person(std::string_view login) const {
    const auto found =
        std::find_if(people.begin(), people.end(), [&](const auto& p) { return p.login == login; });
    return found == people.end() ? nullptr : &*found;
}

Scenario load_scenario(const std::string& file, base::Diagnostics& diagnostics) {
    const auto text = base::read_file(file);
    if (!text.ok()) {
        diagnostics.error({file, 0, 0}, text.error().text);
        return {};
    }
    const auto documents = base::parse_yaml(*text, file, diagnostics);
    if (documents.empty()) return {};
    return Loader(file, diagnostics).load(documents.front());
}

}  // namespace ward::app::demo
