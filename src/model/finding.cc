// SPDX-License-Identifier: Apache-2.0
#include "model/finding.h"

#include "base/hash.h"

namespace ward::model {

constexpr std::string_view level_names[] = {"informational", "low", "medium", "high", "critical"};
constexpr std::string_view entity_names[] = {"host", "user",   "process", "address", "file_hash",
                                             "file", "domain", "url",     "resource"};

template <typename Kind, size_t n>
static std::optional<Kind> find_name(const std::string_view (&names)[n], std::string_view text) {
    for (size_t i = 0; i < n; ++i)
        if (names[i] == text) return static_cast<Kind>(i);
    return {};
}

std::string_view to_text(Level level) {
    return level_names[static_cast<size_t>(level)];
}
std::optional<Level> parse_level(std::string_view text) {
    return find_name<Level>(level_names, text);
}
std::string_view to_text(EntityKind kind) {
    return entity_names[static_cast<size_t>(kind)];
}
std::optional<EntityKind> parse_entity_kind(std::string_view text) {
    return find_name<EntityKind>(entity_names, text);
}

std::string finding_id(std::string_view rule_id, const EventId& event,
                       const std::vector<EventId>& events) {
    std::string text(rule_id);
    text += '|' + event.text();
    for (const auto& id : events) text += '|' + id.text();
    return base::hash128_hex(text);
}

}  // namespace ward::model
