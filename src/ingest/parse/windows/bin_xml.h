// SPDX-License-Identifier: Apache-2.0
// Binary XML ([MS-EVEN6] 2.2.12, as EVTX chunks hold it): tokens, names, and a cursor that cannot
// leave its bounds. Offsets are from the start of the chunk, because names and templates are named
// by them.
#pragma once

#include <optional>
#include <string_view>

#include "ingest/parse/windows/bytes.h"

namespace ward::ingest::windows {

/// Tokens; `more_flag` may be set beside some of them (an element with attributes, an attribute
/// that is not the last).
enum class Token : uint8_t {
    end = 0x00,
    open_element = 0x01,
    close_start = 0x02,
    close_empty = 0x03,
    end_element = 0x04,
    value = 0x05,
    attribute = 0x06,
    character_data = 0x07,
    character = 0x08,
    entity = 0x09,
    instruction_target = 0x0A,
    instruction_data = 0x0B,
    template_instance = 0x0C,
    substitution = 0x0D,
    optional_substitution = 0x0E,
    fragment_header = 0x0F,
};
constexpr uint8_t more_flag = 0x40;

/// A place in a chunk, and where reading must end. A read beyond that gives zero and sets `failed`.
class Cursor {
public:
    Cursor(std::string_view chunk, size_t at, size_t end)
        : chunk_(chunk), at_(at), end_(end < chunk.size() ? end : chunk.size()) {}

    size_t at() const { return at_; }
    size_t end() const { return end_; }
    size_t left() const { return at_ < end_ ? end_ - at_ : 0; }
    bool is_at_end() const { return at_ >= end_; }
    bool failed() const { return failed_; }
    std::string_view chunk() const { return chunk_; }

    template <typename T>
    T take() {
        if (left() < sizeof(T)) return fail(), T{};
        const T value = load<T>(chunk_, at_);
        at_ += sizeof(T);
        return value;
    }
    std::string_view take_bytes(size_t bytes) {
        if (left() < bytes) return fail(), std::string_view{};
        const std::string_view out = chunk_.substr(at_, bytes);
        at_ += bytes;
        return out;
    }
    uint8_t peek() const { return left() > 0 ? static_cast<uint8_t>(chunk_[at_]) : 0; }
    Token peek_token() const { return static_cast<Token>(peek() & ~more_flag); }
    void go(size_t at) { at > end_ ? fail() : void(at_ = at); }
    void fail() { failed_ = true, at_ = end_; }

private:
    std::string_view chunk_;
    size_t at_, end_;
    bool failed_ = false;
};

/// A name as it stands in a chunk: UTF-16 in place.
struct Name {
    std::string_view utf16;
    size_t end = 0;  // offset behind it
};

/// The name at `offset`, if there is one: its hash must be right.
std::optional<Name> name_at(std::string_view chunk, size_t offset);

/// Reads a name's offset and, where the name itself follows, skips it.
std::optional<Name> take_name(Cursor& cursor);

/// Where an element's head says that it ends, and what makes it vanish.
struct ElementHead {
    std::string_view name;         // UTF-16
    uint16_t depends_on = 0xFFFF;  // number of the value without which there is no element
    bool has_attributes = false;
};

/// Reads the head of an element, the token included. Elements of templates carry a dependency
/// identifier, others do not; which it is, is told from the name that must follow, so that writers
/// who do otherwise are read too.
std::optional<ElementHead> take_element_head(Cursor& cursor, bool in_template);

}  // namespace ward::ingest::windows
