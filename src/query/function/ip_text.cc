// SPDX-License-Identifier: Apache-2.0
// Texts of IP addresses, read and written.
#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "base/text.h"
#include "query/function/ip.h"

namespace ward::query {

namespace {

std::optional<int> take_prefix(std::string_view& text, int most) {
    const size_t slash = text.find('/');
    if (slash == std::string_view::npos) return most;
    const auto length = base::parse_integer(text.substr(slash + 1));
    text = text.substr(0, slash);
    if (!length || *length < 0 || *length > most) return std::nullopt;
    return static_cast<int>(*length);
}

// Groups between colons, in hex.
bool groups(std::string_view text, std::vector<uint8_t>& out) {
    if (text.empty()) return true;
    for (const auto part : base::split(text, ':')) {
        if (part.find('.') != std::string_view::npos) {
            const auto four = parse_ip_four(part);
            if (!four || four->prefix != 32) return false;
            for (int shift = 24; shift >= 0; shift -= 8)
                out.push_back(static_cast<uint8_t>(four->address >> shift));
            continue;
        }
        if (part.empty() || part.size() > 4) return false;
        uint32_t value = 0;
        for (const char c : part) {
            const size_t digit = std::string_view("0123456789abcdef").find(base::lower(c));
            if (digit == std::string_view::npos) return false;
            value = value << 4 | static_cast<uint32_t>(digit);
        }
        out.push_back(static_cast<uint8_t>(value >> 8)), out.push_back(static_cast<uint8_t>(value));
    }
    return true;
}

}  // namespace

std::optional<IpFour> parse_ip_four(std::string_view text) {
    text = base::trim(text);
    const auto prefix = take_prefix(text, 32);
    const auto parts = base::split(text, '.');
    if (!prefix || parts.size() != 4) return std::nullopt;
    IpFour out{0, *prefix};
    for (const auto part : parts) {
        const auto value = base::parse_integer(part);
        if (part.empty() || part.size() > 3 || !base::is_digit(part[0]) || !value || *value > 255)
            return std::nullopt;
        out.address = out.address << 8 | static_cast<uint32_t>(*value);
    }
    return out;
}

std::string text_of_ip(uint32_t a) {
    return fmt::format("{}.{}.{}.{}", a >> 24, a >> 16 & 255, a >> 8 & 255, a & 255);
}

std::optional<IpSix> parse_ip_six(std::string_view text) {
    text = base::trim(text);
    if (text.find(':') == std::string_view::npos) {
        const auto four = parse_ip_four(text);
        if (!four) return std::nullopt;
        auto out = parse_ip_six("::ffff:" + text_of_ip(four->address));
        if (out) out->prefix = four->prefix + 96;
        return out;
    }
    const bool dotted = text.find('.') != std::string_view::npos;
    auto prefix = take_prefix(text, 128);
    if (const size_t scope = text.find('%'); scope != std::string_view::npos)
        text = text.substr(0, scope);
    if (!prefix) return std::nullopt;
    std::vector<uint8_t> front, back;
    const size_t gap = text.find("::");
    if (!groups(text.substr(0, gap), front)) return std::nullopt;
    if (gap != std::string_view::npos && !groups(text.substr(gap + 2), back)) return std::nullopt;
    const size_t size = front.size() + back.size();
    if (gap == std::string_view::npos ? size != 16 : size > 14) return std::nullopt;
    IpSix out;
    out.prefix = dotted && *prefix <= 32 ? *prefix + 96 : *prefix;
    std::ranges::copy(front, out.bytes.begin());
    std::ranges::copy(back, out.bytes.end() - static_cast<ptrdiff_t>(back.size()));
    const bool zeros =
        std::ranges::all_of(std::span(out.bytes).first(12), [](uint8_t b) { return b == 0; });
    if (dotted && zeros) out.bytes[10] = out.bytes[11] = 0xFF;  // ::192.0.2.1 is the IPv4 address
    return out;
}

std::string text_of_ip(const IpSix& address) {
    std::string out;
    for (size_t i = 0; i < 16; i += 2)
        out +=
            fmt::format("{}{:02x}{:02x}", i > 0 ? ":" : "", address.bytes[i], address.bytes[i + 1]);
    return out;
}

IpSix masked(IpSix address, int length) {
    for (int i = 0; i < 16; ++i) {
        const int bits = std::clamp(length - 8 * i, 0, 8);
        auto& byte = address.bytes[static_cast<size_t>(i)];
        byte = static_cast<uint8_t>(byte & (0xFF00 >> bits));
    }
    return address;
}

}  // namespace ward::query
