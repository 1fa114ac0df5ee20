// SPDX-License-Identifier: Apache-2.0
// Expands a scenario into lines as the real programs write them: Winlogbeat JSON, syslog (RFC
// 3164), access logs (combined), JSON documents. Variables in texts: ${login} ${host} ${address}
// ${domain} ${pick LIST} ${int A B} ${hex N} ${guid} ${time}
#include <fmt/format.h>

#include <algorithm>

#include "app/demo/scenario.h"
#include "base/json.h"
#include "base/random.h"
#include "base/text.h"

namespace ward::app::demo {

namespace {

constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

class Expander {
public:
    Expander(const Scenario& scenario, base::TimeNs start_ns)
        : scenario_(scenario), start_ns_(start_ns), random_(scenario.seed) {}

    std::vector<Line> expand() {
        for (const auto& happening : scenario_.happenings)
            for (uint64_t i = 0; i < happening.count; ++i) happen(happening);
        std::stable_sort(lines_.begin(), lines_.end(),
                         [](const Line& a, const Line& b) { return a.time_ns < b.time_ns; });
        return std::move(lines_);
    }

private:
    void happen(const Happening& happening) {
        const auto span = static_cast<uint64_t>((happening.end_ns - happening.begin_ns) / 1000);
        time_ns_ = start_ns_ + happening.begin_ns +
                   (span > 0 ? static_cast<base::TimeNs>(random_.below(span)) * 1000 : 0);
        host_ = choose_host(happening);
        login_ = !happening.login.empty() ? happening.login : host_.login;
        if (login_.empty()) login_ = pick("logins");
        Line line{time_ns_, fill(happening.source), {}};
        if (happening.format == "windows")
            line.text = windows(happening.body);
        else if (happening.format == "syslog")
            line.text = syslog(happening.body);
        else if (happening.format == "access")
            line.text = access(happening.body);
        else if (happening.format == "json")
            write_json(happening.body, line.text);
        else
            line.text = fill(happening.body.text);
        lines_.push_back(std::move(line));
    }

    Host choose_host(const Happening& happening) {
        std::vector<const Host*> fitting;
        for (const auto& host : scenario_.hosts)
            if (happening.host.empty() ? host.role == happening.role : host.name == happening.host)
                fitting.push_back(&host);
        if (fitting.empty()) return {happening.host, "", "", ""};
        return *fitting[random_.below(fitting.size())];
    }

    std::string pick(const std::string& list) {
        const auto found = scenario_.lists.find(list);
        if (found == scenario_.lists.end() || found->second.empty()) return {};
        // The front of a list is common, its end rare, as things are in real logs.
        const double u = random_.unit();
        const auto at = static_cast<size_t>(u * u * static_cast<double>(found->second.size()));
        return fill(found->second[at]);
    }

    std::string hex(size_t digits) {
        std::string out;
        while (out.size() < digits) out += fmt::format("{:016x}", random_.next());
        return out.substr(0, digits);
    }

    std::string variable(std::string_view text) {
        std::string_view rest = text;
        const std::string_view name = base::take_until(rest, ' ');
        if (name == "login") return login_;
        if (name == "host") return host_.name;
        if (name == "address") return host_.address;
        if (name == "domain") return scenario_.domain;
        if (name == "time") return base::format_rfc3339(time_ns_, 3);
        if (name == "pick") return pick(std::string(rest));
        if (name == "hex") return hex(static_cast<size_t>(base::parse_integer(rest).value_or(8)));
        if (name == "guid")
            return fmt::format("{{{}-{}-{}-{}-{}}}", hex(8), hex(4), hex(4), hex(4), hex(12));
        if (name == "int") {
            const int64_t low = base::parse_integer(base::take_until(rest, ' ')).value_or(0);
            const int64_t high = base::parse_integer(rest).value_or(low);
            return fmt::format(
                "{}",
                low + static_cast<int64_t>(random_.below(static_cast<uint64_t>(high - low + 1))));
        }
        return "${" + std::string(text) + "}";
    }

    std::string fill(std::string_view text) {
        std::string out;
        for (;;) {
            const size_t open = text.find("${");
            const size_t close = open == std::string_view::npos ? open : text.find('}', open);
            if (close == std::string_view::npos) return out.append(text);
            out.append(text.substr(0, open));
            out += variable(text.substr(open + 2, close - open - 2));
            text.remove_prefix(close + 1);
        }
    }

    void write_json(const base::YamlNode& node, std::string& out) {
        base::JsonWriter writer(out);
        write_node(node, writer);
    }

    void write_node(const base::YamlNode& node, base::JsonWriter& out) {
        if (node.is_mapping()) {
            out.begin_object();
            for (const auto& [name, value] : node.members)
                out.key(name.text), write_node(value, out);
            out.end_object();
        } else if (node.is_sequence()) {
            out.begin_array();
            for (const auto& item : node.items) write_node(item, out);
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

    // The shape in which Winlogbeat 8 ships an event.
    std::string windows(const base::YamlNode& body) {
        std::string out;
        base::JsonWriter json(out);
        const std::string computer = host_.name + "." + scenario_.domain;
        json.begin_object().field("@timestamp", base::format_rfc3339(time_ns_, 3));
        json.key("winlog").begin_object();
        json.field("channel", body.text_of("channel"))
            .field("provider_name", body.text_of("provider"));
        json.field("event_id", body.text_of("event_id")).field("computer_name", computer);
        json.field("record_id", ++record_).key("event_data");
        if (const auto* data = body.find("data"))
            write_node(*data, json);
        else
            json.begin_object().end_object();
        json.end_object();
        json.key("host").begin_object().field("name", computer).end_object();
        json.key("agent")
            .begin_object()
            .field("type", "winlogbeat")
            .field("version", "8.17.0")
            .end_object();
        json.end_object();
        return out;
    }

    std::string syslog(const base::YamlNode& body) {
        const base::CivilTime t = base::to_civil(time_ns_);
        const std::string_view priority =
            body.text_of("priority").empty() ? "38" : body.text_of("priority");
        std::string app = fill(body.text_of("app"));
        if (app != "kernel") app += fmt::format("[{}]", 400 + random_.below(30000));
        return fmt::format("<{}>{} {:2} {:02}:{:02}:{:02} {} {}: {}", priority, months[t.month - 1],
                           t.day, t.hour, t.minute, t.second, base::to_lower(host_.name), app,
                           fill(body.text_of("message")));
    }

    std::string access(const base::YamlNode& body) {
        const base::CivilTime t = base::to_civil(time_ns_);
        const auto part = [&](std::string_view name, std::string_view otherwise) {
            const auto text = body.text_of(name);
            return fill(text.empty() ? otherwise : text);
        };
        const std::string client = part("client", "${address}"), user = part("user", "-");
        const std::string request =
            fmt::format("{} {} HTTP/1.1", part("method", "GET"), part("path", "/"));
        return fmt::format(
            "{} - {} [{:02}/{}/{}:{:02}:{:02}:{:02} +0000] \"{}\" {} {} \"{}\" \"{}\"", client,
            user, t.day, months[t.month - 1], t.year, t.hour, t.minute, t.second, request,
            part("status", "200"), part("bytes", "${int 300 60000}"), part("referrer", "-"),
            part("agent", "${pick agents}"));
    }

    const Scenario& scenario_;
    base::TimeNs start_ns_;
    base::SeededRandom random_;
    std::vector<Line> lines_;
    base::TimeNs time_ns_ = 0;  // of the line being made
    Host host_;
    std::string login_;
    uint64_t record_ = 0;
};

}  // namespace

std::vector<Line> expand(const Scenario& scenario, base::TimeNs start_ns) {
    return Expander(scenario, start_ns).expand();
}

}  // namespace ward::app::demo
