// SPDX-License-Identifier: Apache-2.0
// Advice: what to do next and what things are called, from content; and the steps that fit an
// incident, with its names filled in.
#include <algorithm>

#include "base/file.h"
#include "base/yaml.h"
#include "incident/attack.h"
#include "incident/facts.h"
#include "language/sentences.h"

namespace ward::incident {

using model::Clause;
using model::EntityKind;

static void read_items(const base::YamlNode& document, const std::string& file,
                       std::vector<Advice::Step>& steps, std::vector<Advice::Step>& names,
                       base::Diagnostics& diagnostics) {
    if (!document.is_sequence()) {
        diagnostics.error({file, document.line, document.column}, "advice must be a list");
        return;
    }
    for (const auto& item : document.items) {
        const std::string when(item.text_of("when"));
        const auto step = item.text_of("do"), name = item.text_of("name");
        if (step.empty() == name.empty())
            diagnostics.error({file, item.line, item.column},
                              "each item needs either 'do' (a next step) or 'name' (what it is "
                              "called in a title)");
        else if (!step.empty())
            steps.push_back({when, std::string(step)});
        else
            names.push_back({when, std::string(name)});
    }
}

Advice Advice::load(const std::string& folder, base::Diagnostics& diagnostics) {
    Advice out;
    const auto files = base::list_files(folder);
    if (!files.ok()) return out;
    for (const auto& file : *files) {
        if (!file.ends_with(".yaml")) continue;
        const auto text = base::read_file(file);
        if (!text.ok()) {
            diagnostics.error({file, 0, 0}, text.error().text);
            continue;
        }
        for (const auto& document : base::parse_yaml(*text, file, diagnostics))
            read_items(document, file, out.steps_, out.names_, diagnostics);
    }
    return out;
}

std::string Advice::technique_name(const std::string& technique) const {
    for (std::string id = technique; !id.empty();) {
        for (const auto& name : names_)
            if (name.when == id) return name.text;
        const size_t dot = id.find('.');
        id = dot == std::string::npos ? std::string() : id.substr(0, dot);
    }
    return {};
}

std::string Advice::name_of(const std::vector<std::string>& tags) const {
    for (const auto& technique : techniques_of(tags))
        if (auto name = technique_name(technique); !name.empty()) return name;
    const auto tactics = tactics_of(tags);
    return tactics.empty() ? std::string() : tactic_name(tactics.back());
}

namespace {

constexpr size_t steps_max = 10;

class Steps {
public:
    Steps(const Facts& facts, const Advice& advice, std::vector<Clause>& out)
        : facts_(facts), advice_(advice), out_(out) {}

    void tell() {
        size_t told = 0;
        for (const auto& step : advice_.steps()) {
            if (told == steps_max) return;
            std::vector<const model::IncidentFinding*> reasons;
            for (const auto& finding : facts_.findings())
                if (fits(finding, step.when)) reasons.push_back(&finding);
            if (reasons.empty()) continue;
            Clause clause;
            clause.section = model::Section::next_steps;
            cite(clause.events, reasons.front()->event);
            if (!fill(step.text, reasons, clause)) continue;
            const bool is_told = std::any_of(out_.begin(), out_.end(), [&](const Clause& other) {
                return other.text == clause.text;
            });
            if (!is_told) out_.push_back(std::move(clause)), ++told;
        }
    }

private:
    using Findings = std::vector<const model::IncidentFinding*>;

    // False if a name is asked for that nothing has.
    bool fill(std::string_view text, const Findings& reasons, Clause& clause) const {
        while (!text.empty()) {
            const size_t open = text.find('{'), close = text.find('}');
            if (open == std::string_view::npos || close == std::string_view::npos || close < open)
                break;
            clause.text += text.substr(0, open);
            const auto kind = model::parse_entity_kind(text.substr(open + 1, close - open - 1));
            const auto values = kind ? choose(*kind, reasons) : std::vector<std::string>{};
            if (values.empty()) return false;
            constexpr size_t shown_max = 4;
            clause.text += language::enumerate(values, shown_max);
            for (size_t i = 0; i < values.size() && i < shown_max; ++i)
                cite(clause.events, witness(*kind, values[i], reasons));
            text.remove_prefix(close + 1);
        }
        clause.text += text;
        return true;
    }

    // What the findings that ask for the step name; without any, what the incident names. Of
    // addresses only those outside: nobody blocks their own.
    std::vector<std::string> choose(EntityKind kind, const Findings& reasons) const {
        const auto all =
            kind == EntityKind::address ? facts_.foreign_addresses() : facts_.values(kind);
        std::vector<std::string> out;
        for (const auto& value : all)
            if (std::any_of(reasons.begin(), reasons.end(), [&](const auto* finding) {
                    const auto values = kind == EntityKind::host ? subjects_of(*finding)
                                                                 : values_of(*finding, kind);
                    return std::find(values.begin(), values.end(), value) != values.end();
                }))
                out.push_back(value);
        return out.empty() ? all : out;
    }

    Events witness(EntityKind kind, const std::string& value, const Findings& reasons) const {
        for (const auto* finding : reasons)
            if (names(*finding, kind, value)) return {finding->event};
        return facts_.witnesses(kind, {value});
    }

    const Facts& facts_;
    const Advice& advice_;
    std::vector<Clause>& out_;
};

}  // namespace

void tell_next_steps(const Facts& facts, const Advice& advice, std::vector<Clause>& out) {
    Steps(facts, advice, out).tell();
}

}  // namespace ward::incident
