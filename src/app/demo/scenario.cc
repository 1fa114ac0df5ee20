// SPDX-License-Identifier: Apache-2.0
#include "app/demo/scenario.h"

#include <fmt/format.h>

#include "base/file.h"
#include "base/text.h"

namespace ward::app::demo {

namespace {

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

constexpr std::string_view formats[] = {"windows", "syslog", "access", "json", "line"};

class Loader {
public:
    Loader(const std::string& file, base::Diagnostics& diagnostics)
        : file_(file), diagnostics_(diagnostics) {}

    Scenario load(const base::YamlNode& root) {
        out_.seed = static_cast<uint64_t>(base::parse_integer(root.text_of("seed")).value_or(1));
        out_.domain = root.text_of("domain");
        if (const auto* lists = root.find("lists"))
            for (const auto& [name, items] : lists->members)
                for (const auto& item : items.items) out_.lists[name.text].push_back(item.text);
        if (const auto* hosts = root.find("hosts"))
            for (const auto& item : hosts->items)
                out_.hosts.push_back(
                    {std::string(item.text_of("name")), std::string(item.text_of("role")),
                     std::string(item.text_of("address")), std::string(item.text_of("login"))});
        for (const std::string_view part : {"background", "false_alarms", "intrusion"})
            if (const auto* list = root.find(part))
                for (const auto& item : list->items) happening(item);
        return std::move(out_);
    }

private:
    void fault(const base::YamlNode& node, std::string text) {
        diagnostics_.error({file_, node.line, node.column}, std::move(text));
    }

    void happening(const base::YamlNode& item) {
        Happening out;
        out.count = static_cast<uint64_t>(base::parse_integer(item.text_of("count")).value_or(1));
        std::string_view at = item.text_of("at");
        if (at.empty()) at = "00:00-24:00";
        const auto begin = read_offset(base::take_until(at, '-'));
        const auto end = at.empty() ? begin : read_offset(at);
        if (!begin || !end || *end < *begin)
            return fault(item, "'at' must be HH:MM[:SS] or HH:MM-HH:MM");
        out.begin_ns = *begin, out.end_ns = *end;
        out.role = item.text_of("on"), out.host = item.text_of("host"),
        out.login = item.text_of("login");
        out.source = item.text_of("source");
        for (const auto format : formats)
            if (const auto* body = item.find(format)) out.format = format, out.body = *body;
        if (out.format.empty())
            return fault(item, "a happening needs one of windows, syslog, access, json, line");
        if (out.source.empty()) out.source = out.format;
        out_.happenings.push_back(std::move(out));
    }

    const std::string& file_;
    base::Diagnostics& diagnostics_;
    Scenario out_;
};

}  // namespace

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
