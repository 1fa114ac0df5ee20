// SPDX-License-Identifier: Apache-2.0
// An incident for people: plain text and Markdown. Log text is hostile: control bytes never pass,
// Markdown is escaped.
#include <fmt/format.h>

#include <functional>

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

std::string citation(const model::Clause& clause) {
    std::string out;
    for (const auto& event : clause.events) out += (out.empty() ? "" : ", ") + event.text();
    return "[" + out + "]";
}

std::string clause_text(const model::Clause& clause,
                        const std::function<std::string(std::string_view)>& clean) {
    std::string out;
    if (clause.time_ns != base::no_time) out += base::format_rfc3339(clause.time_ns, 0) + "  ";
    if (!clause.tactic.empty()) out += tactic_name(clause.tactic) + ": ";
    return out + clean(clause.text) + " " + citation(clause);
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

}  // namespace

std::string render_text(const model::Incident& incident) {
    std::string out = fmt::format("{}  {}\n{}\n", incident.id, base::printable(incident.title),
                                  state_line(incident));
    const model::Section* shown = nullptr;
    for (const auto& clause : incident.story) {
        if (shown == nullptr || *shown != clause.section)
            out += fmt::format("\n{}\n", heading(clause.section));
        shown = &clause.section;
        out += "  - " + clause_text(clause, [](auto t) { return base::printable(t); }) + "\n";
    }
    if (!incident.comments.empty()) out += "\nComments\n";
    for (const auto& comment : incident.comments)
        out += fmt::format("  - {} {}: {}\n", base::format_rfc3339(comment.time_ns, 0),
                           base::printable(comment.author), base::printable(comment.text));
    return out;
}

std::string render_markdown(const model::Incident& incident) {
    std::string out = fmt::format("# {}\n\n`{}` · {}\n", escape_markdown(incident.title),
                                  incident.id, state_line(incident));
    const model::Section* shown = nullptr;
    for (const auto& clause : incident.story) {
        if (shown == nullptr || *shown != clause.section)
            out += fmt::format("\n## {}\n\n", heading(clause.section));
        shown = &clause.section;
        out += "- " + clause_text(clause, escape_markdown) + "\n";
    }
    if (!incident.comments.empty()) out += "\n## Comments\n\n";
    for (const auto& comment : incident.comments)
        out += fmt::format("- {} **{}**: {}\n", base::format_rfc3339(comment.time_ns, 0),
                           escape_markdown(comment.author), escape_markdown(comment.text));
    return out;
}

}  // namespace ward::incident
