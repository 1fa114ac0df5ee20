// SPDX-License-Identifier: Apache-2.0
#include "incident/story.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "incident/attack.h"
#include "language/sentences.h"

namespace ward::incident {

namespace {

using model::EntityKind;
using model::EventId;
using model::Incident;
using model::IncidentFinding;
using model::Section;

constexpr size_t cited_max = 5;  // ids in one clause; more say nothing more
constexpr size_t timeline_clauses_max = 60;

std::vector<std::string> values_of(const Incident& incident, EntityKind kind) {
    std::vector<std::string> out;
    for (const auto& entity : incident.entities)
        if (entity.kind == kind) out.push_back(entity.value);
    return out;
}

void cite(std::vector<EventId>& out, const EventId& event) {
    if (out.size() < cited_max && std::find(out.begin(), out.end(), event) == out.end())
        out.push_back(event);
}

bool names(const IncidentFinding& finding, EntityKind kind, const std::string& value) {
    return std::any_of(finding.entities.begin(), finding.entities.end(),
                       [&](const auto& e) { return e.kind == kind && e.value == value; });
}

// The events in which an entity stands.
std::vector<EventId> events_with(const Incident& incident, EntityKind kind,
                                 const std::string& value) {
    std::vector<EventId> out;
    for (const auto& finding : incident.findings)
        if (names(finding, kind, value)) cite(out, finding.event);
    return out;
}

// The first event of each tactic that the incident reached.
std::vector<EventId> first_of_each_tactic(const Incident& incident) {
    std::vector<EventId> out;
    std::set<std::string> met;
    for (const auto& finding : incident.findings)
        for (const auto& tactic : tactics_of(finding.tags))
            if (met.insert(tactic).second) cite(out, finding.event);
    if (out.empty()) cite(out, incident.findings.front().event);
    return out;
}

class Teller {
public:
    Teller(Incident& incident, const Advice& advice) : incident_(incident), advice_(advice) {}

    void tell() {
        incident_.story.clear();
        if (incident_.findings.empty()) return;
        title();
        summary();
        people_and_places(Section::who, EntityKind::user, "account");
        people_and_places(Section::where, EntityKind::host, "host");
        people_and_places(Section::where, EntityKind::address, "address");
        people_and_places(Section::where, EntityKind::domain, "domain");
        timeline();
        confidence();
        unknowns();
        next_steps();
    }

private:
    void say(Section section, std::string text, std::vector<EventId> events) {
        if (events.empty()) return;  // nothing is said that no event shows
        model::Clause clause;
        clause.section = section, clause.text = std::move(text), clause.events = std::move(events);
        incident_.story.push_back(std::move(clause));
    }

    void title() {
        const auto hosts = values_of(incident_, EntityKind::host);
        const auto users = values_of(incident_, EntityKind::user);
        const IncidentFinding& gravest =
            *std::max_element(incident_.findings.begin(), incident_.findings.end(),
                              [](const auto& a, const auto& b) { return a.level < b.level; });
        std::string what = gravest.rule_title;
        if (incident_.tactics.size() >= 3)
            what = fmt::format("Intrusion from {} to {}", tactic_name(incident_.tactics.front()),
                               tactic_name(incident_.tactics.back()));
        if (!hosts.empty())
            what += " on " + language::enumerate(hosts, 2);
        else if (!users.empty())
            what += " by " + language::enumerate(users, 2);
        incident_.title = what;
    }

    void summary() {
        const auto hosts = values_of(incident_, EntityKind::host);
        std::set<std::string> rules;
        for (const auto& finding : incident_.findings) rules.insert(finding.rule_id);
        std::string text = fmt::format("{} finding{} of {} rule{}", incident_.finding_count,
                                       incident_.finding_count == 1 ? "" : "s", rules.size(),
                                       rules.size() == 1 ? "" : "s");
        if (!hosts.empty()) text += " on " + language::enumerate(hosts);
        text += incident_.last_ns > incident_.first_ns
                    ? fmt::format(" within {}, from {} to {}",
                                  language::duration(incident_.last_ns - incident_.first_ns),
                                  base::format_rfc3339(incident_.first_ns, 0),
                                  base::format_rfc3339(incident_.last_ns, 0))
                    : " at " + base::format_rfc3339(incident_.first_ns, 0);
        say(Section::summary, text + ".", first_of_each_tactic(incident_));
        if (incident_.tactics.empty()) return;
        std::vector<std::string> stages;
        for (const auto& tactic : incident_.tactics) stages.push_back(tactic_name(tactic));
        say(Section::summary,
            fmt::format("In ATT&CK terms it shows {}.", language::enumerate(stages, stages.size())),
            first_of_each_tactic(incident_));
    }

    void people_and_places(Section section, EntityKind kind, std::string_view noun) {
        constexpr size_t told_max = 6;
        const auto values = values_of(incident_, kind);
        for (size_t i = 0; i < values.size() && i < told_max; ++i) {
            size_t findings = 0;
            std::set<std::string> titles;
            for (const auto& finding : incident_.findings)
                if (names(finding, kind, values[i])) ++findings, titles.insert(finding.rule_title);
            say(section,
                fmt::format("The {} {} stands in {} finding{}: {}.", noun, values[i], findings,
                            findings == 1 ? "" : "s",
                            language::enumerate({titles.begin(), titles.end()}, 3)),
                events_with(incident_, kind, values[i]));
        }
    }

    // One clause for each run of findings of one rule that say the same; in the order of time.
    void timeline() {
        const auto& findings = incident_.findings;
        std::set<size_t> told;
        for (size_t i = 0; i < findings.size() && told.size() < timeline_clauses_max; ++i) {
            const bool known = std::any_of(told.begin(), told.end(), [&](size_t j) {
                return findings[j].rule_id == findings[i].rule_id &&
                       findings[j].sentence == findings[i].sentence;
            });
            if (!known) told.insert(i), timeline_clause(i);
        }
    }

    void timeline_clause(size_t first) {
        const auto& finding = incident_.findings[first];
        model::Clause clause;
        clause.section = Section::timeline, clause.time_ns = finding.time_ns;
        const auto tactics = tactics_of(finding.tags);
        if (!tactics.empty()) clause.tactic = tactics.front();
        size_t times = 0;
        base::TimeNs last = finding.time_ns;
        for (const auto& other : incident_.findings) {
            if (other.rule_id != finding.rule_id || other.sentence != finding.sentence) continue;
            ++times, last = std::max(last, other.time_ns), cite(clause.events, other.event);
        }
        for (const auto& event : finding.events) cite(clause.events, event);
        std::string said = finding.sentence.empty() ? finding.rule_title : finding.sentence;
        while (said.ends_with('.')) said.pop_back();
        clause.text = fmt::format("{} ({})", said, finding.rule_title);
        if (times > 1)
            clause.text += fmt::format(", {} times{}", times,
                                       last > finding.time_ns
                                           ? " in " + language::duration(last - finding.time_ns)
                                           : std::string());
        clause.text += '.';
        incident_.story.push_back(std::move(clause));
    }

    void confidence() {
        std::set<std::string> rules;
        for (const auto& finding : incident_.findings) rules.insert(finding.rule_id);
        std::string why = rules.size() == 1 ? "a single rule speaks for it"
                                            : fmt::format("{} different rules agree", rules.size());
        if (incident_.tactics.size() > 1)
            why += fmt::format(" across {} stages of an attack", incident_.tactics.size());
        say(Section::confidence,
            fmt::format("Confidence is {:.0f} %: {}.", 100 * incident_.confidence, why),
            first_of_each_tactic(incident_));
    }

    bool reached(std::string_view tactic) const {
        return std::find(incident_.tactics.begin(), incident_.tactics.end(), tactic) !=
               incident_.tactics.end();
    }

    void unknowns() {
        const EventId first = incident_.findings.front().event;
        const EventId last = incident_.findings.back().event;
        if (!reached("initial-access"))
            say(Section::unknown, "How it began is not known: no finding shows the first access.",
                {first});
        if (!reached("exfiltration") && reached("collection"))
            say(Section::unknown, "Whether the collected data left is not known.", {last});
        if (reached("credential-access"))
            say(Section::unknown,
                "Which of the exposed credentials were used elsewhere is not known.", {last});
        if (values_of(incident_, EntityKind::user).empty())
            say(Section::unknown, "No account is named by its events.", {first});
        if (reached("command-and-control") && !reached("impact"))
            say(Section::unknown, "Whether the intruder still has access is not known.", {last});
    }

    std::string fill(std::string_view text, bool& complete) const {
        std::string out;
        while (!text.empty()) {
            const size_t open = text.find('{'), close = text.find('}');
            if (open == std::string_view::npos || close == std::string_view::npos || close < open)
                break;
            out += text.substr(0, open);
            const auto kind = model::parse_entity_kind(text.substr(open + 1, close - open - 1));
            const auto values = kind ? values_of(incident_, *kind) : std::vector<std::string>{};
            if (values.empty()) complete = false;
            out += language::enumerate(values);
            text.remove_prefix(close + 1);
        }
        return out.append(text);
    }

    // The events that a step answers: those of the findings with its tactic or technique.
    std::vector<EventId> reasons(const std::string& when) const {
        std::vector<EventId> out;
        for (const auto& finding : incident_.findings) {
            const auto tactics = tactics_of(finding.tags);
            const auto techniques = techniques_of(finding.tags);
            const bool fits = when.empty() ||
                              std::find(tactics.begin(), tactics.end(), when) != tactics.end() ||
                              std::any_of(techniques.begin(), techniques.end(),
                                          [&](const auto& t) { return t.starts_with(when); });
            if (fits) cite(out, finding.event);
        }
        return out;
    }

    void next_steps() {
        constexpr size_t steps_max = 8;
        size_t told = 0;
        for (const auto& step : advice_.steps()) {
            if (told == steps_max) break;
            bool complete = true;
            auto events = reasons(step.when);
            const std::string text = fill(step.text, complete);
            if (!complete || events.empty()) continue;
            say(Section::next_steps, text, std::move(events)), ++told;
        }
    }

    Incident& incident_;
    const Advice& advice_;
};

}  // namespace

void tell(Incident& incident, const Advice& advice) {
    Teller(incident, advice).tell();
}

std::vector<std::string> faults_of(const Incident& incident) {
    std::set<EventId> known;
    for (const auto& finding : incident.findings) {
        known.insert(finding.event);
        known.insert(finding.events.begin(), finding.events.end());
    }
    std::vector<std::string> out;
    for (const auto& clause : incident.story) {
        if (clause.events.empty()) out.push_back("uncited: " + clause.text);
        for (const auto& event : clause.events)
            if (!known.contains(event)) out.push_back(event.text() + " is cited but not evidence");
    }
    return out;
}

}  // namespace ward::incident
