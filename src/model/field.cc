// SPDX-License-Identifier: Apache-2.0
#include "model/field.h"

#include <unordered_map>

#include "base/check.h"

#include "base/hash.h"

namespace ward::model {

struct FieldNames::Table {
    std::unordered_map<std::string_view, FieldId> ids;
};

FieldNames::FieldNames() : table_(std::make_unique<Table>()) {}

FieldNames::~FieldNames() {
    for (auto& chunk : chunks_) delete chunk.load();
}

FieldId FieldNames::intern(std::string_view name) {
    if (name.size() > name_bytes_max) return no_field;
    const std::lock_guard lock(mutex_);
    if (const auto found = table_->ids.find(name); found != table_->ids.end()) return found->second;
    const size_t id = count_.load(std::memory_order_relaxed);
    if (id >= names_max) return no_field;
    auto& slot = chunks_[id / chunk_names];
    if (slot.load(std::memory_order_relaxed) == nullptr)
        slot.store(new Chunk{}, std::memory_order_release);
    const std::string_view kept = text_.keep(name);
    (*slot.load(std::memory_order_relaxed))[id % chunk_names] = kept;
    table_->ids.emplace(kept, static_cast<FieldId>(id));
    count_.store(id + 1, std::memory_order_release);
    return static_cast<FieldId>(id);
}

std::optional<FieldId> FieldNames::find(std::string_view name) const {
    const std::lock_guard lock(mutex_);
    const auto found = table_->ids.find(name);
    if (found == table_->ids.end()) return {};
    return found->second;
}

std::string_view FieldNames::name(FieldId id) const {
    CHECK(id < size());
    return (*chunks_[id / chunk_names].load(std::memory_order_acquire))[id % chunk_names];
}

FieldId FieldNameCache::intern(std::string_view name) {
    const uint64_t hash = base::hash64(name);
    Slot& slot = cache_[hash % slots];
    if (slot.hash == hash && slot.id != no_field && names_.name(slot.id) == name) return slot.id;
    slot = {hash, names_.intern(name)};
    return slot.id;
}

}  // namespace ward::model
