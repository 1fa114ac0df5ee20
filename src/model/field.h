// SPDX-License-Identifier: Apache-2.0
// A field: one native attribute of an event, its name interned, its value the text that the source
// wrote.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "base/arena.h"

namespace ward::model {

/// Number of an interned field name. Names are case-sensitive. 24 bits.
using FieldId = uint32_t;
constexpr FieldId no_field = 0xFFFFFF;

enum class ValueKind : uint8_t { text, integer, real, boolean, null };

/// One value of one field; 16 bytes. `kind` says what the source meant, `text` is always its
/// rendering ("4625", "true", "" for null), a view into the batch's arena or into bytes that the
/// batch holds. A list is several fields with one id, in order.
struct Field {
    uint32_t id : 24;
    ValueKind kind;
    uint32_t text_bytes;
    const char* text_data;

    std::string_view text() const { return {text_data, text_bytes}; }
};
static_assert(sizeof(Field) == 16);

/// Name -> FieldId for one Ward process. Thread-safe; name() takes no lock. Names are never
/// forgotten, so their number is limited: a source that invents names without end gets no_field for
/// the ones over the limit, and its events are rejected with that reason.
class FieldNames {
public:
    static constexpr size_t names_max = 1 << 20;
    static constexpr size_t name_bytes_max = 256;

    FieldNames();
    ~FieldNames();
    FieldNames(const FieldNames&) = delete;
    FieldNames& operator=(const FieldNames&) = delete;

    /// The id of `name`, made if new; no_field over a limit.
    FieldId intern(std::string_view name);
    std::optional<FieldId> find(std::string_view name) const;
    std::string_view name(FieldId id) const;
    size_t size() const { return count_.load(std::memory_order_acquire); }

private:
    static constexpr size_t chunk_names = 4096;
    using Chunk = std::array<std::string_view, chunk_names>;
    struct Table;

    mutable std::mutex mutex_;
    std::unique_ptr<Table> table_;
    base::Arena text_;
    std::array<std::atomic<Chunk*>, names_max / chunk_names> chunks_{};
    std::atomic<size_t> count_{0};
};

/// A FieldNames with a private cache in front: no lock for a name that this owner has seen. One
/// owner, one thread.
class FieldNameCache {
public:
    explicit FieldNameCache(FieldNames& names) : names_(names) {}
    FieldId intern(std::string_view name);
    FieldNames& names() const { return names_; }

private:
    struct Slot {
        uint64_t hash = 0;
        FieldId id = no_field;
    };
    static constexpr size_t slots = 4096;  // direct-mapped; 64 KiB
    FieldNames& names_;
    std::vector<Slot> cache_ = std::vector<Slot>(slots);
};

}  // namespace ward::model
