// SPDX-License-Identifier: Apache-2.0
// Encodings that modifiers apply to rule text. Never sees event bytes.
#include "detect/sigma/encode.h"

#include "detect/sigma/fold.h"

namespace ward::detect::sigma {

namespace {

char32_t code_point_of(std::string_view character) {
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(character[i]); };
    if (character.size() == 1) return byte(0) < 0x80 ? char32_t{byte(0)} : char32_t{0xFFFD};
    char32_t value = byte(0) & (0xFF >> (character.size() + 1));
    for (size_t i = 1; i < character.size(); i++) value = (value << 6) | (byte(i) & 0x3F);
    return value;
}

void append_unit(std::string& out, char32_t unit, bool big) {
    const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 0xFF);
    out += big ? high : low;
    out += big ? low : high;
}

}  // namespace

std::string to_utf16(std::string_view text, Utf16 kind) {
    const bool big = kind == Utf16::big_endian;
    std::string out = kind == Utf16::marked ? "\xFF\xFE" : "";
    while (!text.empty()) {
        const size_t bytes = character_bytes(text);
        const char32_t c = code_point_of(text.substr(0, bytes));
        if (c >= 0x10000) {
            append_unit(out, 0xD800 + ((c - 0x10000) >> 10), big);
            append_unit(out, 0xDC00 + ((c - 0x10000) & 0x3FF), big);
        } else {
            append_unit(out, c, big);
        }
        text.remove_prefix(bytes);
    }
    return out;
}

std::string to_base64(std::string_view bytes) {
    static constexpr char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    const auto byte = [&](size_t i) -> uint32_t {
        return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0;
    };
    for (size_t i = 0; i < bytes.size(); i += 3) {
        const uint32_t group = (byte(i) << 16) | (byte(i + 1) << 8) | byte(i + 2);
        const size_t left = bytes.size() - i;
        out += letters[group >> 18];
        out += letters[(group >> 12) & 63];
        out += left > 1 ? letters[(group >> 6) & 63] : '=';
        out += left > 2 ? letters[group & 63] : '=';
    }
    return out;
}

std::array<std::string, 3> base64_offsets(std::string_view bytes) {
    // Letters that also hold bits of a neighbour are cut: at the begin by the shift, at the end by
    // what is left over of the last group.
    static constexpr size_t cut_begin[] = {0, 2, 3}, cut_end[] = {0, 3, 2};
    std::array<std::string, 3> out;
    for (size_t shift = 0; shift < 3; shift++) {
        const std::string whole = to_base64(std::string(shift, ' ').append(bytes));
        const size_t end = cut_end[(bytes.size() + shift) % 3];
        if (whole.size() > cut_begin[shift] + end)
            out[shift] = whole.substr(cut_begin[shift], whole.size() - end - cut_begin[shift]);
    }
    return out;
}

}  // namespace ward::detect::sigma
