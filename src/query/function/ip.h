// SPDX-License-Identifier: Apache-2.0
// IP addresses as numbers, with the length of their prefix.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ward::query {

struct IpFour {
    uint32_t address = 0;
    int prefix = 32;
    uint32_t masked(int length) const {
        return length <= 0 ? 0 : address & (~uint32_t{0} << (32 - std::min(length, 32)));
    }
};
/// "192.0.2.1" or "192.0.2.0/24".
std::optional<IpFour> parse_ip_four(std::string_view text);
std::string text_of_ip(uint32_t address);

struct IpSix {
    std::array<uint8_t, 16> bytes{};
    int prefix = 128;
};
/// An IPv6 address, or an IPv4 one as ::ffff:a.b.c.d; with a prefix or without.
std::optional<IpSix> parse_ip_six(std::string_view text);
std::string text_of_ip(const IpSix& address);  // eight groups of four digits
/// The first `length` bits alone.
IpSix masked(IpSix address, int length);

}  // namespace ward::query
