// SPDX-License-Identifier: Apache-2.0
#include "ingest/map/path.h"

#include <fmt/format.h>

#include "base/text.h"

namespace ward::ingest::map {

namespace {

constexpr int index_max = 31;  // as many elements as a list may have

bool read_segment(std::string_view text, Segment& out, std::string& message) {
    const size_t open = text.find('[');
    out.name = text.substr(0, open);
    if (open == std::string_view::npos) return true;
    const std::string_view inside = text.substr(open);
    if (inside == "[]") return out.is_every = true;
    if (inside.ends_with(']')) {
        const auto index = base::parse_integer(inside.substr(1, inside.size() - 2));
        if (index && *index >= 0 && *index <= index_max) {
            out.index = static_cast<int>(*index);
            return true;
        }
    }
    message = fmt::format("cannot read '{}': write [] or [0] to [{}]", text, index_max);
    return false;
}

void tell_unknown(const Shape& owner, const std::string& name, std::string& message,
                  std::string& hint) {
    message = fmt::format("OCSF's '{}' has no attribute '{}'", owner.name, name);
    std::vector<std::string_view> known;
    for (const auto& [one, profile] : owner.has) known.push_back(one);
    const std::string near = base::nearest(name, known);
    if (!near.empty()) hint = fmt::format("did you mean '{}'?", near);
}

bool check_list(const Segment& segment, bool is_leaf, std::string& message) {
    const bool wants_element = segment.is_every || segment.index >= 0;
    if (segment.attribute->is_list == wants_element) return true;
    if (is_leaf && segment.attribute->object == "fingerprint" && !wants_element) return true;
    message = wants_element ? fmt::format("'{}' is no list", segment.name)
                            : fmt::format("'{0}' is a list: write {0}[] or {0}[0]", segment.name);
    return false;
}

}  // namespace

std::string Segment::text(size_t element) const {
    if (is_every) return fmt::format("{}.{}", name, element);
    return index >= 0 ? fmt::format("{}.{}", name, index) : name;
}

std::string Path::prefix(size_t count, size_t element) const {
    std::string out;
    for (size_t i = 0; i < count; ++i) {
        if (i > 0) out += '.';
        out += segments[i].text(element);
    }
    return out;
}

size_t Path::list_depth() const {
    for (size_t i = 0; i < segments.size(); ++i)
        if (segments[i].is_every) return i + 1;
    return 0;
}

std::optional<Path> resolve(const Schema& schema, const Shape& root, std::string_view text,
                            std::string& message, std::string& hint) {
    Path out;
    const Shape* owner = &root;
    while (true) {
        Segment segment;
        if (!read_segment(base::take_until(text, '.'), segment, message)) return {};
        segment.owner = owner;
        segment.attribute = schema.find_attribute(segment.name);
        if (!owner->has.contains(segment.name) || segment.attribute == nullptr) {
            tell_unknown(*owner, segment.name, message, hint);
            return {};
        }
        if (segment.is_every && out.list_depth() > 0) {
            message = "a path may have one []";
            return {};
        }
        const bool is_object = segment.attribute->type == Type::object;
        if (!check_list(segment, text.empty(), message)) return {};
        out.segments.push_back(std::move(segment));
        const Segment& last = out.segments.back();
        if (text.empty()) {
            const bool is_hashes = last.attribute->object == "fingerprint" &&
                                   last.attribute->is_list && last.index < 0 && !last.is_every;
            if (!is_object || is_hashes) return out;
            message = fmt::format("'{}' is an object: name one of its attributes", last.name);
            return {};
        }
        if (!is_object) {
            message = fmt::format("'{}' is no object", last.name);
            return {};
        }
        owner = schema.find_object(last.attribute->object);
        if (owner == nullptr) {
            message = fmt::format("the schema has no object '{}'", last.attribute->object);
            return {};
        }
    }
}

}  // namespace ward::ingest::map
