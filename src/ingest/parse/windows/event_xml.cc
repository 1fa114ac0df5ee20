// SPDX-License-Identifier: Apache-2.0
// The reader: recursive descent over elements, bounded by the depth limit; linear, because every
// step goes forward.
#include "ingest/parse/windows/event_xml.h"

#include <charconv>

#include "base/text.h"

namespace ward::ingest::windows {

namespace {

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool ends_name(char c) {
    return is_blank(c) || c == '>' || c == '/' || c == '=' || c == '<';
}

std::string_view local_name(std::string_view name) {
    const size_t colon = name.rfind(':');
    return colon == std::string_view::npos || name.starts_with("xmlns") ? name
                                                                        : name.substr(colon + 1);
}

// Text with its entities replaced, in the arena. Unknown entities stay as they are: nothing is
// expanded that the text itself defines.
std::string_view unescaped(std::string_view text, base::Arena& arena) {
    if (text.find('&') == std::string_view::npos) return text;
    constexpr std::pair<std::string_view, char> entities[] = {
        {"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};
    constexpr size_t entity_bytes_max = 10;
    char* const out = arena.allocate(text.size());
    std::string encoded;
    size_t used = 0;
    for (size_t at = 0; at < text.size();) {
        const size_t end =
            text[at] == '&' ? text.substr(at, entity_bytes_max).find(';') : std::string_view::npos;
        if (end == std::string_view::npos) {
            out[used++] = text[at++];
            continue;
        }
        std::string_view name = text.substr(at + 1, end - 1);
        encoded.clear();
        if (name.starts_with('#')) {
            const bool is_hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
            name.remove_prefix(is_hex ? 2 : 1);
            uint32_t code = 0;
            const auto read =
                std::from_chars(name.data(), name.data() + name.size(), code, is_hex ? 16 : 10);
            if (read.ec == std::errc{} && read.ptr == name.data() + name.size())
                base::append_utf8(encoded, code);  // never longer than its reference
        }
        for (const auto& [known, character] : entities)
            if (name == known) encoded = character;
        if (encoded.empty())
            encoded = text[at], at += 1;
        else
            at += end + 1;
        std::memcpy(out + used, encoded.data(), encoded.size());
        used += encoded.size();
    }
    arena.shrink(out, used);
    return {out, used};
}

class Reader {
public:
    Reader(std::string_view text, size_t at, model::Batch& batch)
        : text_(text), at_(at), batch_(batch) {}

    XmlOutcome read(Place place) {
        element(place, 1);
        return {fault_, at_};
    }

private:
    struct Start {
        std::string_view name;
        std::string_view data_name;
        bool is_empty = false;
    };
    struct Content {
        std::string_view text;  // of a leaf: all its pieces
        bool has_elements = false;
        bool has_text = false;
    };

    bool fail(const char* fault) {
        if (fault_ == nullptr) fault_ = fault;
        return false;
    }
    bool is_at_end() const { return at_ >= text_.size(); }
    bool is_at(std::string_view word) const { return text_.substr(at_, word.size()) == word; }
    void skip_blanks() {
        while (!is_at_end() && is_blank(text_[at_])) ++at_;
    }
    std::string_view name() {
        const size_t begin = at_;
        while (!is_at_end() && !ends_name(text_[at_])) ++at_;
        return text_.substr(begin, at_ - begin);
    }
    bool skip_past(std::string_view word) {
        const size_t found = text_.find(word, at_);
        if (found == std::string_view::npos) {
            at_ = text_.size();
            return fail("the XML is cut");
        }
        at_ = found + word.size();
        return true;
    }

    bool element(Place place, size_t depth) {
        if (depth > model::event_depth_max) return fail("XML is more than 32 levels deep");
        Start start;
        if (!start_tag(place, start)) return false;
        Content content;
        if (!start.is_empty && !children(below(place, start.name), start.name, depth, content))
            return false;
        if (content.has_elements || holds_containers(place)) return true;
        if (!content.has_text && !keeps_empty(place)) return true;
        if (batch_.open_fields() >= model::event_fields_max) return fail("more than 1024 fields");
        const FieldIds ids = leaf_ids(place, start.name, start.data_name, batch_);
        const auto kind = place == Place::system ? kind_of(content.text) : model::ValueKind::text;
        batch_.add(ids.field, content.text, kind);
        if (ids.compact != model::no_field) batch_.add(ids.compact, content.text, kind);
        return true;
    }

    static model::ValueKind kind_of(std::string_view text) {
        constexpr size_t digits_max = 18;
        const bool is_number = !text.empty() && text.size() <= digits_max &&
                               (text.size() == 1 || text[0] != '0') &&
                               text.find_first_not_of("0123456789") == std::string_view::npos;
        return is_number ? model::ValueKind::integer : model::ValueKind::text;
    }

    bool start_tag(Place place, Start& start) {
        ++at_;  // '<'
        start.name = local_name(name());
        if (start.name.empty()) return fail("an element has no name");
        for (;;) {
            skip_blanks();
            if (is_at_end()) return fail("the XML is cut");
            if (text_[at_] == '>') return ++at_, true;
            if (is_at("/>")) return at_ += 2, start.is_empty = true, true;
            if (!attribute(place, start)) return false;
        }
    }

    bool attribute(Place place, Start& start) {
        const std::string_view attribute = local_name(name());
        skip_blanks();
        if (attribute.empty() || is_at_end() || text_[at_] != '=')
            return fail("an attribute is expected");
        ++at_;
        skip_blanks();
        const char quote = is_at_end() ? '\0' : text_[at_];
        if (quote != '"' && quote != '\'') return fail("an attribute has no value");
        const size_t begin = ++at_;
        if (!skip_past({&quote, 1})) return false;
        const std::string_view value =
            unescaped(text_.substr(begin, at_ - begin - 1), batch_.arena());
        if (place == Place::event_data && attribute == "Name") return start.data_name = value, true;
        const auto field = attribute_id(place, start.name, attribute, batch_);
        if (!field) return true;
        if (batch_.open_fields() >= model::event_fields_max) return fail("more than 1024 fields");
        const auto kind = place == Place::system ? kind_of(value) : model::ValueKind::text;
        batch_.add(*field, value, kind);
        return true;
    }

    // Up to the end tag of `name`.
    bool children(Place place, std::string_view name, size_t depth, Content& content) {
        while (!is_at_end()) {
            if (text_[at_] != '<') {
                const size_t begin = at_;
                at_ = std::min(text_.find('<', at_), text_.size());
                add_text(content, unescaped(text_.substr(begin, at_ - begin), batch_.arena()));
            } else if (is_at("</")) {
                return end_tag(name);
            } else if (is_at("<!--")) {
                if (!skip_past("-->")) return false;
            } else if (is_at("<![CDATA[")) {
                const size_t begin = at_ += 9;
                if (!skip_past("]]>")) return false;
                add_text(content, text_.substr(begin, at_ - begin - 3));
            } else if (is_at("<?")) {
                if (!skip_past("?>")) return false;
            } else if (is_at("<!")) {
                return fail("document types and entities are not read");
            } else {
                content.has_elements = true;
                if (!element(place, depth + 1)) return false;
            }
        }
        return fail("the XML is cut");
    }

    bool end_tag(std::string_view wanted) {
        at_ += 2;
        if (local_name(name()) != wanted) return fail("an element is closed that is not open");
        skip_blanks();
        if (is_at_end() || text_[at_] != '>') return fail("an end tag is not closed");
        ++at_;
        return true;
    }

    // Mostly there is one piece; more are joined. Pieces beside elements are not wanted.
    void add_text(Content& content, std::string_view piece) {
        if (content.has_elements) return;
        if (content.has_text) {
            char* const out = batch_.arena().allocate(content.text.size() + piece.size());
            std::memcpy(out, content.text.data(), content.text.size());
            std::memcpy(out + content.text.size(), piece.data(), piece.size());
            content.text = {out, content.text.size() + piece.size()};
            if (++joins_ > joins_max) fail("a text is in too many pieces");
        } else {
            content.text = piece;
        }
        content.has_text = true;
    }

    static constexpr size_t joins_max = 64;  // of an event: joining copies what is there
    std::string_view text_;
    size_t at_;
    model::Batch& batch_;
    size_t joins_ = 0;
    const char* fault_ = nullptr;
};

}  // namespace

XmlOutcome read_element(std::string_view text, size_t at, Place place, model::Batch& batch) {
    return Reader(text, at, batch).read(place);
}

size_t find_event(std::string_view text, size_t from) {
    constexpr std::string_view tag = "<Event";
    for (;;) {
        const size_t found = text.find(tag, from);
        if (found == std::string_view::npos) return found;
        const size_t behind = found + tag.size();
        if (behind < text.size() &&
            (text[behind] == '>' || text[behind] == '/' || is_blank(text[behind])))
            return found;
        from = behind;
    }
}

bool begins_event(std::string_view text) {
    size_t at = 0;
    while (at < text.size() && is_blank(text[at])) ++at;
    if (text.substr(at, 5) == "<?xml") {
        at = text.find("?>", at);
        if (at == std::string_view::npos) return false;
        at += 2;
        while (at < text.size() && is_blank(text[at])) ++at;
    }
    return at < text.size() && text[at] == '<' && find_event(text.substr(at, 8), 0) == 0;
}

}  // namespace ward::ingest::windows
