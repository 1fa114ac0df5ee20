// SPDX-License-Identifier: Apache-2.0
// A finding: one rule met by one event (or by a correlated set of events). A function of the
// events: replay gives the same id.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/event.h"

namespace ward::model {

enum class Level : uint8_t { informational, low, medium, high, critical };
std::string_view to_text(Level level);
std::optional<Level> parse_level(std::string_view text);

/// What a finding says of its rule.
struct RuleHead {
    std::string id;  // the rule's UUID, or a hash of its text where it has none
    std::string title;
    Level level = Level::medium;
    std::vector<std::string> tags;  // "attack.execution", "attack.t1059.001", ...
    std::string description;
    std::vector<std::string> false_positives;
    std::string file;
    std::string text;  // the rule as it was, YAML
};

/// Kinds of things that findings have in common and incidents are grouped by.
enum class EntityKind : uint8_t {
    host,
    user,
    process,
    address,
    file_hash,
    file,
    domain,
    url,
    resource
};
std::string_view to_text(EntityKind kind);
std::optional<EntityKind> parse_entity_kind(std::string_view text);

struct Entity {
    EntityKind kind;
    std::string value;  // normalised: hosts and users in lower case without domain suffix,
                        // addresses canonical
    auto operator<=>(const Entity&) const = default;
};

/// Set on findings of correlation rules.
struct Correlation {
    std::string
        kind;  // "event_count", "value_count", "temporal", "temporal_ordered", "value_sum", ...
    std::vector<std::pair<std::string, std::string>>
        group;  // group-by field and value, in the rule's order
    double value = 0;
};

struct Finding {
    std::string id;  // 32 hex digits: hash128 of the rule's id and of its event ids
    std::shared_ptr<const RuleHead> rule;  // shared: every finding of a rule, and the rule itself
    EventId event;                         // the event that met it, or completed it
    uint32_t batch_index = 0;              // that event's place in the batch it was found in
    base::TimeNs time_ns = base::no_time;
    std::vector<EventId> events;  // correlations: all that took part; else empty
    std::optional<Correlation> correlation;
    std::vector<Entity>
        entities;          // filled by detect from the event's OCSF and well-known native fields
    std::string sentence;  // filled by language: the event told
};

/// The id that a finding of `rule_id` on `events` has.
std::string finding_id(std::string_view rule_id, const EventId& event,
                       const std::vector<EventId>& events);

using Findings = std::vector<Finding>;

}  // namespace ward::model
