// SPDX-License-Identifier: Apache-2.0
#include "model/incident.h"

namespace ward::model {

constexpr std::string_view status_names[] = {"open", "in_progress", "closed"};
constexpr std::string_view verdict_names[] = {"none", "true_positive", "benign", "false_positive"};
constexpr std::string_view section_names[] = {"summary",  "who",        "where",   "how",
                                              "timeline", "confidence", "unknown", "next_steps"};

std::string_view to_text(IncidentStatus status) {
    return status_names[static_cast<size_t>(status)];
}
std::string_view to_text(Verdict verdict) {
    return verdict_names[static_cast<size_t>(verdict)];
}
std::string_view to_text(Section section) {
    return section_names[static_cast<size_t>(section)];
}

std::optional<Section> parse_section(std::string_view text) {
    for (size_t i = 0; i < std::size(section_names); ++i)
        if (section_names[i] == text) return static_cast<Section>(i);
    return {};
}

std::optional<IncidentStatus> parse_incident_status(std::string_view text) {
    for (size_t i = 0; i < std::size(status_names); ++i)
        if (status_names[i] == text) return static_cast<IncidentStatus>(i);
    return {};
}

std::optional<Verdict> parse_verdict(std::string_view text) {
    for (size_t i = 0; i < std::size(verdict_names); ++i)
        if (verdict_names[i] == text) return static_cast<Verdict>(i);
    return {};
}

}  // namespace ward::model
