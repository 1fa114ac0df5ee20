// SPDX-License-Identifier: Apache-2.0
#include "incident/facts.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "incident/attack.h"
#include "incident/group.h"

namespace ward::incident {

using model::EntityKind;
using model::IncidentFinding;

void cite(Events& out, const model::EventId& event, size_t most) {
    if (out.size() < most && std::find(out.begin(), out.end(), event) == out.end())
        out.push_back(event);
}

void cite(Events& out, const Events& events) {
    for (const auto& event : events) cite(out, event);
}

namespace {

// Runs of digits and of hex count as the same: what differs only there is said once.
std::string shape_of(const std::string& sentence) {
    std::string out;
    for (const char c : sentence) {
        const bool is_number =
            base::is_digit(c) ||
            (!out.empty() && out.back() == '#' && base::lower(c) >= 'a' && base::lower(c) <= 'f');
        if (!is_number)
            out += c;
        else if (out.empty() || out.back() != '#')
            out += '#';
    }
    return out;
}

}  // namespace

bool say_the_same(const IncidentFinding& a, const IncidentFinding& b) {
    return a.sentence == b.sentence || shape_of(a.sentence) == shape_of(b.sentence);
}

std::vector<std::string> Facts::values(EntityKind kind) const {
    std::vector<std::string> out;
    for (const auto& entity : incident_.entities)
        if (entity.kind == kind) out.push_back(entity.value);
    if (kind != EntityKind::user) return out;
    // A cloud's long name of a user is not told beside the short one.
    const std::vector<std::string> all = out;
    std::erase_if(out, [&](const std::string& value) {
        return value.starts_with("arn:") &&
               std::find(all.begin(), all.end(),
                         base::to_lower(value.substr(value.rfind('/') + 1))) != all.end();
    });
    return out;
}

std::vector<std::string> Facts::foreign_addresses() const {
    auto out = values(EntityKind::address);
    std::erase_if(out, is_private_address);
    return out;
}

std::vector<std::string> Facts::rules() const {
    std::vector<const IncidentFinding*> order;
    for (const auto& finding : incident_.findings) order.push_back(&finding);
    std::stable_sort(order.begin(), order.end(),
                     [](const auto* a, const auto* b) { return a->level > b->level; });
    std::vector<std::string> out;
    for (const auto* finding : order)
        if (std::find(out.begin(), out.end(), finding->rule_title) == out.end())
            out.push_back(finding->rule_title);
    return out;
}

bool Facts::reached(std::string_view tactic) const {
    return std::find(incident_.tactics.begin(), incident_.tactics.end(), tactic) !=
           incident_.tactics.end();
}

const IncidentFinding& Facts::gravest() const {
    return *std::min_element(incident_.findings.begin(), incident_.findings.end(),
                             [](const auto& a, const auto& b) {
                                 return a.level != b.level ? a.level > b.level : a.fired < b.fired;
                             });
}

Events Facts::events_with(EntityKind kind, const std::string& value) const {
    Events out;
    for (const auto& finding : incident_.findings)
        if (names(finding, kind, value)) cite(out, finding.event);
    return out;
}

Events Facts::witnesses(EntityKind kind, const std::vector<std::string>& values) const {
    Events out;
    for (const auto& value : values)
        for (const auto& finding : incident_.findings)
            if (names(finding, kind, value)) {
                cite(out, finding.event);
                break;
            }
    return out;
}

Events Facts::first_of_each_tactic() const {
    Events out;
    std::set<std::string> met;
    for (const auto& finding : incident_.findings)
        for (const auto& tactic : tactics_of(finding.tags))
            if (met.insert(tactic).second) cite(out, finding.event);
    if (out.empty()) cite(out, first().event);
    return out;
}

bool names(const IncidentFinding& finding, EntityKind kind, const std::string& value) {
    return std::any_of(finding.entities.begin(), finding.entities.end(),
                       [&](const auto& e) { return e.kind == kind && e.value == value; });
}

std::vector<std::string> values_of(const IncidentFinding& finding, EntityKind kind) {
    std::vector<std::string> out;
    for (const auto& entity : finding.entities)
        if (entity.kind == kind) out.push_back(entity.value);
    return out;
}

std::vector<std::string> subjects_of(const IncidentFinding& finding) {
    const bool names_actor = !values_of(finding, EntityKind::user).empty() ||
                             !values_of(finding, EntityKind::process).empty();
    const bool is_observed = !names_actor && values_of(finding, EntityKind::address).size() >= 2;
    return is_observed ? std::vector<std::string>{} : values_of(finding, EntityKind::host);
}

bool fits(const IncidentFinding& finding, const std::string& when) {
    if (when.empty()) return true;
    const auto tactics = tactics_of(finding.tags);
    if (std::find(tactics.begin(), tactics.end(), when) != tactics.end()) return true;
    const auto techniques = techniques_of(finding.tags);
    return std::any_of(techniques.begin(), techniques.end(), [&](const std::string& t) {
        return t.starts_with(when) && (t.size() == when.size() || t[when.size()] == '.');
    });
}

std::string sentence_of(const IncidentFinding& finding) {
    constexpr size_t bytes_max = 240;  // of a command line, say; the event has all of it
    std::string out = finding.sentence.empty() ? finding.rule_title : finding.sentence;
    for (char& c : out)
        if (c == '\n' || c == '\r' || c == '\t') c = ' ';
    while (!out.empty() && (out.back() == '.' || out.back() == ' ')) out.pop_back();
    if (out.size() <= bytes_max) return out;
    size_t end = bytes_max;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0) == 0x80) --end;
    return out.substr(0, end) + "…";
}

std::string capital(std::string text) {
    const bool is_name = text.find_first_of("0123456789\\./@") < text.find(' ');
    if (!is_name && !text.empty() && text[0] >= 'a' && text[0] <= 'z')
        text[0] = static_cast<char>(text[0] - 32);
    return text;
}

std::string capital_article(std::string text) {
    for (const std::string_view article : {"the ", "a ", "an "})
        if (text.starts_with(article)) return capital(std::move(text));
    return text;  // the first word is a name
}

std::string uncapital(std::string text) {
    const bool is_word = text.size() > 1 && text[1] >= 'a' && text[1] <= 'z';
    if (is_word && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] + 32);
    return text;
}

std::string clock_time(const model::Incident& incident, base::TimeNs time_ns) {
    constexpr base::TimeNs day_ns = 86'400 * base::second_ns;
    const std::string text = base::format_rfc3339(time_ns, 0);  // 2026-09-14T14:02:03Z
    if (text.empty()) return "an unknown time";
    const bool is_one_day = incident.first_ns / day_ns == incident.last_ns / day_ns;
    return is_one_day ? text.substr(11, 5) : text.substr(0, 10) + " " + text.substr(11, 5);
}

std::string time_span(const model::Incident& incident, base::TimeNs first_ns,
                      base::TimeNs last_ns) {
    const auto first = clock_time(incident, first_ns), last = clock_time(incident, last_ns);
    return first == last ? "at " + first : fmt::format("from {} to {}", first, last);
}

std::string counted(uint64_t n, std::string_view noun) {
    return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s");
}

}  // namespace ward::incident
