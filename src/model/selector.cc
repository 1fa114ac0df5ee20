// SPDX-License-Identifier: Apache-2.0
#include "model/selector.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/text.h"

namespace ward::model {

FieldPath field_path(std::string_view text, FieldNames& names) {
    constexpr std::string_view prefix = "ocsf:";
    FieldPath out;
    out.is_ocsf = text.starts_with(prefix);
    out.id = names.intern(out.is_ocsf ? text.substr(prefix.size()) : text);
    return out;
}

bool is_nothing(std::string_view value) {
    static constexpr std::string_view words[] = {"-",      "?",       "N/A",     "n/a",
                                                 "null",   "NULL",    "unset",   "(null)",
                                                 "(none)", "(empty)", "(unset)", "4294967295"};
    constexpr size_t longest = 10;
    if (value.empty()) return true;
    // The last one is what the audit system writes for an account that is not known.
    return value.size() <= longest &&
           std::find(std::begin(words), std::end(words), value) != std::end(words);
}

// Equal for values that differ in the case of ASCII letters alone; never 0.
uint64_t Selector::hash_of(std::string_view value) {
    constexpr size_t folded_max = 128;  // beyond it letter case counts: no `when` asks for so much
    if (value.size() > folded_max) return base::hash64(value) | 1;
    char folded[folded_max];
    std::transform(value.begin(), value.end(), folded, [](char c) { return base::lower(c); });
    return base::hash64({folded, value.size()}) | 1;
}

bool Selector::is_one_of(std::string_view value, const std::vector<std::string>& values) {
    return std::any_of(values.begin(), values.end(), [&](const std::string& one) {
        return base::equals_ignore_case(one, value);
    });
}

uint16_t Selector::path_number(const FieldPath& path) {
    const auto number = std::find(paths_.begin(), paths_.end(), path) - paths_.begin();
    if (static_cast<size_t>(number) == paths_.size()) paths_.push_back(path);
    return static_cast<uint16_t>(number);
}

void Selector::read_values(std::string_view name, const base::YamlNode& value,
                           const base::Place& place, Entry& entry, FieldNames& names,
                           base::Diagnostics& diagnostics) {
    std::vector<std::string> values;
    if (value.is_scalar()) values.push_back(value.text);
    for (const auto& one : value.items) values.push_back(one.text);
    const bool is_text = std::all_of(value.items.begin(), value.items.end(),
                                     [](const auto& one) { return one.is_scalar(); });
    if (value.is_mapping() || !is_text || (value.is_sequence() && values.empty())) {
        diagnostics.error({place.file, value.line, value.column},
                          fmt::format("'{}' wants one value or a list of values", name));
        entry.is_broken = true;
        return;
    }
    // What is said further in counts: it replaces what the outer `when` says of the same name.
    const std::pair<std::string_view, std::vector<std::string>*> words[] = {
        {"product", &entry.product},
        {"category", &entry.category},
        {"service", &entry.service},
        {"format", &entry.format}};
    for (const auto& [word, list] : words) {
        if (name != word) continue;
        *list = std::move(values);
        return;
    }
    const FieldPath path = field_path(name, names);
    if (path.id == no_field) {
        diagnostics.error(place, "the name of a field is too long");
        entry.is_broken = true;
        return;
    }
    const uint16_t number = path_number(path);
    std::erase_if(entry.values, [&](const auto& old) { return old.first == number; });
    std::erase_if(entry.conditions, [&](const auto& old) { return old.path == number; });
    if (value.is_null())
        entry.conditions.push_back({number, Test::absent});
    else if (values.size() == 1 && values.front() == "*")
        entry.conditions.push_back({number, Test::present});
    else
        entry.values.emplace_back(number, std::move(values));
}

void Selector::read(const base::YamlNode& when, const base::Place& place, Entry& entry,
                    FieldNames& names, base::Diagnostics& diagnostics) {
    if (!when.is_mapping()) {
        diagnostics.error({place.file, when.line, when.column}, "'when' wants names with values",
                          "for example: when: {product: linux, service: sshd}");
        entry.is_broken = true;
        return;
    }
    for (const auto& [name, value] : when.members)
        read_values(name.text, value, {place.file, name.line, name.column}, entry, names,
                    diagnostics);
}

size_t Selector::key_count(const Entry& entry) {
    size_t count = std::max<size_t>(entry.product.size(), 1);
    for (const auto* list : {&entry.category, &entry.service, &entry.format})
        count *= std::max<size_t>(list->size(), 1);
    for (const auto& [path, values] : entry.values) count *= values.size();
    return count;
}

uint32_t Selector::add(const base::YamlNode* outer, const base::YamlNode* when,
                       const base::Place& place, FieldNames& names,
                       base::Diagnostics& diagnostics) {
    Entry entry;
    for (const auto* part : {outer, when})
        if (part != nullptr) read(*part, place, entry, names, diagnostics);
    if (key_count(entry) > keys_max) {
        diagnostics.error(place, fmt::format("'when' has more than {} combinations", keys_max));
        entry.is_broken = true;
    }
    std::sort(entry.values.begin(), entry.values.end());
    entries_.push_back(std::move(entry));
    return static_cast<uint32_t>(entries_.size() - 1);
}

Selector::Table& Selector::table_for(const std::string& product, const Entry& entry) {
    Table wanted;
    wanted.category = !entry.category.empty(), wanted.service = !entry.service.empty();
    wanted.format = !entry.format.empty();
    for (const auto& [path, values] : entry.values) wanted.paths.push_back(path);
    auto& tables = tables_[product];
    for (Table& table : tables)
        if (table.category == wanted.category && table.service == wanted.service &&
            table.format == wanted.format && table.paths == wanted.paths)
            return table;
    return tables.emplace_back(std::move(wanted));
}

void Selector::enter(uint32_t number) {
    const Entry& entry = entries_[number];
    std::vector<uint64_t> hashes = {0};
    const auto cross = [&](const std::vector<std::string>& values) {
        if (values.empty()) return;
        std::vector<uint64_t> next;
        for (const uint64_t hash : hashes)
            for (const auto& value : values) next.push_back(mix(hash, hash_of(value)));
        hashes = std::move(next);
    };
    for (const auto& [path, values] : entry.values) cross(values);
    for (const auto* list : {&entry.category, &entry.service, &entry.format}) cross(*list);
    const std::vector<std::string> any = {""};
    for (const auto& product : entry.product.empty() ? any : entry.product) {
        Table& table = table_for(product, entry);
        for (const uint64_t hash : hashes) table.entries[hash].push_back(number);
    }
}

void Selector::finish() {
    std::vector<uint32_t> order(entries_.size());
    std::iota(order.begin(), order.end(), 0U);
    const auto tests = [&](uint32_t number) {
        const Entry& entry = entries_[number];
        size_t count = entry.conditions.size();
        for (const auto& [path, values] : entry.values) count += paths_[path].is_ocsf ? 1 : 2;
        for (const auto* list : {&entry.product, &entry.category, &entry.service, &entry.format})
            count += list->empty() ? 0 : 1;
        return count;
    };
    std::stable_sort(order.begin(), order.end(),
                     [&](uint32_t a, uint32_t b) { return tests(a) > tests(b); });
    for (size_t i = 0; i < order.size(); ++i) entries_[order[i]].rank = i;
    for (uint32_t number = 0; number < entries_.size(); ++number)
        if (!entries_[number].is_broken) enter(number);
}

}  // namespace ward::model
