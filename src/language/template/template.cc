// SPDX-License-Identifier: Apache-2.0
#include "language/template/template.h"

#include <fmt/format.h>

#include "base/text.h"

namespace ward::language {

constexpr size_t value_bytes_max = 160;  // a longer value is cut: a sentence must stay one

FieldPath field_path(std::string_view text, model::FieldNames& names) {
    constexpr std::string_view prefix = "ocsf:";
    FieldPath out;
    out.is_ocsf = text.starts_with(prefix);
    out.id = names.intern(out.is_ocsf ? text.substr(prefix.size()) : text);
    return out;
}

std::string_view value_of(const FieldPath& path, const model::Batch& batch,
                          const model::Event& event) {
    const model::Field* field =
        path.is_ocsf ? batch.find_ocsf(event, path.id) : batch.find(event, path.id);
    if (field == nullptr) return {};
    const std::string_view text = base::trim(field->text());
    if (text == "-" || text == "N/A" || text == "null") return {};
    return text;
}

std::optional<Template::Part> Template::placeholder(std::string_view inside, const WordLists& lists,
                                                    model::FieldNames& names, std::string& fault) {
    Part part;
    // The shape stands after the last ':' that is not the one of "ocsf:".
    const size_t colon = inside.rfind(':');
    if (colon != std::string_view::npos && inside.substr(0, colon) != "ocsf" &&
        !inside.substr(0, colon).ends_with("|ocsf")) {
        const std::string_view shape = inside.substr(colon + 1);
        inside = inside.substr(0, colon);
        if (shape == "name") {
            part.shape = Shape::last_part;
        } else if (const auto list = lists.find(shape); list != lists.end()) {
            part.shape = Shape::words, part.words = list->second;
        } else {
            fault = fmt::format("unknown word list '{}'", shape);
            return {};
        }
    }
    for (const auto name : base::split(inside, '|')) {
        if (name.empty()) {
            fault = "a placeholder has no name";
            return {};
        }
        part.paths.push_back(field_path(name, names));
    }
    return part;
}

Template Template::compile(std::string_view text, const WordLists& lists, model::FieldNames& names,
                           const base::Place& place, base::Diagnostics& diagnostics) {
    Template out;
    int group = 0, groups = 0;
    std::string fault;
    const auto literal = [&](char c) {
        if (out.parts_.empty() || !out.parts_.back().paths.empty() ||
            out.parts_.back().group != group)
            out.parts_.emplace_back().group = group;
        out.parts_.back().literal += c;
    };
    for (size_t i = 0; i < text.size() && fault.empty(); ++i) {
        if (text[i] == '[') {
            if (group != 0) fault = "brackets do not nest";
            group = ++groups;
        } else if (text[i] == ']') {
            if (group == 0) fault = "']' without '['";
            group = 0;
        } else if (text[i] == '{') {
            const size_t close = text.find('}', i);
            if (close == std::string_view::npos) {
                fault = "'{' without '}'";
                break;
            }
            auto part = placeholder(text.substr(i + 1, close - i - 1), lists, names, fault);
            if (part) part->group = group, out.parts_.push_back(std::move(*part));
            i = close;
        } else {
            literal(text[i]);
        }
    }
    if (fault.empty() && group != 0) fault = "'[' without ']'";
    if (!fault.empty()) {
        diagnostics.error(place, "cannot read sentence: " + fault);
        out.parts_.clear();
    }
    return out;
}

bool Template::append(const Part& part, const model::Batch& batch, const model::Event& event,
                      std::string& out) {
    if (part.paths.empty()) {
        out += part.literal;
        return true;
    }
    for (const auto& path : part.paths) {
        std::string_view value = value_of(path, batch, event);
        if (value.empty()) continue;
        if (part.shape == Shape::last_part) {
            const size_t slash = value.find_last_of("/\\");
            if (slash != std::string_view::npos && slash + 1 < value.size())
                value = value.substr(slash + 1);
        }
        if (part.shape == Shape::words)
            if (const auto word = part.words.find(value); word != part.words.end())
                value = word->second;
        out += value.substr(0, value_bytes_max);
        if (value.size() > value_bytes_max) out += "...";
        return true;
    }
    return false;
}

std::optional<std::string> Template::fill(const model::Batch& batch,
                                          const model::Event& event) const {
    if (parts_.empty()) return {};
    std::string out, group_text;
    int group = 0;
    bool group_whole = true;
    const auto close_group = [&] {
        if (group != 0 && group_whole) out += group_text;
        group_text.clear(), group_whole = true;
    };
    for (const auto& part : parts_) {
        if (part.group != group) close_group(), group = part.group;
        if (group == 0) {
            if (!append(part, batch, event, out)) return {};
        } else if (!append(part, batch, event, group_text)) {
            group_whole = false;
        }
    }
    close_group();
    return out;
}

}  // namespace ward::language
