// SPDX-License-Identifier: Apache-2.0
// Compiling: one pass over the tokens of a template. Recursion is bounded by the depth limit.
#include "ingest/parse/windows/template.h"

#include <algorithm>
#include <string>

#include "base/text.h"
#include "ingest/parse/windows/utf16.h"

namespace ward::ingest::windows {

namespace {

constexpr uint16_t no_dependency = 0xFFFF;

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// Numbers of System are numbers also where a template or a sender wrote them as text.
bool is_number(std::string_view text) {
    constexpr size_t digits_max = 18;
    if (text.empty() || text.size() > digits_max || (text.size() > 1 && text[0] == '0'))
        return false;
    return std::all_of(text.begin(), text.end(), base::is_digit);
}

// What an element turned out to hold.
struct Content {
    std::vector<Piece> pieces;
    bool has_elements = false;
    bool has_other_xml = false;
};

class Compiler {
public:
    Compiler(Cursor& cursor, bool in_template, model::Batch& batch, Template& out)
        : cursor_(cursor), in_template_(in_template), batch_(batch), out_(out) {}

    const char* fragment(Place place) {
        if (cursor_.peek_token() == Token::fragment_header) cursor_.take<uint32_t>();
        Content content;
        children(place, 1, content, no_dependency);
        return fault_;
    }

private:
    void fail(const char* fault) {
        if (fault_ == nullptr) fault_ = fault;
        cursor_.fail();
    }

    std::string_view text_of(std::string_view utf16) { return keep_utf8(utf16, batch_.arena()); }

    // The content of an element (or of the fragment) up to its end.
    void children(Place place, size_t depth, Content& content, uint16_t depends_on) {
        if (depth > model::event_depth_max) return fail("XML is more than 32 levels deep");
        while (fault_ == nullptr && !cursor_.is_at_end()) {
            switch (cursor_.peek_token()) {
                case Token::end:
                    if (depth == 1) cursor_.take<uint8_t>();
                    return depth == 1 ? void() : fail("an element is not closed");
                case Token::end_element:
                    cursor_.take<uint8_t>();
                    return depth == 1 ? fail("an element is closed that is not open") : void();
                case Token::open_element:
                    content.has_elements = true;
                    element(place, depth);
                    break;
                case Token::template_instance:
                    instance(place, content);
                    break;
                default:
                    piece(content, place, depends_on);
            }
        }
        if (depth > 1) fail("an element is not closed");
    }

    void instance(Place place, Content& content) {
        content.has_other_xml = true;
        Step step;
        step.kind = Step::Kind::instance, step.place = place, step.offset = cursor_.at();
        out_.steps.push_back(step);
        skip_instance();
    }

    // Token, version, id, offset; the template where it follows; then the values.
    void skip_instance() {
        cursor_.take<uint8_t>(), cursor_.take<uint8_t>(), cursor_.take<uint32_t>();
        const size_t offset = cursor_.take<uint32_t>();
        if (offset == cursor_.at()) {
            cursor_.take_bytes(20);
            const size_t bytes = cursor_.take<uint32_t>();
            cursor_.take_bytes(bytes);
        }
        const size_t count = cursor_.take<uint32_t>();
        if (count > cursor_.left() / 4) return fail("a template instance is cut");
        size_t bytes = 0;
        for (size_t i = 0; i < count; ++i)
            bytes += cursor_.take<uint16_t>(), cursor_.take<uint16_t>();
        cursor_.take_bytes(bytes);
        if (cursor_.failed()) fail("a template instance is cut");
    }

    void element(Place place, size_t depth) {
        const auto head = take_element_head(cursor_, in_template_);
        if (!head) return fail("an element has no name");
        const std::string_view name = text_of(head->name);
        Naming naming{name, {}, -1};
        const size_t first_step = out_.steps.size();
        if (head->has_attributes) attributes(place, naming, head->depends_on);
        Content content;
        const Place inner = below(place, name);
        const Token token = cursor_.peek_token();
        if (token != Token::close_start && token != Token::close_empty)
            return fail("the start of an element is not closed");
        cursor_.take<uint8_t>();
        // A value that stands where elements would is XML of its own.
        const Place of_xml = holds_containers(place) ? inner : Place::user_data;
        if (token == Token::close_start) children(inner, depth + 1, content, head->depends_on);
        if (fault_ != nullptr) return;
        if (head->depends_on != no_dependency)
            for (size_t i = first_step; i < out_.steps.size(); ++i)
                if (out_.steps[i].depends_on == no_dependency)
                    out_.steps[i].depends_on = head->depends_on;
        leaf(place, of_xml, naming, content, head->depends_on);
    }

    struct Naming {
        std::string_view element;
        std::string_view data_name;  // of Data: its attribute Name
        int32_t name_value = -1;     // the same, where it is a value of the event
    };

    void attributes(Place place, Naming& naming, uint16_t depends_on) {
        cursor_.take<uint32_t>();  // bytes of the list
        while (cursor_.peek_token() == Token::attribute) {
            cursor_.take<uint8_t>();
            const auto name = take_name(cursor_);
            if (!name) return fail("an attribute has no name");
            Content content;
            while (is_piece(cursor_.peek_token()) && fault_ == nullptr)
                piece(content, Place::root, depends_on);
            attribute(place, naming, text_of(name->utf16), content, depends_on);
        }
    }

    static bool is_piece(Token token) {
        return token == Token::value || token == Token::substitution ||
               token == Token::optional_substitution || token == Token::character ||
               token == Token::entity || token == Token::character_data;
    }

    void attribute(Place place, Naming& naming, std::string_view name, Content& content,
                   uint16_t depends_on) {
        if (place == Place::event_data && name == "Name") {
            if (content.pieces.size() == 1 && content.pieces[0].value >= 0)
                naming.name_value = content.pieces[0].value;
            else
                naming.data_name = joined(content.pieces);
            return;
        }
        const auto field = attribute_id(place, naming.element, name, batch_);
        if (!field) return;
        Step step;
        step.is_attribute = true, step.depends_on = depends_on;
        step.field = *field;
        add(step, content.pieces, place);
    }

    std::string_view joined(const std::vector<Piece>& pieces) {
        if (pieces.size() == 1) return pieces[0].text;
        std::string all;
        for (const Piece& piece : pieces) all += piece.text;
        return batch_.keep(all);
    }

    // The field of an element that holds text or nothing.
    void leaf(Place place, Place of_xml, const Naming& naming, Content& content,
              uint16_t depends_on) {
        if (content.has_elements || content.has_other_xml) {
            std::erase_if(content.pieces, [](const Piece& piece) {
                return piece.value >= 0 || is_blank(piece.text);
            });
            if (content.pieces.empty()) return;
        }
        const bool is_empty = content.pieces.empty();
        if (holds_containers(place)) {
            // only values that bring XML matter here
            std::erase_if(content.pieces, [](const Piece& piece) { return piece.value < 0; });
            for (const Piece& piece : content.pieces) xml(piece, of_xml, depends_on);
            return;
        }
        if (is_empty && !keeps_empty(place)) return;
        Step step;
        step.place = Place::user_data, step.depends_on = depends_on;
        if (place == Place::event_data && naming.element == "Data")
            step.name_value = naming.name_value;
        const FieldIds ids = leaf_ids(place, naming.element, naming.data_name, batch_);
        step.field = ids.field, step.compact = ids.compact;
        add(step, content.pieces, place);
    }

    void xml(const Piece& piece, Place place, uint16_t depends_on) {
        Step step;
        step.kind = Step::Kind::xml, step.place = place, step.depends_on = depends_on;
        step.value = static_cast<uint16_t>(piece.value);
        out_.steps.push_back(step);
    }

    void add(Step step, const std::vector<Piece>& pieces, Place place) {
        if (pieces.empty()) {
            step.kind = Step::Kind::text;
        } else if (pieces.size() == 1 && pieces[0].value < 0) {
            step.kind = Step::Kind::text, step.text = pieces[0].text;
            if (place == Place::system && is_number(step.text))
                step.text_kind = model::ValueKind::integer;
        } else if (pieces.size() == 1) {
            step.kind = Step::Kind::value, step.value = static_cast<uint16_t>(pieces[0].value);
        } else {
            step.kind = Step::Kind::pieces;
            step.pieces_begin = static_cast<uint32_t>(out_.pieces.size());
            step.pieces_count = static_cast<uint32_t>(pieces.size());
            out_.pieces.insert(out_.pieces.end(), pieces.begin(), pieces.end());
        }
        out_.steps.push_back(step);
    }

    // A token of text; at the place of Event's children a value is a step of its own.
    void piece(Content& content, Place place, uint16_t depends_on) {
        const Token token = cursor_.peek_token();
        cursor_.take<uint8_t>();
        Piece piece;
        switch (token) {
            case Token::value:
                if (cursor_.take<uint8_t>() != 1) return fail("a constant is no text");
                piece.text = counted_text();
                break;
            case Token::character_data:
            case Token::instruction_data:
                piece.text = counted_text();
                break;
            case Token::character: {
                const std::string_view unit = cursor_.take_bytes(2);
                piece.text = text_of(unit);
                break;
            }
            case Token::entity:
                piece.text = entity();
                break;
            case Token::instruction_target:
                if (!take_name(cursor_)) fail("an instruction has no name");
                return;
            case Token::substitution:
            case Token::optional_substitution:
                piece.value = cursor_.take<uint16_t>();
                cursor_.take<uint8_t>();  // the type; the event's own says it again
                break;
            case Token::fragment_header:
                cursor_.take_bytes(3);
                return;
            default:
                return fail("there is no such token");
        }
        if (cursor_.failed()) return fail("a text is cut");
        if (token == Token::instruction_data) return;
        if (piece.value >= 0 && place == Place::event) return xml(piece, place, depends_on);
        content.pieces.push_back(piece);
    }

    std::string_view counted_text() {
        const size_t units = cursor_.take<uint16_t>();
        return text_of(cursor_.take_bytes(2 * units));
    }

    std::string_view entity() {
        const auto name = take_name(cursor_);
        if (!name) return fail("an entity has no name"), std::string_view{};
        constexpr std::pair<std::string_view, std::string_view> entities[] = {
            {"lt", "<"}, {"gt", ">"}, {"amp", "&"}, {"quot", "\""}, {"apos", "'"}};
        const std::string_view text = text_of(name->utf16);
        for (const auto& [known, character] : entities)
            if (text == known) return character;
        return text;
    }

    Cursor& cursor_;
    bool in_template_;
    model::Batch& batch_;
    Template& out_;
    const char* fault_ = nullptr;
};

}  // namespace

const char* compile(Cursor& cursor, Place place, bool in_template, model::Batch& batch,
                    Template& out) {
    out.steps.clear(), out.pieces.clear();
    const char* const fault = Compiler(cursor, in_template, batch, out).fragment(place);
    out.end = cursor.at();
    return fault;
}

}  // namespace ward::ingest::windows
