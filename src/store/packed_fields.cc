// SPDX-License-Identifier: Apache-2.0
// Packs and unpacks. A value that a parser borrowed from the raw text is found by its address; one
// that it had to copy is looked for, within limits, as it is and as JSON would escape it.
#include "store/packed_fields.h"

#include <algorithm>
#include <optional>

#include "base/hash.h"
#include "base/json.h"
#include "base/unescape.h"
#include "store/event_json.h"

namespace ward::store {

namespace {

constexpr uint8_t places = 3;
constexpr size_t copy_bytes_min = 4;  // a shorter copy costs no more than a reference

char letter_of(model::ValueKind kind, Place place) {
    return static_cast<char>('A' + static_cast<uint8_t>(kind) * places +
                             static_cast<uint8_t>(place));
}

void put(std::string& out, uint64_t number) {
    for (; number >= 0x80; number >>= 7) out += static_cast<char>(number | 0x80);
    out += static_cast<char>(number);
}

void put_signed(std::string& out, int64_t number) {
    put(out, static_cast<uint64_t>(number) << 1 ^ static_cast<uint64_t>(number >> 63));
}

/// One field as it is packed.
struct Unpacked {
    std::string_view name;  // escaped
    model::ValueKind kind = model::ValueKind::text;
    Place place = Place::literal;
    std::string_view text;
};

/// Reads layout and values side by side; what is damaged ends it.
class Unpacking {
public:
    Unpacking(std::string_view layout, std::string_view values, std::string_view raw)
        : layout_(layout), values_(values), raw_(raw) {}

    std::optional<Unpacked> next() {
        const size_t end = layout_.find('\n');
        if (end == std::string_view::npos || end == 0) return {};
        const auto code = static_cast<uint8_t>(layout_.front() - 'A');
        constexpr uint8_t kinds = 5;
        if (code >= kinds * places) return {};
        Unpacked out;
        out.kind = static_cast<model::ValueKind>(code / places);
        out.place = static_cast<Place>(code % places);
        out.name = layout_.substr(1, end - 1);
        layout_.remove_prefix(end + 1);
        const auto text = out.place == Place::literal ? literal() : reference();
        if (!text) return {};
        out.text = *text;
        return out;
    }

private:
    std::optional<uint64_t> number() {
        uint64_t out = 0;
        for (int shift = 0; shift < 64 && !values_.empty(); shift += 7) {
            const auto byte = static_cast<uint8_t>(values_.front());
            values_.remove_prefix(1);
            out |= static_cast<uint64_t>(byte & 0x7F) << shift;
            if (byte < 0x80) return out;
        }
        return {};
    }

    std::optional<std::string_view> literal() {
        const auto size = number();
        if (!size || *size > values_.size()) return {};
        const auto out = values_.substr(0, *size);
        values_.remove_prefix(*size);
        return out;
    }

    std::optional<std::string_view> reference() {
        const auto step = number(), size = number();
        if (!step || !size) return {};
        at_ += (*step >> 1) ^ (~(*step & 1) + 1);  // wraps where it goes back
        if (at_ > raw_.size() || *size > raw_.size() - at_) return {};
        const auto out = raw_.substr(at_, *size);
        at_ += *size;
        return out;
    }

    std::string_view layout_, values_, raw_;
    uint64_t at_ = 0;
};

void append_value(std::string& out, const Unpacked& field) {
    if (field.place != Place::escaped) return append_json_value(out, field.kind, field.text);
    out += '"', out += field.text, out += '"';
}

}  // namespace

FieldPacker::Piece FieldPacker::place_of(const model::Field& field, std::string_view raw,
                                         size_t& searches) {
    const auto text = field.text();
    const Piece literal{&field, Place::literal, 0, 0};
    const std::less_equal<> not_behind;
    if (!text.empty() && not_behind(raw.data(), text.data()) &&
        not_behind(text.data() + text.size(), raw.data() + raw.size()))
        return {&field, Place::plain, static_cast<size_t>(text.data() - raw.data()), text.size()};
    if (text.size() < copy_bytes_min || raw.size() > searched_max || searches == 0) return literal;
    --searches;
    if (const size_t at = raw.find(text); at != std::string_view::npos)
        return {&field, Place::plain, at, text.size()};
    escaped_.clear();
    base::append_json_string(escaped_, text);
    const auto inner = std::string_view(escaped_).substr(1, escaped_.size() - 2);
    if (inner.size() == text.size()) return literal;
    const size_t at = raw.find(inner);
    if (at == std::string_view::npos) return literal;
    return {&field, Place::escaped, at, inner.size()};
}

// What has a place in raw goes behind the literals, in the order of raw: steps are short then, and
// the same for events of one make.
FieldPacker::Packed FieldPacker::pack(const model::Batch& batch, const model::Event& event,
                                      bool is_raw_kept) {
    const auto fields = batch.fields(event);
    const auto raw = is_raw_kept ? event.raw : std::string_view();
    pieces_.clear(), references_.clear(), key_.clear(), values_.clear();
    size_t searches = raw.empty() ? 0 : searches_max;
    for (size_t i = 0; i < fields.size(); ++i) {
        const bool is_list = (i > 0 && fields[i - 1].id == fields[i].id) ||
                             (i + 1 < fields.size() && fields[i + 1].id == fields[i].id);
        if (is_list || raw.empty() || fields[i].kind == model::ValueKind::null)
            pieces_.push_back({&fields[i], Place::literal, 0, 0});
        else if (const auto piece = place_of(fields[i], raw, searches);
                 piece.place == Place::literal)
            pieces_.push_back(piece);
        else
            references_.push_back(piece);
    }
    std::ranges::stable_sort(references_, {}, &Piece::at);
    pieces_.insert(pieces_.end(), references_.begin(), references_.end());
    write_values();
    return {layout(batch.names()), values_};
}

void FieldPacker::write_values() {
    size_t end = 0;
    for (const auto& [field, place, at, size] : pieces_) {
        key_.push_back(field->id << 4 |
                       (static_cast<uint32_t>(letter_of(field->kind, place)) - 'A'));
        if (place == Place::literal) {
            put(values_, field->text_bytes);
            values_ += field->text();
            continue;
        }
        put_signed(values_, static_cast<int64_t>(at) - static_cast<int64_t>(end));
        put(values_, size);
        end = at + size;
    }
}

std::string_view FieldPacker::layout(const model::FieldNames& names) {
    const std::string_view bytes(reinterpret_cast<const char*>(key_.data()),
                                 key_.size() * sizeof(uint32_t));
    if (layouts_.size() >= layouts_max) layouts_.clear();
    Layout& known = layouts_[base::hash64(bytes)];
    if (known.key == key_) return known.text;
    known.key = key_, known.text.clear();
    for (const auto& piece : pieces_) {
        known.text += letter_of(piece.field->kind, piece.place);
        const size_t at = known.text.size();
        base::append_json_string(known.text, names.name(piece.field->id));
        known.text.erase(at, 1), known.text.pop_back();
        known.text += '\n';
    }
    return known.text;
}

void append_packed_json(std::string& out, std::string_view layout, std::string_view values,
                        std::string_view raw) {
    Unpacking fields(layout, values, raw);
    out += '{';
    size_t value_at = 0;  // of the value before
    std::string_view name;
    bool is_first = true, is_list = false;
    while (const auto field = fields.next()) {
        if (!is_first && field->name == name) {
            if (!std::exchange(is_list, true)) out.insert(value_at, 1, '[');
            out += ',';
        } else {
            if (std::exchange(is_list, false)) out += ']';
            if (!is_first) out += ',';
            out += '"', out += field->name, out += "\":";
            value_at = out.size();
        }
        append_value(out, *field);
        name = field->name, is_first = false;
    }
    out += is_list ? "]}" : "}";
}

void unpack(std::string_view layout, std::string_view values, std::string_view raw,
            model::Batch& out) {
    Unpacking fields(layout, values, raw);
    const auto plain = [&out](std::string_view escaped) {
        if (escaped.find('\\') == std::string_view::npos) return escaped;
        return base::unescape(escaped, out.arena()).value_or(escaped);
    };
    while (const auto field = fields.next())
        out.add(plain(field->name),
                field->place == Place::escaped ? plain(field->text) : field->text, field->kind);
}

}  // namespace ward::store
