// SPDX-License-Identifier: Apache-2.0
// One pass over the tokens, templates with their values in place. What has no value is left out as
// Windows leaves it out: attributes, elements that depend on it; arrays repeat their element.
#include "ingest/parse/windows/bin_xml_text.h"

#include <fmt/format.h>

#include <vector>

#include "ingest/parse/windows/bin_xml.h"
#include "ingest/parse/windows/utf16.h"
#include "ingest/parse/windows/value.h"
#include "model/event.h"

namespace ward::ingest::windows {

namespace {

constexpr uint16_t no_dependency = 0xFFFF;
constexpr size_t text_bytes_max = model::event_bytes_max;

void append_escaped(std::string& out, std::string_view text) {
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else if (code < 0x20 && c != '\n' && c != '\r' && c != '\t')
            out += fmt::format("&#{};", int{code});
        else
            out += c;
    }
}

// The element that is being written.
struct Open {
    std::string_view name;
    size_t begin = 0;      // where it begins in the text
    size_t start_end = 0;  // behind its start tag; 0: that is not closed yet
    bool is_wanted = true;
};

class Writer {
public:
    Writer(std::string_view chunk, base::Arena& scratch, std::string& out)
        : chunk_(chunk), scratch_(scratch), out_(out) {}

    bool fragment(Cursor& cursor, const std::vector<RawValue>& values, bool in_template,
                  size_t depth) {
        if (depth > model::event_depth_max) return false;
        std::vector<Open> open;
        while (!cursor.is_at_end() && !cursor.failed() && out_.size() < text_bytes_max) {
            switch (cursor.peek_token()) {
                case Token::fragment_header:
                    cursor.take<uint32_t>();
                    break;
                case Token::template_instance:
                    if (!instance(cursor, depth)) return false;
                    break;
                case Token::open_element:
                    if (open.size() >= model::event_depth_max) return false;
                    if (!start(cursor, values, in_template, open)) return false;
                    break;
                case Token::close_start:
                    cursor.take<uint8_t>();
                    if (open.empty()) return false;
                    out_ += '>', open.back().start_end = out_.size();
                    break;
                case Token::close_empty:
                case Token::end_element:
                    if (open.empty()) return false;
                    end(cursor, open);
                    break;
                case Token::end:
                    return open.empty();
                default:
                    if (open.empty() && !in_template) return true;
                    if (!piece(cursor, values, open.empty() ? nullptr : &open.back(), depth))
                        return false;
            }
        }
        return open.empty() && !cursor.failed();
    }

private:
    static bool is_null(const std::vector<RawValue>& values, size_t number) {
        return number >= values.size() || values[number].item_type() == Type::null;
    }

    bool instance(Cursor& cursor, size_t depth) {
        cursor.take<uint8_t>(), cursor.take<uint8_t>(), cursor.take<uint32_t>();
        const size_t offset = cursor.take<uint32_t>();
        if (offset == cursor.at()) {
            cursor.take_bytes(20);
            cursor.take_bytes(cursor.take<uint32_t>());
        }
        const size_t count = cursor.take<uint32_t>();
        if (cursor.failed() || count > cursor.left() / 4) return false;
        const std::string_view heads = cursor.take_bytes(4 * count);
        std::vector<RawValue> values(count);
        for (size_t i = 0; i < count; ++i) {
            values[i].bytes = load<uint16_t>(heads, 4 * i);
            values[i].type = load<uint8_t>(heads, 4 * i + 2);
            values[i].data = cursor.take_bytes(values[i].bytes).data();
        }
        if (cursor.failed() || offset + 24 > chunk_.size()) return false;
        Cursor inner(chunk_, offset + 24, offset + 24 + load<uint32_t>(chunk_, offset + 20));
        return fragment(inner, values, true, depth + 1);
    }

    bool start(Cursor& cursor, const std::vector<RawValue>& values, bool in_template,
               std::vector<Open>& open) {
        const auto head = take_element_head(cursor, in_template);
        if (!head) return false;
        Open element{keep_utf8(head->name, scratch_), out_.size(), 0, true};
        element.is_wanted = head->depends_on == no_dependency || !is_null(values, head->depends_on);
        out_ += '<', out_ += element.name;
        if (head->has_attributes) {
            cursor.take<uint32_t>();
            while (cursor.peek_token() == Token::attribute)
                if (!attribute(cursor, values)) return false;
        }
        open.push_back(element);
        return true;
    }

    bool attribute(Cursor& cursor, const std::vector<RawValue>& values) {
        cursor.take<uint8_t>();
        const auto name = take_name(cursor);
        if (!name) return false;
        const size_t begin = out_.size();
        out_ += ' ', out_ += keep_utf8(name->utf16, scratch_), out_ += "=\"";
        size_t pieces = 0, missing = 0;
        for (;;) {
            const Token token = cursor.peek_token();
            const bool is_value =
                token == Token::substitution || token == Token::optional_substitution;
            if (!is_value && token != Token::value && token != Token::character &&
                token != Token::entity)
                break;
            if (is_value && cursor.left() > 2)
                missing += is_null(values, load<uint16_t>(chunk_, cursor.at() + 1)) ? 1 : 0;
            ++pieces;
            if (!piece(cursor, values, nullptr, model::event_depth_max)) return false;
        }
        out_ += '"';
        if (pieces > 0 && missing == pieces) out_.resize(begin);
        return true;
    }

    void end(Cursor& cursor, std::vector<Open>& open) {
        const bool is_empty = cursor.peek_token() == Token::close_empty;
        cursor.take<uint8_t>();
        const Open element = open.back();
        open.pop_back();
        if (!element.is_wanted) return out_.resize(element.begin);
        if (is_empty) {
            out_ += "/>";
        } else {
            out_ += "</", out_ += element.name, out_ += '>';
        }
    }

    // Text or a value. `element` is what it is the content of; null in an attribute.
    bool piece(Cursor& cursor, const std::vector<RawValue>& values, const Open* element,
               size_t depth) {
        const Token token = cursor.peek_token();
        cursor.take<uint8_t>();
        switch (token) {
            case Token::value:
                if (cursor.take<uint8_t>() != 1) return false;
                return text(cursor);
            case Token::character_data:
                return text(cursor);
            case Token::instruction_data:
                cursor.take_bytes(size_t{2} * cursor.take<uint16_t>());
                return true;
            case Token::instruction_target:
                return take_name(cursor).has_value();
            case Token::character:
                append_escaped(out_, keep_utf8(cursor.take_bytes(2), scratch_));
                return true;
            case Token::entity: {
                const auto name = take_name(cursor);
                if (!name) return false;
                out_ += '&', out_ += keep_utf8(name->utf16, scratch_), out_ += ';';
                return true;
            }
            case Token::substitution:
            case Token::optional_substitution: {
                const size_t number = cursor.take<uint16_t>();
                cursor.take<uint8_t>();
                return is_null(values, number) || value(values[number], element, depth);
            }
            default:
                return false;
        }
    }

    bool text(Cursor& cursor) {
        const size_t units = cursor.take<uint16_t>();
        append_escaped(out_, keep_utf8(cursor.take_bytes(2 * units), scratch_));
        return true;
    }

    bool value(const RawValue& value, const Open* element, size_t depth) {
        if (value.item_type() == Type::bin_xml) {
            const auto at = static_cast<size_t>(value.data - chunk_.data());
            Cursor cursor(chunk_, at, at + value.bytes);
            return fragment(cursor, {}, false, depth + 1);
        }
        if (!value.is_array()) return item(value.item_type(), value.view());
        std::string_view rest = value.view();
        bool is_first = true;
        while (const auto one = next_item(value.item_type(), rest)) {
            if (!is_first && element != nullptr && element->start_end > 0) {
                const std::string start =
                    out_.substr(element->begin, element->start_end - element->begin);
                out_ += "</", out_ += element->name, out_ += '>', out_ += start;
            }
            is_first = false;
            if (!item(value.item_type(), *one) || out_.size() > text_bytes_max) return false;
        }
        return true;
    }

    bool item(Type type, std::string_view bytes) {
        const auto rendered = render(type, bytes, scratch_);
        if (rendered) append_escaped(out_, rendered->text);
        return rendered.has_value();
    }

    std::string_view chunk_;
    base::Arena& scratch_;
    std::string& out_;
};

}  // namespace

bool append_xml(std::string_view chunk, size_t at, size_t end, base::Arena& scratch,
                std::string& out) {
    const size_t before = out.size();
    Cursor cursor(chunk, at, end);
    if (Writer(chunk, scratch, out).fragment(cursor, {}, false, 1) && out.size() > before)
        return true;
    out.resize(before);
    return false;
}

}  // namespace ward::ingest::windows
