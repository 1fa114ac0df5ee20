// SPDX-License-Identifier: Apache-2.0
// Selector: which of many entries an event is for. Content that is chosen by event (mappings,
// sentences) says so in a `when`: product, category, service, format, native fields and OCSF
// attributes, each with one value or a list of them.
//
//   when: {product: windows, Channel: Security, EventID: [4624, 4625], LogonType: "*", X: null}
//
// "*" means that the event has the field, null that it has not; letter case does not matter. The
// entry that tests more goes first, and the value of a native field counts twice: what a source
// says of itself is the most particular. Entries with equal sets of tested names share one hash
// table, so an event costs a lookup per set, however many entries there are.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/diagnostics.h"
#include "base/hash.h"
#include "base/yaml.h"
#include "model/batch.h"

namespace ward::model {

/// Where a value is looked up: a native field, or an OCSF attribute ("ocsf:actor.user.name").
struct FieldPath {
    FieldId id = no_field;
    bool is_ocsf = false;
    auto operator<=>(const FieldPath&) const = default;
};
FieldPath field_path(std::string_view text, FieldNames& names);

/// True for what logs write where there is nothing: "", "-", "N/A", "?", "null", "(null)",
/// "(empty)".
bool is_nothing(std::string_view value);

class Selector {
public:
    /// Most keys that the value lists of one `when` may make together: 40 channels of 100 events.
    static constexpr size_t keys_max = 4096;

    /// Adds what `when` asks for as the next entry (0, 1, ...), narrowed by `outer` (may be null).
    /// What is wrong goes to `diagnostics`; the entry then is for no event. Returns its number.
    uint32_t add(const base::YamlNode* outer, const base::YamlNode* when, const base::Place& place,
                 FieldNames& names, base::Diagnostics& diagnostics);
    /// Must be called once, after the last add().
    void finish();

    /// The fields that entries test; `value_of` below is asked by index into it.
    const std::vector<FieldPath>& paths() const { return paths_; }

    /// Calls `visit(entry)` for the entries that the event is for, those that test more first, then
    /// as added, until it returns true. `value_of(i)` is the text of paths()[i], empty if absent.
    template <class ValueOf, class Visit>
    bool visit(const LogSource& source, ValueOf&& value_of, Visit&& visit) const {
        std::array<uint32_t, candidates_max> found;
        size_t count = 0;
        for (const std::string_view product : {source.product, std::string_view()}) {
            if (const auto at = tables_.find(product); at != tables_.end())
                for (const Table& table : at->second)
                    collect(table, source, value_of, found, count);
            if (source.product.empty()) break;
        }
        std::sort(found.begin(), found.begin() + count,
                  [&](uint32_t a, uint32_t b) { return entries_[a].rank < entries_[b].rank; });
        for (size_t i = 0; i < count; ++i)
            if (fits(entries_[found[i]], value_of) && visit(found[i])) return true;
        return false;
    }

private:
    static constexpr size_t candidates_max = 64;  // entries whose tested values one event has
    enum class Test { any_of, present, absent };
    struct Condition {
        uint16_t path;
        Test test;
    };
    struct Entry {
        std::vector<std::string> product, category, service, format;  // any of them; empty: any
        std::vector<std::pair<uint16_t, std::vector<std::string>>> values;
        std::vector<Condition> conditions;  // present and absent
        size_t rank = 0;
        bool is_broken = false;
    };
    // Names that are tested together, and what entries want of them.
    struct Table {
        bool category = false, service = false, format = false;
        std::vector<uint16_t> paths;
        std::unordered_map<uint64_t, std::vector<uint32_t>> entries;
    };
    struct TextHash {
        using is_transparent = void;
        size_t operator()(std::string_view text) const { return base::hash64(text); }
    };

    static uint64_t mix(uint64_t hash, std::string_view value);
    template <class ValueOf>
    void collect(const Table& table, const LogSource& source, ValueOf&& value_of,
                 std::array<uint32_t, candidates_max>& found, size_t& count) const {
        uint64_t hash = 0;
        if (table.category) hash = mix(hash, source.category);
        if (table.service) hash = mix(hash, source.service);
        if (table.format) hash = mix(hash, source.format);
        for (const uint16_t path : table.paths) {
            const std::string_view value = value_of(path);
            if (value.empty()) return;
            hash = mix(hash, value);
        }
        const auto at = table.entries.find(hash);
        if (at == table.entries.end()) return;
        for (const uint32_t entry : at->second)
            if (count < found.size()) found[count++] = entry;
    }
    // Exactly: equal hashes are not enough, because values come from outside.
    template <class ValueOf>
    static bool fits(const Entry& entry, ValueOf&& value_of) {
        for (const auto& [path, values] : entry.values)
            if (!is_one_of(value_of(path), values)) return false;
        for (const Condition& condition : entry.conditions)
            if (is_nothing(value_of(condition.path)) != (condition.test == Test::absent))
                return false;
        return true;
    }

    static bool is_one_of(std::string_view value, const std::vector<std::string>& values);
    void read(const base::YamlNode& when, const base::Place& place, Entry& entry, FieldNames& names,
              base::Diagnostics& diagnostics);
    void read_values(std::string_view name, const base::YamlNode& value, const base::Place& place,
                     Entry& entry, FieldNames& names, base::Diagnostics& diagnostics);
    uint16_t path_number(const FieldPath& path);
    static size_t key_count(const Entry& entry);
    void enter(uint32_t number);
    Table& table_for(const std::string& product, const Entry& entry);

    std::vector<FieldPath> paths_;
    std::vector<Entry> entries_;
    std::unordered_map<std::string, std::vector<Table>, TextHash, std::equal_to<>> tables_;
};

}  // namespace ward::model
