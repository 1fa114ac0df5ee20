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
        Found found;
        Hashes hashes;
        for (const std::string_view product : {source.product, std::string_view()}) {
            if (const auto at = tables_.find(product); at != tables_.end())
                for (const Table& table : at->second)
                    collect(table, source, value_of, hashes, found);
            if (source.product.empty()) break;
        }
        std::sort(found.entries.begin(), found.entries.begin() + found.count,
                  [&](uint32_t a, uint32_t b) { return entries_[a].rank < entries_[b].rank; });
        for (size_t i = 0; i < found.count; ++i)
            if (fits(entries_[found.entries[i]], source, value_of) && visit(found.entries[i]))
                return true;
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

    static uint64_t hash_of(std::string_view value);
    static uint64_t mix(uint64_t hash, uint64_t value) {
        constexpr uint64_t odd = 0x9E3779B97F4A7C15;
        hash = (hash ^ value) * odd;
        return hash ^ (hash >> 32);
    }

    struct Found {
        std::array<uint32_t, candidates_max> entries;
        size_t count = 0;
    };
    // Hashes of the event's values that tables have asked for; 0 where it has none.
    struct Hashes {
        static constexpr size_t kept_max = 64;  // paths beyond are hashed each time
        std::array<uint64_t, kept_max> hash;
        uint64_t known = 0;
    };
    template <class ValueOf>
    static uint64_t hash_at(uint16_t path, ValueOf&& value_of, Hashes& hashes) {
        const bool is_kept = path < Hashes::kept_max;
        if (is_kept && (hashes.known >> path & 1) != 0) return hashes.hash[path];
        const std::string_view value = value_of(path);
        const uint64_t hash = value.empty() ? 0 : hash_of(value);
        if (is_kept) hashes.hash[path] = hash, hashes.known |= uint64_t{1} << path;
        return hash;
    }
    template <class ValueOf>
    void collect(const Table& table, const LogSource& source, ValueOf&& value_of, Hashes& hashes,
                 Found& found) const {
        uint64_t hash = 0;
        for (const uint16_t path : table.paths) {
            const uint64_t value = hash_at(path, value_of, hashes);
            if (value == 0) return;
            hash = mix(hash, value);
        }
        if (table.category) hash = mix(hash, hash_of(source.category));
        if (table.service) hash = mix(hash, hash_of(source.service));
        if (table.format) hash = mix(hash, hash_of(source.format));
        const auto at = table.entries.find(hash);
        if (at == table.entries.end()) return;
        for (const uint32_t entry : at->second)
            if (found.count < found.entries.size()) found.entries[found.count++] = entry;
    }
    // Exactly: equal hashes are not enough, because values come from outside.
    template <class ValueOf>
    static bool fits(const Entry& entry, const LogSource& source, ValueOf&& value_of) {
        const auto is_word = [](const std::vector<std::string>& wanted, std::string_view has) {
            return wanted.empty() || is_one_of(has, wanted);
        };
        if (!is_word(entry.category, source.category) || !is_word(entry.service, source.service) ||
            !is_word(entry.format, source.format))
            return false;
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
