// SPDX-License-Identifier: Apache-2.0
#include "ingest/map/schema.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace ward::ingest::map {

namespace {

using base::YamlNode;

std::vector<std::string> texts_of(const YamlNode& list) {
    std::vector<std::string> out;
    for (const auto& item : list.items) out.push_back(item.text);
    return out;
}

Enumeration read_enumeration(const YamlNode& node) {
    Enumeration out;
    for (const auto& [caption, number] : node.members) out.emplace_back(caption.text, number.text);
    return out;
}

Shape read_shape(std::string name, const YamlNode& node) {
    constexpr std::string_view profile = "profile.", enumeration = "enums.";
    Shape out;
    out.name = std::move(name);
    for (const auto& [key, value] : node.members) {
        const std::string_view word = key.text;
        if (word == "has")
            for (const auto& item : value.items) out.has.emplace(item.text, "");
        else if (word == "requires")
            out.requires_all = texts_of(value);
        else if (word == "one_of")
            out.one_of = texts_of(value);
        else if (word == "just_one")
            out.just_one = texts_of(value);
        else if (word.starts_with(profile))
            for (const auto& item : value.items)
                out.has.emplace(item.text, word.substr(profile.size()));
        else if (word.starts_with(enumeration))
            out.enumerations.emplace(word.substr(enumeration.size()), read_enumeration(value));
    }
    return out;
}

// "string", "object user[]", "integer ~ severity".
Attribute read_attribute(std::string_view text) {
    static constexpr std::pair<std::string_view, Type> types[] = {
        {"integer", Type::integer},   {"long", Type::integer}, {"float", Type::real},
        {"boolean", Type::boolean},   {"port", Type::port},    {"timestamp", Type::timestamp},
        {"datetime", Type::datetime}, {"ip", Type::address},   {"mac", Type::mac},
        {"email", Type::email},       {"uuid", Type::uuid},    {"bytestring", Type::other},
    };
    Attribute out;
    std::string_view kind = base::take_until(text, '~');
    out.sibling = base::trim(text);
    kind = base::trim(kind);
    if (kind.ends_with("[]")) out.is_list = true, kind.remove_suffix(2);
    constexpr std::string_view object = "object ";
    if (kind.starts_with(object)) out.type = Type::object, out.object = kind.substr(object.size());
    for (const auto& [name, type] : types)
        if (kind == name) out.type = type;
    return out;
}

// What a class only repeats of the base event is not written again.
void inherit(const Shape& base, Shape& to) {
    to.has.insert(base.has.begin(), base.has.end());
    to.enumerations.insert(base.enumerations.begin(), base.enumerations.end());
    for (const auto& name : base.requires_all)
        if (!to.is_required(name)) to.requires_all.push_back(name);
}

}  // namespace

bool Shape::is_required(std::string_view attribute) const {
    return std::find(requires_all.begin(), requires_all.end(), attribute) != requires_all.end();
}

Schema Schema::read(const YamlNode& node, const std::string& file, base::Diagnostics& diagnostics) {
    Schema out;
    const auto members = [&](std::string_view name) -> const decltype(node.members)& {
        static const decltype(node.members) none;
        const YamlNode* found = node.find(name);
        if (found != nullptr && found->is_mapping()) return found->members;
        diagnostics.error({file, node.line, node.column},
                          fmt::format("the schema has no '{}'", name));
        return none;
    };
    out.version_ = node.text_of("version");
    for (const auto& [name, value] : members("classes")) {
        EventClass one;
        one.shape = read_shape(name.text, value);
        one.uid = base::parse_integer(value.text_of("uid")).value_or(0);
        one.category_uid = base::parse_integer(value.text_of("category")).value_or(0);
        one.caption = value.text_of("caption");
        one.category_caption = value.text_of("category_caption");
        out.classes_.emplace(name.text, std::move(one));
    }
    for (const auto& [name, value] : members("objects"))
        out.objects_.emplace(name.text, read_shape(name.text, value));
    for (const auto& [name, value] : members("attributes"))
        out.attributes_.emplace(name.text, read_attribute(value.text));
    for (const auto& [name, value] : members("enums"))
        out.enumerations_.emplace(name.text, read_enumeration(value));
    if (const auto base = out.classes_.find("base_event"); base != out.classes_.end())
        for (auto& [name, one] : out.classes_) inherit(base->second.shape, one.shape);
    return out;
}

template <class Map>
static auto find_in(const Map& map, std::string_view name) -> const typename Map::mapped_type* {
    const auto at = map.find(name);
    return at == map.end() ? nullptr : &at->second;
}

const EventClass* Schema::find_class(std::string_view name) const {
    return find_in(classes_, name);
}

const Shape* Schema::find_object(std::string_view name) const {
    return find_in(objects_, name);
}

const Attribute* Schema::find_attribute(std::string_view name) const {
    return find_in(attributes_, name);
}

const Enumeration* Schema::find_enumeration(const Shape& owner, std::string_view attribute) const {
    const auto* own = find_in(owner.enumerations, attribute);
    return own ? own : find_in(enumerations_, attribute);
}

std::vector<std::string_view> Schema::class_names() const {
    std::vector<std::string_view> out;
    for (const auto& [name, one] : classes_) out.push_back(name);
    return out;
}

}  // namespace ward::ingest::map
