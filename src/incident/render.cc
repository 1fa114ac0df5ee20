// SPDX-License-Identifier: Apache-2.0
// An incident for people: plain text and Markdown. Log text is hostile: control bytes never pass,
// Markdown is escaped.
#include <fmt/format.h>

#include <functional>
#include <map>

#include "base/text.h"
#include "incident/attack.h"
#include "incident/incidents.h"

namespace ward::incident {

namespace {

std::string_view heading(model::Section section) {
    switch (section) {
        case model::Section::summary:
            return "What happened";
        case model::Section::who:
            return "To whom";
        case model::Section::where:
            return "Where";
        case model::Section::how:
            return "How, stage by stage";
        case model::Section::timeline:
            return "In which order";
        case model::Section::confidence:
            return "How sure";
        case model::Section::unknown:
            return "What is not known";
        case model::Section::next_steps:
            return "What to do next";
    }
    return "";
}

std::string escape_markdown(std::string_view text) {
    std::string out;
    for (const char c : base::printable(text)) {
        if (std::string_view("\\`*_{}[]<>#|!").find(c) != std::string_view::npos) out += '\\';
        out += c;
    }
    return out;
}

// The events that a story cites, numbered in the order in which it cites them.
class Evidence {
public:
    explicit Evidence(const model::Incident& incident) : incident_(incident) {
        for (const auto& clause : incident.story)
            for (const auto& event : clause.events)
                if (numbers_.emplace(event, order_.size() + 1).second) order_.push_back(event);
    }

    /// "[1, 2, 7]"
    std::string cite(const model::Clause& clause) const {
        std::string out;
        for (const auto& event : clause.events)
            out += fmt::format("{}{}", out.empty() ? "" : ", ", numbers_.at(event));
        return "[" + out + "]";
    }

    const std::vector<model::EventId>& events() const { return order_; }
    /// What the event says, where a finding tells it.
    std::string_view sentence(const model::EventId& event) const {
        for (const auto& finding : incident_.findings)
            if (finding.event == event) return finding.sentence;
        return "counted with the others";
    }

private:
    const model::Incident& incident_;
    std::map<model::EventId, size_t> numbers_;
    std::vector<model::EventId> order_;
};

// The date once is enough, where all is of one day.
std::string moment(const model::Incident& incident, base::TimeNs time_ns) {
    constexpr base::TimeNs day_ns = 86'400 * base::second_ns;
    const std::string text = base::format_rfc3339(time_ns, 0);
    if (text.empty()) return "an unknown time";
    const bool is_one_day = incident.first_ns / day_ns == incident.last_ns / day_ns;
    return is_one_day ? text.substr(11, 8) : text.substr(0, 10) + " " + text.substr(11, 8);
}

using Clean = std::function<std::string(std::string_view)>;

std::string clause_text(const model::Incident& incident, const model::Clause& clause,
                        const Evidence& evidence, const Clean& clean) {
    std::string out;
    if (clause.time_ns != base::no_time) out += moment(incident, clause.time_ns) + "  ";
    if (!clause.tactic.empty() && clause.section == model::Section::timeline)
        out += tactic_name(clause.tactic) + ": ";
    return out + clean(clause.text) + " " + evidence.cite(clause);
}

std::string state_line(const model::Incident& incident) {
    std::string out =
        fmt::format("severity {}, score {:.0f}, confidence {:.0f} %, {}",
                    model::to_text(incident.severity_override.value_or(incident.severity)),
                    incident.score, 100 * incident.confidence, model::to_text(incident.status));
    if (incident.verdict != model::Verdict::none)
        out += fmt::format(", verdict {}", model::to_text(incident.verdict));
    if (!incident.owner.empty()) out += ", owner " + base::printable(incident.owner);
    return out;
}

std::string shortened(std::string_view text) {
    constexpr size_t bytes_max = 160;
    if (text.size() <= bytes_max) return std::string(text);
    size_t end = bytes_max;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return std::string(text.substr(0, end)) + "…";
}

}  // namespace

std::string render_text(const model::Incident& incident) {
    const Evidence evidence(incident);
    const Clean clean = [](auto t) { return base::printable(t); };
    std::string out = fmt::format("{}  {}\n{}\n", incident.id, base::printable(incident.title),
                                  state_line(incident));
    const model::Section* shown = nullptr;
    for (const auto& clause : incident.story) {
        if (shown == nullptr || *shown != clause.section)
            out += fmt::format("\n{}\n", heading(clause.section));
        shown = &clause.section;
        out += "  - " + clause_text(incident, clause, evidence, clean) + "\n";
    }
    if (!incident.comments.empty()) out += "\nComments\n";
    for (const auto& comment : incident.comments)
        out += fmt::format("  - {} {}: {}\n", base::format_rfc3339(comment.time_ns, 0),
                           base::printable(comment.author), base::printable(comment.text));
    out += "\nEvidence (times are UTC)\n";
    for (size_t i = 0; i < evidence.events().size(); ++i)
        out += fmt::format("  [{}] event {}  {}\n", i + 1, evidence.events()[i].text(),
                           base::printable(shortened(evidence.sentence(evidence.events()[i]))));
    return out;
}

std::string render_markdown(const model::Incident& incident) {
    const Evidence evidence(incident);
    std::string out = fmt::format("# {}\n\n`{}` · {}\n", escape_markdown(incident.title),
                                  incident.id, state_line(incident));
    const model::Section* shown = nullptr;
    for (const auto& clause : incident.story) {
        if (shown == nullptr || *shown != clause.section)
            out += fmt::format("\n## {}\n\n", heading(clause.section));
        shown = &clause.section;
        out += "- " + clause_text(incident, clause, evidence, escape_markdown) + "\n";
    }
    if (!incident.comments.empty()) out += "\n## Comments\n\n";
    for (const auto& comment : incident.comments)
        out += fmt::format("- {} **{}**: {}\n", base::format_rfc3339(comment.time_ns, 0),
                           escape_markdown(comment.author), escape_markdown(comment.text));
    out += "\n## Evidence (times are UTC)\n\n";
    for (size_t i = 0; i < evidence.events().size(); ++i)
        out += fmt::format("{}. event `{}`: {}\n", i + 1, evidence.events()[i].text(),
                           escape_markdown(shortened(evidence.sentence(evidence.events()[i]))));
    return out;
}

}  // namespace ward::incident
