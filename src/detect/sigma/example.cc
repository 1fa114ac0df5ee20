// SPDX-License-Identifier: Apache-2.0
// Reads the examples that rules carry. Runs nothing: that is the caller's part.
#include "detect/sigma/example.h"

#include <fmt/format.h>

#include "base/text.h"
#include "base/yaml.h"

namespace ward::detect::sigma {

namespace {

using base::YamlNode;
using model::ValueKind;

class ExampleReader {
public:
    ExampleReader(const std::string& file, base::Diagnostics& diagnostics)
        : file_(file), diagnostics_(diagnostics) {}

    std::optional<Example> read(const YamlNode& node) {
        Example out;
        out.line = node.line;
        const YamlNode* match = node.find("match");
        if (!match || !match->is_boolean()) return fail(node, "'match' is true or false");
        out.match = base::equals_ignore_case(match->text, "true");
        if (const YamlNode* events = node.find("events")) {
            for (const auto& item : events->items)
                if (!read_repeated(item, out.events)) return {};
        } else {
            auto event = read_event(node);
            if (!event) return {};
            out.events.push_back(std::move(*event));
        }
        if (out.events.empty()) return fail(node, "an example wants an event");
        const auto source = read_log_source(node);
        for (auto& event : out.events)
            if (!event.log_source) event.log_source = source;
        return out;
    }

private:
    std::nullopt_t fail(const YamlNode& at, std::string text) {
        diagnostics_.error({file_, at.line, at.column}, std::move(text),
                           "see the guide: examples in rules");
        return std::nullopt;
    }

    // One event, or as many as 'repeat' says, 'every' apart, with "{n}" counted from 1.
    bool read_repeated(const YamlNode& node, std::vector<ExampleEvent>& out) {
        const auto event = read_event(node);
        if (!event) return false;
        const YamlNode* repeat = node.find("repeat");
        const auto count = repeat ? base::parse_integer(repeat->text) : int64_t{1};
        if (!count || *count < 1 || out.size() + static_cast<size_t>(*count) > example_events_max) {
            fail(*repeat, fmt::format("'repeat' is a number from 1 to {}", example_events_max));
            return false;
        }
        base::TimeNs every_ns = 0;
        if (const YamlNode* every = node.find("every");
            every && !read_offset(every->text, every_ns)) {
            fail(*every, fmt::format("'{}' is no time: write 90s, 5m or 2h", every->text));
            return false;
        }
        for (int64_t n = 1; n <= *count; n++) {
            ExampleEvent& one = out.emplace_back(*event);
            one.at_ns += (n - 1) * every_ns;
            if (!repeat) continue;
            put_number(one.raw, n);
            for (auto& field : one.fields) put_number(field.text, n);
        }
        return true;
    }

    static void put_number(std::string& text, int64_t n) {
        constexpr std::string_view mark = "{n}";
        const std::string number = std::to_string(n);
        for (size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at))
            text.replace(at, mark.size(), number);
    }

    std::optional<ExampleEvent> read_event(const YamlNode& node) {
        ExampleEvent out;
        const YamlNode* event = node.find("event");
        const YamlNode* raw = node.find("raw");
        if (event && event->is_mapping()) {
            flatten(*event, "", out.fields);
        } else if (raw && raw->is_scalar()) {
            out.raw = raw->text;
        } else {
            return fail(node, "an example wants 'event' (a mapping) or 'raw' (text)");
        }
        if (const YamlNode* at = node.find("at"); at && !read_offset(at->text, out.at_ns))
            return fail(*at, fmt::format("'{}' is no time: write 90s, 5m or 2h", at->text));
        out.log_source = read_log_source(node);
        return out;
    }

    static bool read_offset(std::string_view text, base::TimeNs& out) {
        static constexpr std::pair<std::string_view, double> units[] = {
            {"ms", 0.001}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}};
        constexpr double seconds_max = 1e9;
        for (const auto& [unit, seconds] : units) {
            if (!text.ends_with(unit)) continue;
            const auto number = base::parse_real(text.substr(0, text.size() - unit.size()));
            if (!number || !(*number >= 0 && *number * seconds < seconds_max)) continue;
            out = static_cast<base::TimeNs>(*number * seconds * 1e9);
            return true;
        }
        return false;
    }

    static std::optional<LogSourceWanted> read_log_source(const YamlNode& node) {
        const YamlNode* source = node.find("logsource");
        if (!source) return {};
        return LogSourceWanted{std::string(source->text_of("product")),
                               std::string(source->text_of("category")),
                               std::string(source->text_of("service"))};
    }

    static ValueKind kind_of(const YamlNode& node) {
        if (node.is_null()) return ValueKind::null;
        if (node.is_boolean()) return ValueKind::boolean;
        if (node.is_integer()) return ValueKind::integer;
        return node.is_real() ? ValueKind::real : ValueKind::text;
    }

    static void flatten(const YamlNode& node, const std::string& name,
                        std::vector<ExampleField>& out) {
        for (const auto& [key, value] : node.members)
            flatten(value, name.empty() ? key.text : name + "." + key.text, out);
        for (const auto& item : node.items) flatten(item, name, out);
        if (node.is_scalar() || node.is_null()) out.push_back({name, node.text, kind_of(node)});
    }

    const std::string& file_;
    base::Diagnostics& diagnostics_;
};

}  // namespace

std::vector<Example> read_examples(std::string_view rule_text, const std::string& file,
                                   base::Diagnostics& diagnostics) {
    std::vector<Example> out;
    base::Diagnostics told;  // YAML faults: when the rule was loaded
    ExampleReader reader(file, diagnostics);
    for (const auto& root : base::parse_yaml(rule_text, file, told)) {
        const YamlNode* tests = root.find("tests");
        if (!tests) continue;
        if (!tests->is_sequence())
            diagnostics.error({file, tests->line, tests->column}, "'tests' is a list of examples");
        for (const auto& item : tests->items) {
            if (out.size() >= examples_max) break;
            if (auto example = reader.read(item)) out.push_back(std::move(*example));
        }
    }
    return out;
}

}  // namespace ward::detect::sigma
