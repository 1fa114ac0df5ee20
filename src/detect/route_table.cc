// SPDX-License-Identifier: Apache-2.0
// Reads content/logsources.yaml into the router's table. Every fault is named with its place; the
// other entries work. Never looks at events.
#include <fmt/format.h>

#include "base/file.h"
#include "base/text.h"
#include "base/yaml.h"
#include "detect/route.h"

namespace ward::detect {

namespace {

constexpr size_t watched_max = 16;  // fields: each costs a look-up per event

base::Place place_of(const std::string& file, const base::YamlNode& node) {
    return {file, node.line, node.column};
}

}  // namespace

struct Router::Reader {
    Router& router;
    model::FieldNames& names;
    const std::string& file;
    base::Diagnostics& diagnostics;

    void error(const base::YamlNode& node, std::string text, std::string hint = {}) {
        diagnostics.error(place_of(file, node), std::move(text), std::move(hint));
    }

    uint32_t watch(const std::string& name) {
        for (uint32_t i = 0; i < router.watched_.size(); i++)
            if (router.watched_[i].name == name) return i;
        router.watched_.push_back({name, names.intern(name), {}});
        return static_cast<uint32_t>(router.watched_.size() - 1);
    }

    void read(const base::YamlNode& root) {
        const base::YamlNode* list = root.find("logsources");
        if (!list || !list->is_sequence()) return error(root, "a list 'logsources' is wanted");
        for (const auto& item : list->items) read_entry(item);
    }

    void read_entry(const base::YamlNode& item) {
        const base::YamlNode* asks = item.find("asks");
        const base::YamlNode* events = item.find("events");
        if (!asks || !asks->is_mapping() || !events || !events->is_sequence())
            return error(item, "an entry wants 'asks' (a mapping) and 'events' (a list)");
        Entry entry;
        entry.asks.product = base::to_lower(asks->text_of("product"));
        entry.asks.category = base::to_lower(asks->text_of("category"));
        entry.asks.service = base::to_lower(asks->text_of("service"));
        if (entry.asks.category.empty() == entry.asks.service.empty())
            return error(*asks, "'asks' wants a category or a service, not both");
        for (const auto& node : events->items) read_alternative(node, entry);
        router.entries_.push_back(std::move(entry));
    }

    void read_alternative(const base::YamlNode& node, Entry& entry) {
        if (!node.is_mapping()) return error(node, "a kind of event is a mapping");
        Alternative alternative;
        for (const auto& [key, value] : node.members) {
            if (key.text == "format")
                alternative.format = base::to_lower(value.text);
            else if (key.text == "product")
                alternative.product = base::to_lower(value.text);
            else if (key.text == "category")
                alternative.category = base::to_lower(value.text);
            else if (key.text == "service")
                alternative.service = base::to_lower(value.text);
            else if (key.text == "when")
                read_conditions(value, alternative);
            else if (key.text == "fields")
                read_aliases(value, alternative);
            else
                error(key, fmt::format("unknown key '{}'", key.text),
                      "known are format, product, category, service, when, fields");
        }
        if (expand_service(node, alternative, entry)) return;
        entry.alternatives.push_back(std::move(alternative));
    }

    // A service that the table itself explains (by channel) is replaced by its explanation.
    bool expand_service(const base::YamlNode& node, const Alternative& alternative, Entry& entry) {
        if (alternative.service.empty()) return false;
        bool found = false;
        for (const auto& known : router.entries_) {
            if (known.asks.service != alternative.service ||
                known.asks.product != alternative.product)
                continue;
            for (Alternative copy : known.alternatives) {
                copy.service_conditions = copy.conditions.size();
                copy.stands_for = alternative.service;
                copy.conditions.insert(copy.conditions.end(), alternative.conditions.begin(),
                                       alternative.conditions.end());
                if (alternative.aliases != 0) copy.aliases = alternative.aliases;
                entry.alternatives.push_back(std::move(copy));
            }
            found = true;
        }
        if (!found && alternative.product == "windows")
            error(node, fmt::format("service '{}' is not explained above", alternative.service));
        return found;
    }

    void read_conditions(const base::YamlNode& node, Alternative& alternative) {
        if (!node.is_mapping()) return error(node, "'when' is a mapping of field to values");
        for (const auto& [key, value] : node.members) {
            if (router.watched_.size() >= watched_max && !is_watched(key.text)) {
                error(key, fmt::format("more than {} fields in conditions", watched_max));
                continue;
            }
            Condition condition;
            condition.watched = watch(key.text);
            auto& classes = router.watched_[condition.watched].classes;
            const auto add = [&](const base::YamlNode& one) {
                if (!one.is_scalar() || classes.size() >= UINT16_MAX - 2)
                    return error(one, "a value is wanted");
                const auto next = static_cast<uint16_t>(classes.size() + 1);
                condition.classes.push_back(classes.emplace(one.text, next).first->second);
            };
            if (value.is_sequence())
                for (const auto& one : value.items) add(one);
            else
                add(value);
            alternative.conditions.push_back(std::move(condition));
        }
    }

    bool is_watched(std::string_view name) const {
        for (const auto& watched : router.watched_)
            if (watched.name == name) return true;
        return false;
    }

    void read_aliases(const base::YamlNode& node, Alternative& alternative) {
        if (!node.is_mapping())
            return error(node, "'fields' is a mapping of rule field to event field");
        sigma::Aliases aliases;
        for (const auto& [key, value] : node.members) aliases.emplace_back(key.text, value.text);
        for (uint32_t i = 0; i < router.aliases_.size(); i++)
            if (router.aliases_[i] == aliases) {
                alternative.aliases = i;
                return;
            }
        alternative.aliases = static_cast<uint32_t>(router.aliases_.size());
        router.aliases_.push_back(std::move(aliases));
    }
};

Router Router::parse(std::string_view text, const std::string& file, model::FieldNames& names,
                     base::Diagnostics& diagnostics) {
    Router router;
    Reader reader{router, names, file, diagnostics};
    for (const auto& root : base::parse_yaml(text, file, diagnostics)) reader.read(root);
    return router;
}

Router Router::load(const std::string& file, model::FieldNames& names,
                    base::Diagnostics& diagnostics) {
    if (file.empty()) return {};
    const auto text = base::read_file(file, base::YamlLimits{}.bytes_max);
    if (text.ok()) return parse(*text, file, names, diagnostics);
    diagnostics.error({file, 0, 0}, text.error().text, "rules now match by equal log source only");
    return {};
}

}  // namespace ward::detect
