// SPDX-License-Identifier: Apache-2.0
// PathTable: the names of a source's JSON, each known by its place in the tree. Events of one
// source name their members in the same order, so each path remembers which one came next the last
// time, and the guess is nearly always right: one comparison instead of a hash.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ingest/parse/json/mark.h"
#include "ingest/parse/windows/dialect.h"
#include "model/batch.h"

namespace ward::ingest::json {

using PathId = uint32_t;
constexpr PathId root_path = 0;

struct Path {
    std::string key;
    PathId parent = root_path;
    PathId next = root_path;  // the path that followed last time
    model::FieldId field = model::no_field;
    bool is_interned = false;
    uint8_t mark = no_mark;
    uint8_t time_rank = 0;
    windows::NameMarks windows;
    bool is_too_long = false;          // over FieldNames::name_bytes_max
    bool is_envelope = false;          // at the top: may hold the events themselves
    bool is_envelope_of_text = false;  // at the top: says that a member's text is the event
    std::string name;                  // dotted
};

class PathTable {
public:
    PathTable() { clear(); }

    /// Must be called before each event: forgets all if there are too many paths or other names.
    void begin_event(const model::FieldNames& names);
    /// The path of member `key` (unescaped) of `parent`.
    PathId child(PathId parent, std::string_view key) {
        const PathId guess = paths_[last_].next;
        const Path& path = paths_[guess];
        if (path.parent == parent && path.key == key && guess != root_path) return last_ = guess;
        return find(parent, key);
    }
    const Path& path(PathId id) const { return paths_[id]; }
    model::FieldId field(PathId id, model::Batch& out) {
        Path& path = paths_[id];
        if (!path.is_interned) path.field = out.intern(path.name), path.is_interned = true;
        return path.field;
    }

private:
    PathId find(PathId parent, std::string_view key);
    void clear();

    std::vector<Path> paths_;
    std::unordered_multimap<uint64_t, PathId> index_;
    PathId last_ = root_path;
    const model::FieldNames* names_ = nullptr;
};

}  // namespace ward::ingest::json
