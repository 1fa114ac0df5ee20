// SPDX-License-Identifier: Apache-2.0
// Functions on property bags, and on arrays of them.
#include <algorithm>

#include "base/text.h"
#include "query/function/list.h"
#include "query/function/value.h"

namespace ward::query {

namespace {

// "$.a.b" or a plain key, as parts.
std::vector<std::string_view> path_of(std::string_view key) {
    if (!key.starts_with("$.")) return {key};
    return base::split(key.substr(2), '.');
}

bool remove_path(Json& bag, std::span<const std::string_view> path) {
    if (!bag.is_object() || path.empty()) return false;
    Json::Object kept;
    for (const auto& [name, value] : bag.object()) {
        if (name != path[0]) {
            kept.emplace_back(name, value);
        } else if (path.size() > 1) {
            Json inner = value;
            remove_path(inner, path.subspan(1));
            kept.emplace_back(name, std::move(inner));
        }
    }
    bag = Json(std::move(kept));
    return true;
}

Result merge(Given a) {
    Json::Object all;
    for (size_t i = 0; i < a.size(); ++i) {
        const auto bag = json_at(a, i);
        if (!bag) continue;
        for (const auto& one : bag->object())
            if (std::ranges::find(all, one.first, &Json::Object::value_type::first) == all.end())
                all.push_back(one);
    }
    return kusto_json(Json(std::move(all)));
}

// An array of bags as one: what make_bag gathers.
Result merge_list(Given a) {
    const auto bags = json_at(a, 0);
    Json out{Json::Object{}};
    if (!bags) return kusto_json(out);
    const int64_t most = a.size() > 1 ? long_at(a, 1).value_or(1'048'576) : 1'048'576;
    for (const Json& bag : bags->array())
        for (const auto& [name, value] : bag.object())
            if (!out.has(name) && static_cast<int64_t>(out.object().size()) < most)
                out.set(name, value);
    return kusto_json(out);
}

Result keys(Given a) {
    const auto bag = json_at(a, 0);
    if (!bag || !bag->is_object()) return {};
    Json out{Json::Array{}};
    for (const auto& [name, value] : bag->object()) out.push(Json(name));
    return kusto_json(out);
}

Result has_key(Given a) {
    const auto bag = json_at(a, 0);
    if (!bag || !bag->is_object()) return {};
    const Json* at = &*bag;
    for (const auto part : path_of(text_at(a, 1))) {
        if (!at->is_object() || !at->has(part)) return false;
        at = &(*at)[part];
    }
    return true;
}

Result remove_keys(Given a) {
    auto bag = json_at(a, 0);
    const auto names = json_at(a, 1);
    if (!bag || !bag->is_object() || !names) return {};
    for (const Json& name : names->array()) {
        const auto path = path_of(name.text());
        remove_path(*bag, path);
    }
    return kusto_json(*bag);
}

Result set_key(Given a) {
    auto bag = json_at(a, 0);
    if (!bag || !bag->is_object()) return {};
    const auto path = path_of(text_at(a, 1));
    Json value = json_at(a, 2).value_or(Json());
    for (size_t i = path.size(); i-- > 0;) {
        const Json* at = &*bag;
        for (size_t k = 0; k < i; ++k) at = &(*at)[path[k]];
        Json holder = at->is_object() ? *at : Json(Json::Object{});
        holder.set(std::string(path[i]), std::move(value));
        value = std::move(holder);
    }
    return kusto_json(value);
}

Result pack(Given a) {
    Json out{Json::Object{}};
    for (size_t i = 0; i + 1 < a.size(); i += 2) {
        const auto name = json_at(a, i);
        if (name) out.set(json_text(*name), json_at(a, i + 1).value_or(Json()));
    }
    return kusto_json(out);
}

// Keys in their order, at every depth.
Json sorted(const Json& value) {
    if (value.is_array()) {
        Json out{Json::Array{}};
        for (const Json& one : value.array()) out.push(sorted(one));
        return out;
    }
    if (!value.is_object()) return value;
    Json::Object members = value.object();
    std::ranges::sort(members, {}, &Json::Object::value_type::first);
    Json out{Json::Object{}};
    for (const auto& [name, one] : members) out.set(name, sorted(one));
    return out;
}

Result sorted_text(Given a) {
    const auto value = json_at(a, 0);
    return value ? kusto_json(sorted(*value)) : std::string();
}

Result bag_zip(Given a) {
    const auto names = json_at(a, 0), values = json_at(a, 1);
    if (!names || !values) return {};
    Json out{Json::Object{}};
    for (size_t i = 0; i < names->array().size(); ++i)
        if (names->array()[i].is_string())
            out.set(std::string(names->array()[i].text()),
                    i < values->array().size() ? values->array()[i] : Json());
    return kusto_json(out);
}

Result tree_paths(Given a) {
    const auto root = json_at(a, 0);
    if (!root) return {};
    Json out{Json::Array{}};
    const auto walk = [&](const auto& self, const Json& at, const std::string& path,
                          int depth) -> void {
        if (depth > 16) return;
        for (const auto& [name, value] : at.object()) {
            const std::string here = path + "['" + name + "']";
            out.push(Json(here));
            self(self, value, here, depth + 1);
        }
        if (at.is_array() && !at.array().empty()) {
            out.push(Json(path + "[0]"));
            self(self, at.array()[0], path + "[0]", depth + 1);
        }
    };
    walk(walk, *root, "", 0);
    return kusto_json(out);
}

// extract_json("$.a.b[0]", text)
Result extract_json(Given a) {
    const auto root = json_at(a, 1);
    std::string_view path = text_at(a, 0);
    if (!root || !path.starts_with('$')) return std::string();
    path.remove_prefix(1);
    const Json* at = &*root;
    while (!path.empty()) {
        if (path[0] == '.') {
            path.remove_prefix(1);
            const size_t end = std::min(path.find_first_of(".["), path.size());
            at = &(*at)[path.substr(0, end)];
            path.remove_prefix(end);
            continue;
        }
        const size_t close = path.find(']');
        if (path[0] != '[' || close == std::string_view::npos) return std::string();
        std::string_view key = path.substr(1, close - 1);
        path.remove_prefix(close + 1);
        if (const auto index = base::parse_integer(key)) {
            const auto size = static_cast<int64_t>(at->array().size());
            if (*index < 0 || *index >= size) return std::string();
            at = &at->array()[static_cast<size_t>(*index)];
        } else if (key.size() >= 2) {
            at = &(*at)[key.substr(1, key.size() - 2)];
        }
    }
    return json_text(*at);
}

constexpr Function all[] = {
    {"bag_merge", "dynamic", "j*", {}, merge},
    {"_bag_merge_list", "dynamic", "j?l", {}, merge_list},
    {"bag_keys", "dynamic", "j", {}, keys},
    {"bag_has_key", "bool", "js", {}, has_key},
    {"bag_remove_keys", "dynamic", "jj", {}, remove_keys},
    {"bag_set_key", "dynamic", "jsx", {}, set_key},
    {"dynamic_to_json", "string", "j", {}, sorted_text},
    {"bag_zip", "dynamic", "jj", {}, bag_zip},
    {"bag_pack", "dynamic", "x*", {}, pack},
    {"pack", "dynamic", "x*", {}, pack},
    {"pack_dictionary", "dynamic", "x*", {}, pack},
    {"treepath", "dynamic", "j", {}, tree_paths},
    {"_extract_json", "string", "ss", {}, extract_json},
};

}  // namespace

std::span<const Function> bag_functions() {
    return all;
}

}  // namespace ward::query
