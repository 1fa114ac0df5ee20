// SPDX-License-Identifier: Apache-2.0
#include "language/template/template.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace ward::language {

using model::FieldPath;

std::string_view value_of(const FieldPath& path, const model::Batch& batch,
                          const model::Event& event) {
    const model::Field* field =
        path.is_ocsf ? batch.find_ocsf(event, path.id) : batch.find(event, path.id);
    if (field == nullptr) return {};
    const std::string_view text = base::trim(field->text());
    return model::is_nothing(text) ? std::string_view{} : text;
}

// ---- values from outside

namespace {

bool is_plain(char c) {
    return c > ' ' && c < 0x7F;
}

// Bytes of the UTF-8 character that begins at `text`, 0 where it is none.
size_t character_bytes(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const size_t bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (bytes > text.size() || !base::is_valid_utf8(text.substr(0, bytes))) return 0;
    return bytes;
}

// C1 controls, blanks without width, and marks that turn the direction of text: U+0080 to U+00A0,
// U+061C, U+180E, U+2000 to U+200F, U+2028 to U+202F, U+205F to U+206F, U+3000, U+FEFF.
bool is_hiding(std::string_view character) {
    const auto at = [&](size_t i) { return static_cast<unsigned char>(character[i]); };
    if (character.size() == 2)
        return (at(0) == 0xC2 && at(1) <= 0xA0) || (at(0) == 0xD8 && at(1) == 0x9C);
    if (character.size() != 3) return false;
    const unsigned low = (at(1) & 0x3FU) << 6 | (at(2) & 0x3FU);
    if (at(0) == 0xE2)
        return low <= 0x0F || (low >= 0x28 && low <= 0x2F) || (low >= 0x5F && low <= 0x6F);
    return character == "\xE1\xA0\x8E" || character == "\xE3\x80\x80" ||
           character == "\xEF\xBB\xBF";
}

void append_blank(std::string& out, size_t begin) {
    if (out.size() > begin && out.back() != ' ') out += ' ';
}

}  // namespace

void append_harmless(std::string& out, std::string_view value) {
    const size_t begin = out.size();
    bool is_cut = false;
    while (!value.empty()) {
        size_t plain = 0;
        const size_t room = value_bytes_max - std::min(value_bytes_max, out.size() - begin);
        while (plain < value.size() && plain < room && is_plain(value[plain])) ++plain;
        out += value.substr(0, plain);
        value.remove_prefix(plain);
        if (value.empty()) break;
        if (plain == room) {
            is_cut = true;
            break;
        }
        const size_t bytes = character_bytes(value);
        const std::string_view one = value.substr(0, std::max<size_t>(bytes, 1));
        if (bytes == 0)
            out += '?';
        else if (bytes == 1 || is_hiding(one))
            append_blank(out, begin);
        else if (out.size() - begin + bytes > value_bytes_max)
            break;
        else
            out += one;
        value.remove_prefix(one.size());
    }
    if (!value.empty()) is_cut = true;
    while (out.size() > begin && out.back() == ' ') out.pop_back();
    if (is_cut) out += "...";
}

// ---- compiling

class Template::Compiler {
public:
    Compiler(const WordLists& lists, model::FieldNames& names) : lists_(lists), names_(names) {}

    // The parts of `text`; `fault` says what is wrong.
    std::vector<Part> run(std::string_view text, std::string& fault) {
        for (size_t i = 0; i < text.size() && fault.empty(); ++i) {
            if (text[i] == '[') {
                if (group_ != 0) fault = "brackets do not nest";
                group_ = ++groups_;
            } else if (text[i] == ']') {
                if (group_ == 0) fault = "']' without '['";
                group_ = 0;
            } else if (text[i] == '{') {
                const size_t close = text.find('}', i);
                if (close == std::string_view::npos) {
                    fault = "'{' without '}'";
                    break;
                }
                placeholder(text.substr(i + 1, close - i - 1), fault);
                i = close;
            } else {
                literal(text[i]);
            }
        }
        if (fault.empty() && group_ != 0) fault = "'[' without ']'";
        quote();
        return std::move(parts_);
    }

private:
    void literal(char c) {
        if (parts_.empty() || !parts_.back().paths.empty() || parts_.back().group != group_)
            parts_.emplace_back().group = group_;
        parts_.back().literal += c;
    }

    void placeholder(std::string_view inside, std::string& fault) {
        Part part;
        part.group = group_;
        // The shape stands after the last ':' that is not the one of "ocsf:".
        const size_t colon = inside.rfind(':');
        if (colon != std::string_view::npos && inside.substr(0, colon) != "ocsf" &&
            !inside.substr(0, colon).ends_with("|ocsf")) {
            if (!shape(inside.substr(colon + 1), part, fault)) return;
            inside = inside.substr(0, colon);
        }
        for (const auto name : base::split(inside, '|')) {
            if (name.empty()) {
                fault = "a placeholder has no name";
                return;
            }
            part.paths.push_back(model::field_path(name, names_));
        }
        parts_.push_back(std::move(part));
    }

    bool shape(std::string_view name, Part& part, std::string& fault) const {
        if (name == "name") return part.shape = Shape::last_part, true;
        if (name == "account") return part.shape = Shape::account, true;
        const auto list = lists_.find(name);
        if (list == lists_.end()) {
            fault = fmt::format("unknown word list '{}'", name);
            return false;
        }
        part.shape = Shape::words, part.words = list->second;
        return true;
    }

    // A value with blanks is put in quotes, unless nothing follows it that it could run into.
    void quote() {
        for (size_t i = 0; i < parts_.size(); ++i) {
            if (parts_[i].paths.empty()) continue;
            const bool in_quotes = i > 0 && parts_[i - 1].literal.ends_with('\'');
            const bool is_last = i + 1 == parts_.size();
            parts_[i].may_be_quoted = !in_quotes && !is_last;
        }
    }

    const WordLists& lists_;
    model::FieldNames& names_;
    std::vector<Part> parts_;
    int group_ = 0, groups_ = 0;
};

Template Template::compile(std::string_view text, const WordLists& lists, model::FieldNames& names,
                           const base::Place& place, base::Diagnostics& diagnostics) {
    Template out;
    std::string fault;
    out.parts_ = Compiler(lists, names).run(text, fault);
    if (fault.empty()) return out;
    diagnostics.error(place, "cannot read sentence: " + fault);
    out.parts_.clear();
    return out;
}

// ---- filling

static std::string_view last_part(std::string_view path) {
    size_t at = path.size();
    while (at > 0 && path[at - 1] != '\\' && path[at - 1] != '/') --at;
    return at == path.size() ? path : path.substr(at);
}

bool Template::append_value(const Part& part, std::string_view value, std::string& out) {
    if (part.shape == Shape::last_part) value = last_part(value);
    if (part.shape == Shape::account) value = value.substr(value.rfind('\\') + 1);
    if (part.shape == Shape::words) {
        auto word = part.words.find(value);
        if (word == part.words.end()) word = part.words.find("*");
        if (word == part.words.end()) return false;
        const size_t mark = word->second.find("{}");
        out += word->second.substr(0, mark);
        if (mark == std::string::npos) return true;
        append_harmless(out, value);
        out += word->second.substr(mark + 2);
        return true;
    }
    const bool quoted = part.may_be_quoted && value.find(' ') != std::string_view::npos;
    if (quoted) out += '\'';
    append_harmless(out, value);
    if (quoted) out += '\'';
    return true;
}

bool Template::append(const Part& part, const model::Batch& batch, const model::Event& event,
                      std::string& out) {
    if (part.paths.empty()) {
        out += part.literal;
        return true;
    }
    for (const auto& path : part.paths) {
        const std::string_view value = value_of(path, batch, event);
        if (!value.empty() && append_value(part, value, out)) return true;
    }
    return false;
}

bool Template::fill(const model::Batch& batch, const model::Event& event, std::string& out) const {
    if (parts_.empty()) return false;
    const size_t begin = out.size();
    size_t group_begin = begin;
    int group = 0;
    bool is_whole = true;
    for (const auto& part : parts_) {
        if (part.group != group) group = part.group, group_begin = out.size(), is_whole = true;
        if (!is_whole) continue;
        if (append(part, batch, event, out)) continue;
        out.resize(group == 0 ? begin : group_begin);
        if (group == 0) return false;
        is_whole = false;
    }
    return true;
}

}  // namespace ward::language
