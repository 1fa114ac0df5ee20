// SPDX-License-Identifier: Apache-2.0
// Values of binary XML as Windows renders them in event XML: numbers in decimal, hexadecimal ones
// as 0x1010 without padding, GUIDs in braces, SIDs as S-1-..., times in UTC.
#pragma once

#include <optional>
#include <string_view>

#include "base/arena.h"
#include "base/clock.h"
#include "model/field.h"

namespace ward::ingest::windows {

/// Types of values ([MS-EVEN6] 2.2.12); `array` is set beside the type of the items.
enum class Type : uint8_t {
    null = 0,
    text = 1,
    ansi_text = 2,
    int8 = 3,
    uint8 = 4,
    int16 = 5,
    uint16 = 6,
    int32 = 7,
    uint32 = 8,
    int64 = 9,
    uint64 = 10,
    real32 = 11,
    real64 = 12,
    boolean = 13,
    binary = 14,
    guid = 15,
    size = 16,
    file_time = 17,
    system_time = 18,
    sid = 19,
    hex32 = 20,
    hex64 = 21,
    handle = 32,
    bin_xml = 33,
    event_xml = 35,
};
constexpr uint8_t array_flag = 0x80;

/// A value as it stands in a record. `type` may have the array flag.
struct RawValue {
    const char* data = nullptr;
    uint16_t bytes = 0;
    uint8_t type = 0;

    std::string_view view() const { return {data, bytes}; }
    bool is_array() const { return (type & array_flag) != 0; }
    Type item_type() const { return static_cast<Type>(type & ~array_flag); }
};

struct Rendered {
    std::string_view text;
    model::ValueKind kind = model::ValueKind::text;
};

/// The text of one value (not of an array), in the arena. Nothing if its size does not fit its
/// type.
std::optional<Rendered> render(Type type, std::string_view bytes, base::Arena& arena);

/// Takes the next item of an array off `rest`; nothing at its end.
std::optional<std::string_view> next_item(Type type, std::string_view& rest);

/// A FILETIME (100 ns since 1601) as time; no_time where it does not fit.
base::TimeNs time_of_file_time(uint64_t ticks);

}  // namespace ward::ingest::windows
