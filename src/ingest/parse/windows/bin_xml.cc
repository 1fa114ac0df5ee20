// SPDX-License-Identifier: Apache-2.0
#include "ingest/parse/windows/bin_xml.h"

namespace ward::ingest::windows {

namespace {

// next name (4), hash (2), units (2), text, NUL (2)
constexpr size_t name_head_bytes = 8;

uint16_t hash_of(std::string_view utf16) {
    uint32_t hash = 0;
    for (size_t i = 0; i + 1 < utf16.size(); i += 2) hash = hash * 65599 + load<uint16_t>(utf16, i);
    return static_cast<uint16_t>(hash);
}

// The head of an element with its fields from `at` on: [dependency] size, name.
std::optional<ElementHead> head_at(Cursor cursor, bool has_dependency, Cursor& after) {
    ElementHead head;
    head.has_attributes = (cursor.take<uint8_t>() & more_flag) != 0;
    if (has_dependency) head.depends_on = cursor.take<uint16_t>();
    cursor.take<uint32_t>();  // the size: wrong in some files, and not needed
    const auto name = take_name(cursor);
    if (!name || cursor.failed()) return {};
    head.name = name->utf16;
    after = cursor;
    return head;
}

}  // namespace

std::optional<Name> name_at(std::string_view chunk, size_t offset) {
    if (offset + name_head_bytes > chunk.size()) return {};
    const size_t bytes = size_t{2} * load<uint16_t>(chunk, offset + 6);
    const size_t end = offset + name_head_bytes + bytes + 2;
    if (end > chunk.size()) return {};
    const std::string_view text = chunk.substr(offset + name_head_bytes, bytes);
    if (hash_of(text) != load<uint16_t>(chunk, offset + 4)) return {};
    return Name{text, end};
}

std::optional<Name> take_name(Cursor& cursor) {
    const size_t offset = cursor.take<uint32_t>();
    if (cursor.failed()) return {};
    const auto name = name_at(cursor.chunk(), offset);
    if (name && offset == cursor.at()) cursor.go(name->end);
    return name;
}

std::optional<ElementHead> take_element_head(Cursor& cursor, bool in_template) {
    Cursor after = cursor;
    auto head = head_at(cursor, in_template, after);
    if (!head) head = head_at(cursor, !in_template, after);
    if (head) cursor = after;
    return head;
}

}  // namespace ward::ingest::windows
