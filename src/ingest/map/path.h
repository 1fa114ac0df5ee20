// SPDX-License-Identifier: Apache-2.0
// Paths of attributes ("process.file.name", "answers[].rdata", "resources[0].uid") and what the
// schema says of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ingest/map/schema.h"

namespace ward::ingest::map {

struct Segment {
    std::string name;
    bool is_every = false;         // "[]"
    int index = -1;                // "[0]"
    const Shape* owner = nullptr;  // what has the attribute
    const Attribute* attribute = nullptr;
    /// The segment as it stands in an event's attribute names: "answers.0"; `element` for "[]".
    std::string text(size_t element) const;
};

struct Path {
    std::vector<Segment> segments;
    const Segment& leaf() const { return segments.back(); }
    /// The name with which an event has it, with `element` for "[]".
    std::string text(size_t element = 0) const { return prefix(segments.size(), element); }
    /// The first `count` segments.
    std::string prefix(size_t count, size_t element = 0) const;
    /// Segments up to the one with "[]", it included; 0: there is none.
    size_t list_depth() const;
};

/// Reads `text` against the schema from `root` on. Nothing and a message (with a hint, maybe) if it
/// names what is not there.
std::optional<Path> resolve(const Schema& schema, const Shape& root, std::string_view text,
                            std::string& message, std::string& hint);

}  // namespace ward::ingest::map
