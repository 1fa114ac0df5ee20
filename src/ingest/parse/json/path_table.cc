// SPDX-License-Identifier: Apache-2.0
// PathTable: the slow way of finding a path, taken once per new name or changed order.
#include "ingest/parse/json/path_table.h"

#include "base/hash.h"

namespace ward::ingest::json {

namespace {

constexpr size_t paths_max = 32 * 1024;  // then it starts again; a source that invents names pays

bool is_envelope_name(std::string_view key) {
    constexpr std::string_view names[] = {
        "Records",      "records", "value",  "hits",   "result", "logEvents", "_source",
        "resourceLogs", "detail",  "events", "Events", "items",  "entries"};
    for (const auto name : names)
        if (key == name) return true;
    return false;
}

// Beside them an event stands in a string.
bool is_envelope_of_text_name(std::string_view key) {
    return key == "TopicArn" || key == "logStreamName";
}

}  // namespace

void PathTable::clear() {
    paths_.assign(1, Path{});
    index_.clear();
    last_ = root_path;
}

void PathTable::begin_event(const model::FieldNames& names) {
    if (names_ != &names || paths_.size() > paths_max) clear(), names_ = &names;
    last_ = root_path;
}

PathId PathTable::find(PathId parent, std::string_view key) {
    const uint64_t hash = base::hash64(key, parent);
    const auto [first, last] = index_.equal_range(hash);
    for (auto it = first; it != last; ++it) {
        const Path& path = paths_[it->second];
        if (path.parent != parent || path.key != key) continue;
        paths_[last_].next = it->second;
        return last_ = it->second;
    }
    const auto id = static_cast<PathId>(paths_.size());
    Path path;
    path.key = key, path.parent = parent;
    path.name = parent == root_path ? path.key : paths_[parent].name + "." + path.key;
    if (path.name.size() > model::FieldNames::name_bytes_max) {
        path.name.clear(), path.is_too_long = true;  // hostile names must not fill memory
    }
    path.mark = mark_of(path.name), path.time_rank = time_rank_of(path.name);
    path.windows = windows::marks_of(path.name);
    path.is_envelope = parent == root_path && is_envelope_name(key);
    path.is_envelope_of_text = parent == root_path && is_envelope_of_text_name(key);
    paths_.push_back(std::move(path));
    index_.emplace(hash, id);
    paths_[last_].next = id;
    return last_ = id;
}

}  // namespace ward::ingest::json
