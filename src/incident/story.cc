// SPDX-License-Identifier: Apache-2.0
#include "incident/story.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "incident/attack.h"
#include "incident/facts.h"
#include "incident/group.h"
#include "incident/grow.h"
#include "incident/score.h"
#include "language/sentences.h"

namespace ward::incident {

namespace {

using model::EntityKind;
using model::Incident;
using model::IncidentFinding;
using model::Section;

class Teller {
public:
    Teller(Incident& incident, const Advice& advice, const Coverage& coverage)
        : incident_(incident), facts_(incident), advice_(advice), coverage_(coverage) {}

    void tell() {
        incident_.story.clear();
        if (incident_.findings.empty()) return;
        incident_.title = title_of(facts_, advice_);
        std::vector<model::Clause> story;
        out_ = &story;
        summary();
        people_and_places(Section::who, EntityKind::user, "account");
        people_and_places(Section::where, EntityKind::host, "host");
        people_and_places(Section::where, EntityKind::address, "address");
        people_and_places(Section::where, EntityKind::domain, "domain");
        stages();
        tell_timeline(facts_, story);
        confidence();
        tell_unknowns(facts_, coverage_, story);
        tell_next_steps(facts_, advice_, story);
        incident_.story = std::move(story);
    }

private:
    void say(Section section, std::string text, Events events, base::TimeNs time = base::no_time) {
        if (events.empty()) return;  // nothing is said that no event shows
        model::Clause clause;
        clause.section = section, clause.time_ns = time;
        clause.text = std::move(text), clause.events = std::move(events);
        out_->push_back(std::move(clause));
    }

    // ", with the accounts a and b", and who bears witness to it.
    std::string with(EntityKind kind, std::string_view before, Events& events) const {
        constexpr size_t named_max = 3;
        auto values =
            kind == EntityKind::address ? facts_.foreign_addresses() : facts_.values(kind);
        if (values.empty()) return {};
        const std::string out = std::string(before) + language::enumerate(values, named_max);
        if (values.size() > named_max) values.resize(named_max);
        cite(events, facts_.witnesses(kind, values));
        return out;
    }

    void summary() {
        Events events = {facts_.first().event, facts_.last().event};
        if (events[0] == events[1]) events.pop_back();
        const bool is_single = incident_.finding_count == 1;
        std::string text =
            is_single ? fmt::format("\"{}\" ({}) fired once", facts_.first().rule_title,
                                    model::to_text(facts_.first().level))
                      : fmt::format("{} of {}", counted(incident_.finding_count, "finding"),
                                    counted(facts_.rules().size(), "rule"));
        text += with(EntityKind::host, " on ", events);
        text += with(EntityKind::user,
                     facts_.values(EntityKind::user).size() == 1 ? ", with the account "
                                                                 : ", with the accounts ",
                     events);
        text += with(EntityKind::address,
                     facts_.foreign_addresses().size() == 1 ? ", with the outside address "
                                                            : ", with the outside addresses ",
                     events);
        const base::TimeNs length = incident_.last_ns - incident_.first_ns;
        text += fmt::format(", on {} {}", base::format_rfc3339(incident_.first_ns, 0).substr(0, 10),
                            time_span(incident_, incident_.first_ns, incident_.last_ns));
        text += " UTC";
        if (length >= base::second_ns) text += " (" + language::duration(length) + ")";
        say(Section::summary, text + ".", events);
        if (!is_single) turning_points();
    }

    void turning_points() {
        const IncidentFinding &first = facts_.first(), &gravest = facts_.gravest(),
                              &last = facts_.last();
        const auto point = [&](std::string_view what, const IncidentFinding& finding) {
            say(Section::summary, fmt::format("{}: {}.", what, sentence_of(finding)),
                {finding.event}, finding.time_ns);
        };
        point("It began", first);
        if (gravest.event != first.event && gravest.event != last.event)
            point(fmt::format("The gravest ({})", model::to_text(gravest.level)), gravest);
        if (last.event != first.event && sentence_of(last) != sentence_of(first))
            point("The last seen", last);
        if (incident_.tactics.size() < 2) return;
        std::vector<std::string> stages;
        for (const auto& tactic : incident_.tactics) stages.push_back(tactic_name(tactic));
        say(Section::summary,
            fmt::format("In the terms of ATT&CK it went through {}.",
                        language::enumerate(stages, stages.size())),
            facts_.first_of_each_tactic());
    }

    void people_and_places(Section section, EntityKind kind, std::string_view noun) {
        constexpr size_t told_max = 6;
        auto values =
            kind == EntityKind::address ? facts_.foreign_addresses() : facts_.values(kind);
        size_t told = 0;
        for (const auto& value : values) {
            if (told++ == told_max) break;
            const auto* seen = sighting_of(incident_, {kind, value});
            std::set<std::string> titles, hosts;
            Events events;
            for (const auto& finding : incident_.findings) {
                if (!names(finding, kind, value)) continue;
                titles.insert(finding.rule_title);
                cite(events, finding.event);
                for (const auto& host : values_of(finding, EntityKind::host)) hosts.insert(host);
            }
            if (seen == nullptr || events.empty()) continue;
            std::string text = fmt::format("The {} {} appears in {} {}", noun, value,
                                           counted(seen->count, "finding"),
                                           time_span(incident_, seen->first_ns, seen->last_ns));
            if (kind != EntityKind::host && !hosts.empty())
                text += on_hosts({hosts.begin(), hosts.end()}, kind, value, events);
            say(section,
                fmt::format("{}: {}.", text,
                            language::enumerate({titles.begin(), titles.end()}, 3)),
                events);
        }
    }

    std::string on_hosts(const std::vector<std::string>& hosts, EntityKind kind,
                         const std::string& value, Events& events) const {
        constexpr size_t named_max = 3;
        for (size_t i = 0; i < hosts.size() && i < named_max; ++i)
            for (const auto& finding : incident_.findings)
                if (names(finding, kind, value) && names(finding, EntityKind::host, hosts[i])) {
                    // The witness must be among the cited ones, however many there are.
                    if (std::find(events.begin(), events.end(), finding.event) == events.end()) {
                        if (events.size() >= cited_max) events.pop_back();
                        events.insert(events.begin(), finding.event);
                    }
                    break;
                }
        return " on " + language::enumerate(hosts, named_max);
    }

    // How: what was seen of each stage, in the order of ATT&CK.
    void stages() {
        for (const auto& tactic : incident_.tactics) {
            std::vector<std::string> titles, techniques;
            Events events;
            base::TimeNs first_ns = base::no_time, last_ns = base::no_time;
            for (const auto& finding : incident_.findings) {
                if (!fits(finding, tactic)) continue;
                if (first_ns == base::no_time) first_ns = finding.time_ns;
                last_ns = finding.time_ns;
                add_new(titles, finding.rule_title);
                for (const auto& technique : techniques_of(finding.tags))
                    add_new(techniques, technique);
                cite(events, finding.event);
            }
            if (events.empty()) continue;
            const std::string by =
                techniques.empty()
                    ? ""
                    : " (" + language::enumerate(techniques, techniques.size()) + ")";
            say(Section::how,
                fmt::format("{}{}, {}: {}.", capital(tactic_name(tactic)), by,
                            time_span(incident_, first_ns, last_ns),
                            language::enumerate(titles, 4)),
                events);
            out_->back().tactic = tactic;
        }
    }

    static void add_new(std::vector<std::string>& out, const std::string& value) {
        if (std::find(out.begin(), out.end(), value) == out.end()) out.push_back(value);
    }

    void confidence() {
        const size_t rules = facts_.rules().size();
        std::string why =
            rules == 1 ? "a single rule speaks for it" : fmt::format("{} rules agree", rules);
        if (incident_.tactics.size() > 1)
            why += fmt::format(", over {} stages of an attack", incident_.tactics.size());
        const int steps = steps_forward(incident_);
        if (steps >= 2) why += ", which follow each other as in an attack";
        say(Section::confidence,
            fmt::format("Confidence is {:.0f} %: {}.", 100 * incident_.confidence, why),
            facts_.first_of_each_tactic());
        const IncidentFinding& gravest = facts_.gravest();
        constexpr uint64_t often = 10;
        if (gravest.fired == 1 && gravest.level >= model::Level::medium)
            say(Section::confidence,
                fmt::format("For it: \"{}\" had not fired here before.", gravest.rule_title),
                {gravest.event});
        else if (gravest.fired >= often)
            say(Section::confidence,
                fmt::format("Against it: \"{}\" had fired {} times before.", gravest.rule_title,
                            gravest.fired - 1),
                {gravest.event});
        harmless_causes();
    }

    // The gravest rules' own words on when they are wrong.
    void harmless_causes() {
        size_t told = 0;
        std::set<std::string> met;
        for (const auto level : {model::Level::critical, model::Level::high, model::Level::medium})
            for (const auto& finding : incident_.findings) {
                constexpr size_t told_max = 2;
                if (finding.level != level || told == told_max) continue;
                if (finding.false_positives.empty() || !met.insert(finding.rule_id).second)
                    continue;
                const auto& causes = finding.false_positives;
                if (base::starts_with_ignore_case(causes[0], "none") ||
                    base::starts_with_ignore_case(causes[0], "unknown") ||
                    base::starts_with_ignore_case(causes[0], "unlikely"))
                    continue;
                std::vector<std::string> words;
                for (const auto& cause : causes) words.push_back(uncapital(cause));
                say(Section::confidence,
                    fmt::format("Against it, to be ruled out: \"{}\" also fires on {}.",
                                finding.rule_title, language::enumerate(words, 3)),
                    {finding.event});
                ++told;
            }
    }

    Incident& incident_;
    Facts facts_;
    const Advice& advice_;
    const Coverage& coverage_;
    std::vector<model::Clause>* out_ = nullptr;
};

// True if `name` stands in `text` as a word of its own.
bool mentions(std::string_view text, std::string_view name) {
    const auto is_part = [](char c) {
        return base::is_alpha(c) || base::is_digit(c) || c == '-' || c == '_' || c == '.';
    };
    for (size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
        const size_t end = at + name.size();
        const bool ends = end == text.size() || !is_part(text[end]) ||
                          (text[end] == '.' && (end + 1 == text.size() || text[end + 1] == ' '));
        if ((at == 0 || !is_part(text[at - 1])) && ends) return true;
    }
    return false;
}

}  // namespace

void tell(Incident& incident, const Advice& advice, const Coverage& coverage) {
    Teller(incident, advice, coverage).tell();
}

std::vector<std::string> faults_of(const Incident& incident) {
    std::set<model::EventId> known;
    for (const auto& finding : incident.findings) {
        known.insert(finding.event);
        known.insert(finding.events.begin(), finding.events.end());
    }
    std::vector<std::string> out;
    for (const auto& clause : incident.story) {
        if (clause.events.empty()) out.push_back("uncited: " + clause.text);
        const std::set<model::EventId> cited(clause.events.begin(), clause.events.end());
        for (const auto& event : cited)
            if (!known.contains(event)) out.push_back(event.text() + " is cited but not evidence");
        for (const auto& entity : incident.entities) {
            const bool is_name = entity.kind != EntityKind::process &&
                                 entity.kind != EntityKind::file &&
                                 mentions(clause.text, entity.value);
            if (!is_name) continue;
            const bool is_shown =
                std::any_of(incident.findings.begin(), incident.findings.end(), [&](const auto& f) {
                    return cited.contains(f.event) &&
                           (names(f, entity.kind, entity.value) ||
                            f.sentence.find(entity.value) != std::string::npos);
                });
            if (!is_shown)
                out.push_back(entity.value + " stands in no cited event: " + clause.text);
        }
    }
    return out;
}

}  // namespace ward::incident
