// SPDX-License-Identifier: Apache-2.0
// The steps of the scenario: its false alarms and the intrusion, which the file tells one by one.
//
//   start    {as, program | image, command, parent, login, integrity}   a process begins (Sysmon 1)
//   end      {process}
//   connect  {process | client, name, address, port, bytes_out, bytes_in, seconds}
//   write    {process, path}                                            a file is written (Sysmon
//   11) windows  {channel, event_id, data}      syslog {priority, app, pid, message} access
//   {client, request, status, bytes, referrer, agent} json     {source, body}                 line
//   {source, text}
//
// Variables in texts: ${pid P} ${guid P} ${image P} ${sid LOGIN} ${logon LOGIN} ${address HOST}
// ${int A B} ${hex N} ${time} ${sysmon_time} ${n} (which repetition, from 0)
#include "app/demo/company.h"
#include "base/json.h"
#include "base/text.h"

namespace ward::app::demo {

void Company::plan_steps(bool has_intrusion) {
    for (const auto& step : scenario_.steps) {
        if (step.is_of_intrusion && !has_intrusion) continue;
        const base::TimeNs span_ns = step.end_ns - step.begin_ns;
        for (uint64_t i = 0; i < step.count; ++i) {
            const auto count = static_cast<base::TimeNs>(step.count);
            const base::TimeNs offset_ns =
                span_ns / count * static_cast<base::TimeNs>(i) +
                (span_ns > 0 ? static_cast<base::TimeNs>(
                                   day_.below(static_cast<uint64_t>(span_ns / count) + 1))
                             : day_.between(20, 800) * 1'000'000);
            day_.at(day_.at_ns(step.begin_ns) + offset_ns, [this, &step] { happen(step); });
        }
    }
}

void Company::happen(const Step& step) {
    const auto text = [&](std::string_view name, std::string_view otherwise = "") {
        const auto own = step.body.text_of(name);
        return fill(own.empty() ? otherwise : own, step);
    };
    const auto number = [&](std::string_view name, int64_t otherwise) {
        return base::parse_integer(text(name)).value_or(otherwise);
    };
    if (step.kind == "syslog") {
        syslog(step.host, static_cast<int>(number("priority", 38)), text("app"),
               static_cast<uint64_t>(number("pid", 0)), text("message"));
    } else if (step.kind == "access") {
        access(text("client"), text("request"), static_cast<int>(number("status", 200)),
               number("bytes", 512), text("referrer", "-"), text("agent", "-"));
    } else if (step.kind == "json") {
        if (const auto* body = step.body.find("body"))
            day_.write(text("source"), json(*body, step));
    } else if (step.kind == "line") {
        day_.write(text("source"), text("text"));
    } else if (step.kind == "connect") {
        connect(step);
    } else {
        happen_on_windows(step);
    }
}

void Company::happen_on_windows(const Step& step) {
    WindowsMachine& at = machine(step.host);
    if (step.kind == "start") {
        start_process(step);
    } else if (step.kind == "end") {
        at.end(at.find(std::string(step.body.text_of("process"))));
    } else if (step.kind == "write") {
        at.write_file(at.find(std::string(step.body.text_of("process"))),
                      fill(step.body.text_of("path"), step));
    } else if (step.kind == "windows") {
        EventData data;
        if (const auto* members = step.body.find("data"))
            for (const auto& [name, value] : members->members)
                data.emplace_back(name.text, fill(value.text, step));
        const int64_t event_id = base::parse_integer(step.body.text_of("event_id")).value_or(0);
        at.log(step.body.text_of("channel"), static_cast<int>(event_id), data);
    }
}

Session Company::session_of(WindowsMachine& machine, const std::string& login,
                            const std::string& integrity) {
    Session out = machine.system();
    const auto found = machine.sessions().find(login);
    if (found != machine.sessions().end())
        out = found->second;
    else if (const Person* person = scenario_.find_person(login); person != nullptr)
        out = machine.sessions()[login] = machine.sign_in(*person, 3, "", false);
    if (!integrity.empty()) out.integrity = integrity;
    return out;
}

void Company::start_process(const Step& step) {
    WindowsMachine& at = machine(step.host);
    const auto text = [&](std::string_view name) { return fill(step.body.text_of(name), step); };
    Program chosen;
    if (const auto known = scenario_.programs.find(text("program"));
        known != scenario_.programs.end())
        chosen = known->second;
    if (const auto image = text("image"); !image.empty()) chosen.image = image;
    const std::string login = text("login"), parent_name = text("parent");
    const Session session = session_of(at, login, text("integrity"));
    const bool is_of_person = at.named().contains(parent_name + " " + login);
    const Process parent = at.find(is_of_person ? parent_name + " " + login : parent_name);
    const std::string command = text("command");
    at.named()[text("as")] =
        at.start(chosen, command.empty() ? chosen.image : command, parent, session);
}

void Company::connect(const Step& step) {
    const auto text = [&](std::string_view name) { return fill(step.body.text_of(name), step); };
    const auto number = [&](std::string_view name) {
        return base::parse_integer(text(name)).value_or(0);
    };
    const Peer peer{text("name"), text("address"), static_cast<int>(number("port"))};
    std::string client = address_of(step.host);
    if (const auto name = text("process"); !name.empty()) {
        WindowsMachine& at = machine(step.host);
        const Process& process = at.find(name);
        if (!peer.name.empty() && text("asks") != "false")
            look_up(client, peer), at.ask(process, peer);
        at.connect(process, peer);
    }
    if (const auto other = text("client"); !other.empty()) client = other;
    if (number("bytes_out") > 0)
        flow(client, peer,
             {number("bytes_out"), number("bytes_in"), static_cast<double>(number("seconds"))});
}

std::string Company::variable(std::string_view text, const Step& step) {
    std::string_view rest = text;
    const std::string name(base::take_until(rest, ' ')), of(rest);
    const auto machine_at = machines_.find(step.host);
    if (machine_at != machines_.end()) {
        WindowsMachine& at = machine_at->second;
        if (name == "pid") return fmt::format("{}", at.find(of).id);
        if (name == "guid") return at.find(of).guid;
        if (name == "image") return at.find(of).image;
        if (name == "new_guid") return at.guid();
        if (name == "logon") return fmt::format("0x{:x}", session_of(at, of, "").logon_id);
        if (const Person* person = scenario_.find_person(of); name == "sid" && person != nullptr)
            return at.sid_of(*person);
    }
    if (name == "address") return address_of(of.empty() ? step.host : of);
    if (name == "hex") return day_.hex(static_cast<size_t>(base::parse_integer(rest).value_or(8)));
    if (name == "time") return base::format_rfc3339(day_.now_ns(), 0);
    if (name == "sysmon_time") return sysmon_time(day_.now_ns());
    if (name == "pick" && scenario_.lists.contains(of)) return fill(pick(of), step);
    if (name == "int") {
        const int64_t low = base::parse_integer(base::take_until(rest, ' ')).value_or(0);
        return fmt::format("{}", day_.between(low, base::parse_integer(rest).value_or(low)));
    }
    return "${" + std::string(text) + "}";
}

std::string Company::fill(std::string_view text, const Step& step) {
    std::string out;
    for (;;) {
        const size_t open = text.find("${");
        const size_t close = open == std::string_view::npos ? open : text.find('}', open);
        if (close == std::string_view::npos) return out.append(text);
        out.append(text.substr(0, open));
        out += variable(text.substr(open + 2, close - open - 2), step);
        text.remove_prefix(close + 1);
    }
}

namespace {

template <typename Fill>
void write_node(const base::YamlNode& node, base::JsonWriter& out, const Fill& fill) {
    if (node.is_mapping()) {
        out.begin_object();
        for (const auto& [name, value] : node.members)
            out.key(name.text), write_node(value, out, fill);
        out.end_object();
    } else if (node.is_sequence()) {
        out.begin_array();
        for (const auto& item : node.items) write_node(item, out, fill);
        out.end_array();
    } else if (node.is_null()) {
        out.null();
    } else if (node.is_boolean()) {
        out.value(base::lower(node.text[0]) == 't');
    } else if (node.is_integer()) {
        out.value(*base::parse_integer(node.text));
    } else {
        out.value(fill(node.text));
    }
}

}  // namespace

std::string Company::json(const base::YamlNode& node, const Step& step) {
    std::string out;
    base::JsonWriter writer(out);
    write_node(node, writer, [&](std::string_view text) { return fill(text, step); });
    return out;
}

}  // namespace ward::app::demo
