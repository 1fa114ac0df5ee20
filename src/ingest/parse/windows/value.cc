// SPDX-License-Identifier: Apache-2.0
// Rendering of values. Each writes into the arena what it needs and no more than it reserved.
#include "ingest/parse/windows/value.h"

#include <array>
#include <charconv>

#include "ingest/parse/windows/bytes.h"
#include "ingest/parse/windows/utf16.h"

namespace ward::ingest::windows {

namespace {

using model::ValueKind;

constexpr size_t number_bytes_max = 64;
constexpr int64_t ticks_to_1970 = 116'444'736'000'000'000;
constexpr uint64_t ticks_per_second = 10'000'000;

constexpr std::array<char, 200> two_digits = [] {
    std::array<char, 200> out{};
    for (size_t i = 0; i < 100; ++i)
        out[2 * i] = static_cast<char>('0' + i / 10),
                out[2 * i + 1] = static_cast<char>('0' + i % 10);
    return out;
}();

char* put_two(char* out, unsigned value) {
    std::memcpy(out, &two_digits[2 * size_t{value}], 2);
    return out + 2;
}

// "2026-01-02T03:04:05."; the days' arithmetic is Howard Hinnant's civil_from_days.
char* put_date_and_time(char* out, int64_t seconds) {
    const int64_t days = seconds / 86400;
    const auto of_day = static_cast<unsigned>(seconds % 86400);
    const int64_t shifted = days + 719468;
    const int64_t era = shifted / 146097;
    const auto day_of_era = static_cast<unsigned>(shifted - era * 146097);
    const unsigned year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const unsigned day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const unsigned month_shifted = (5 * day_of_year + 2) / 153;
    const unsigned day = day_of_year - (153 * month_shifted + 2) / 5 + 1;
    const unsigned month = month_shifted < 10 ? month_shifted + 3 : month_shifted - 9;
    const auto year = static_cast<unsigned>(year_of_era + era * 400 + (month <= 2 ? 1 : 0));
    out = put_two(put_two(out, year / 100 % 100), year % 100);
    *out++ = '-', out = put_two(out, month);
    *out++ = '-', out = put_two(out, day);
    *out++ = 'T', out = put_two(out, of_day / 3600);
    *out++ = ':', out = put_two(out, of_day / 60 % 60);
    *out++ = ':', out = put_two(out, of_day % 60);
    *out++ = '.';
    return out;
}

// Windows 7 to 10 write nine digits of fraction, of which a FILETIME knows seven.
char* put_file_time(char* out, uint64_t ticks) {
    constexpr int64_t shift_seconds = ticks_to_1970 / ticks_per_second;
    constexpr uint64_t ticks_max = 2'650'467'743'999'999'999;  // 9999-12-31
    if (ticks > ticks_max) ticks = ticks_max;
    const auto seconds = static_cast<int64_t>(ticks / ticks_per_second);
    // civil_from_days wants days after 0000-03-01; those of 1601 are, so the shift may be negative.
    const int64_t unix_seconds = seconds - shift_seconds;
    const int64_t floor_days = unix_seconds >= 0 ? 0 : (-unix_seconds + 86399) / 86400;
    if (floor_days == 0) {
        out = put_date_and_time(out, unix_seconds);
    } else {  // 400 years are 146097 days: render there and write the year back
        char* const begin = out;
        out = put_date_and_time(out, unix_seconds + int64_t{146097} * 86400);
        const int year = (begin[0] - '0') * 1000 + (begin[1] - '0') * 100 + (begin[2] - '0') * 10 +
                         (begin[3] - '0') - 400;
        put_two(put_two(begin, static_cast<unsigned>(year) / 100),
                static_cast<unsigned>(year) % 100);
    }
    auto fraction = static_cast<unsigned>(ticks % ticks_per_second);
    out = put_two(out, fraction / 100'000), fraction %= 100'000;
    out = put_two(out, fraction / 1'000), fraction %= 1'000;
    out = put_two(out, fraction / 10);
    *out++ = static_cast<char>('0' + fraction % 10);
    *out++ = '0', *out++ = '0', *out++ = 'Z';
    return out;
}

char* put_system_time(char* out, std::string_view bytes) {
    const auto at = [&](size_t i) { return load<uint16_t>(bytes, 2 * i) % 10000U; };
    out = put_two(put_two(out, at(0) / 100), at(0) % 100);
    *out++ = '-', out = put_two(out, at(1) % 100);
    *out++ = '-', out = put_two(out, at(3) % 100);
    *out++ = 'T', out = put_two(out, at(4) % 100);
    *out++ = ':', out = put_two(out, at(5) % 100);
    *out++ = ':', out = put_two(out, at(6) % 100);
    *out++ = '.', *out++ = static_cast<char>('0' + at(7) / 100 % 10);
    out = put_two(out, at(7) % 100);
    *out++ = 'Z';
    return out;
}

constexpr char upper_hex[] = "0123456789ABCDEF";

char* put_hex_byte(char* out, char byte) {
    const auto value = static_cast<unsigned char>(byte);
    *out++ = upper_hex[value >> 4];
    *out++ = upper_hex[value & 15];
    return out;
}

// {00112233-4455-6677-8899-AABBCCDDEEFF}: the first three groups are little-endian.
char* put_guid(char* out, const char* bytes) {
    constexpr std::array<uint8_t, 16> order = {3, 2, 1,  0,  5,  4,  7,  6,
                                               8, 9, 10, 11, 12, 13, 14, 15};
    *out++ = '{';
    for (size_t i = 0; i < order.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) *out++ = '-';
        out = put_hex_byte(out, bytes[order[i]]);
    }
    *out++ = '}';
    return out;
}

template <typename T>
char* put_number(char* out, T value) {
    return std::to_chars(out, out + number_bytes_max, value).ptr;
}

char* put_hex(char* out, uint64_t value) {
    *out++ = '0', *out++ = 'x';
    return std::to_chars(out, out + 16, value, 16).ptr;
}

// A revision, a count, six bytes of authority (big-endian), then the count's numbers.
char* put_sid(char* out, std::string_view bytes) {
    *out++ = 'S', *out++ = '-';
    out = put_number(out, static_cast<unsigned>(static_cast<uint8_t>(bytes[0])));
    uint64_t authority = 0;
    for (size_t i = 2; i < 8; ++i) authority = authority << 8 | static_cast<uint8_t>(bytes[i]);
    *out++ = '-';
    out = authority >> 32 ? put_hex(out, authority) : put_number(out, authority);
    for (size_t at = 8; at + 4 <= bytes.size(); at += 4)
        *out++ = '-', out = put_number(out, load<uint32_t>(bytes, at));
    return out;
}

bool is_sid(std::string_view bytes) {
    constexpr size_t count_max = 15;
    if (bytes.size() < 8) return false;
    const auto count = static_cast<uint8_t>(bytes[1]);
    return count <= count_max && bytes.size() >= 8 + size_t{4} * count;
}

class Writer {
public:
    Writer(base::Arena& arena, size_t room) : arena_(arena), begin_(arena.allocate(room)) {}
    char* begin() const { return begin_; }
    Rendered end(const char* end, ValueKind kind) {
        const auto used = static_cast<size_t>(end - begin_);
        arena_.shrink(begin_, used);
        return {{begin_, used}, kind};
    }

private:
    base::Arena& arena_;
    char* begin_;
};

template <typename T>
std::optional<Rendered> number(std::string_view bytes, base::Arena& arena, ValueKind kind) {
    if (bytes.size() != sizeof(T)) return {};
    Writer writer(arena, number_bytes_max);
    // int8 and uint8 are characters to to_chars' overloads: widen
    if constexpr (sizeof(T) == 1)
        return writer.end(put_number(writer.begin(), static_cast<int>(load<T>(bytes.data()))),
                          kind);
    else
        return writer.end(put_number(writer.begin(), load<T>(bytes.data())), kind);
}

std::optional<Rendered> hexadecimal(std::string_view bytes, base::Arena& arena) {
    if (bytes.size() != 4 && bytes.size() != 8) return {};
    const uint64_t value =
        bytes.size() == 4 ? load<uint32_t>(bytes.data()) : load<uint64_t>(bytes.data());
    Writer writer(arena, number_bytes_max);
    return writer.end(put_hex(writer.begin(), value), ValueKind::text);
}

Rendered binary(std::string_view bytes, base::Arena& arena) {
    Writer writer(arena, 2 * bytes.size());
    char* out = writer.begin();
    for (const char byte : bytes) out = put_hex_byte(out, byte);
    return writer.end(out, ValueKind::text);
}

// Text is counted, but may end in the NUL that its program sent along.
Rendered text(std::string_view bytes, base::Arena& arena) {
    while (bytes.size() >= 2 && bytes[bytes.size() - 1] == '\0' && bytes[bytes.size() - 2] == '\0')
        bytes.remove_suffix(2);
    return {keep_utf8(bytes, arena), ValueKind::text};
}

// The machine's code page is not known; bytes over 127 are read as Latin-1.
Rendered ansi_text(std::string_view bytes, base::Arena& arena) {
    while (!bytes.empty() && bytes.back() == '\0') bytes.remove_suffix(1);
    Writer writer(arena, 2 * bytes.size());
    char* out = writer.begin();
    for (const char c : bytes) {
        const auto code = static_cast<unsigned char>(c);
        if (code >= 0x80) *out++ = static_cast<char>(0xC0 | code >> 6);
        *out++ = code < 0x80 ? c : static_cast<char>(0x80 | (code & 0x3F));
    }
    return writer.end(out, ValueKind::text);
}

std::optional<Rendered> structured(Type type, std::string_view bytes, base::Arena& arena) {
    constexpr size_t sid_bytes_max = 32 + 16 * 11;
    Writer writer(arena, sid_bytes_max);
    char* const out = writer.begin();
    if (type == Type::guid && bytes.size() == 16)
        return writer.end(put_guid(out, bytes.data()), ValueKind::text);
    if (type == Type::file_time && bytes.size() == 8)
        return writer.end(put_file_time(out, load<uint64_t>(bytes.data())), ValueKind::text);
    if (type == Type::system_time && bytes.size() == 16)
        return writer.end(put_system_time(out, bytes), ValueKind::text);
    if (type == Type::sid && is_sid(bytes)) {
        const size_t used = 8 + size_t{4} * static_cast<uint8_t>(bytes[1]);
        return writer.end(put_sid(out, bytes.substr(0, used)), ValueKind::text);
    }
    writer.end(out, ValueKind::text);
    return {};
}

std::optional<Rendered> boolean(std::string_view bytes) {
    if (bytes.empty()) return {};
    for (const char byte : bytes)
        if (byte != 0) return Rendered{"true", ValueKind::boolean};
    return Rendered{"false", ValueKind::boolean};
}

size_t item_bytes(Type type) {
    switch (type) {
        case Type::int8:
        case Type::uint8:
            return 1;
        case Type::int16:
        case Type::uint16:
            return 2;
        case Type::int32:
        case Type::uint32:
        case Type::real32:
        case Type::boolean:
        case Type::hex32:
            return 4;
        case Type::guid:
        case Type::system_time:
            return 16;
        default:
            return 8;
    }
}

}  // namespace

std::optional<Rendered> render(Type type, std::string_view bytes, base::Arena& arena) {
    switch (type) {
        case Type::null:
            return Rendered{{}, ValueKind::text};
        case Type::text:
        case Type::event_xml:
            return text(bytes, arena);
        case Type::ansi_text:
            return ansi_text(bytes, arena);
        case Type::int8:
            return number<int8_t>(bytes, arena, ValueKind::integer);
        case Type::uint8:
            return number<uint8_t>(bytes, arena, ValueKind::integer);
        case Type::int16:
            return number<int16_t>(bytes, arena, ValueKind::integer);
        case Type::uint16:
            return number<uint16_t>(bytes, arena, ValueKind::integer);
        case Type::int32:
            return number<int32_t>(bytes, arena, ValueKind::integer);
        case Type::uint32:
            return number<uint32_t>(bytes, arena, ValueKind::integer);
        case Type::int64:
            return number<int64_t>(bytes, arena, ValueKind::integer);
        case Type::uint64:
            return number<uint64_t>(bytes, arena, ValueKind::integer);
        case Type::real32:
            return number<float>(bytes, arena, ValueKind::real);
        case Type::real64:
            return number<double>(bytes, arena, ValueKind::real);
        case Type::boolean:
            return boolean(bytes);
        case Type::binary:
            return binary(bytes, arena);
        case Type::size:
        case Type::hex32:
        case Type::hex64:
        case Type::handle:
            return hexadecimal(bytes, arena);
        case Type::guid:
        case Type::file_time:
        case Type::system_time:
        case Type::sid:
            return structured(type, bytes, arena);
        case Type::bin_xml:
            return {};
    }
    return {};
}

// Texts of an array end in NUL each; of numbers, as many as fit.
std::optional<std::string_view> next_item(Type type, std::string_view& rest) {
    if (type == Type::text) {
        if (rest.size() < 2) return {};
        size_t end = 0;
        while (end + 2 <= rest.size() && (rest[end] != '\0' || rest[end + 1] != '\0')) end += 2;
        const std::string_view item = rest.substr(0, end);
        rest.remove_prefix(end + 2 <= rest.size() ? end + 2 : rest.size());
        return item;
    }
    if (type == Type::ansi_text) {
        if (rest.empty()) return {};
        const size_t end = rest.find('\0');
        const std::string_view item = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        return item;
    }
    size_t bytes = item_bytes(type);
    if (type == Type::sid && rest.size() >= 8)
        bytes = 8 + size_t{4} * static_cast<uint8_t>(rest[1]);
    if (rest.size() < bytes) return {};
    const std::string_view item = rest.substr(0, bytes);
    rest.remove_prefix(bytes);
    return item;
}

base::TimeNs time_of_file_time(uint64_t ticks) {
    constexpr uint64_t ticks_max = ticks_to_1970 + INT64_MAX / 100;
    if (ticks > ticks_max || ticks == 0) return base::no_time;
    const int64_t since_1970 = static_cast<int64_t>(ticks) - ticks_to_1970;
    constexpr int64_t ticks_min = INT64_MIN / 100 + 1;
    return since_1970 < ticks_min ? base::no_time : since_1970 * 100;
}

}  // namespace ward::ingest::windows
