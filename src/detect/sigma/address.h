// SPDX-License-Identifier: Apache-2.0
// Addresses and networks for `cidr`. IPv4 and IPv6 are told apart: an IPv4-mapped IPv6 address is
// not in an IPv4 network.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ward::detect::sigma {

/// An address as bytes: 4 or 16 of them.
struct Address {
    std::array<uint8_t, 16> bytes{};
    uint8_t length = 0;
    auto operator<=>(const Address&) const = default;
};

struct Network {
    Address base;  // bits after the prefix are zero
    int prefix_bits = 0;
    bool contains(const Address& address) const;
};

/// Dotted quad or RFC 4291 text, the whole of `text`; a zone ("%eth0") is cut.
std::optional<Address> parse_address(std::string_view text);
std::string to_text(const Address& address);

/// "10.0.0.0/8", "fe80::/10"; without a prefix: that one address. Nothing and `error` set if it is
/// none; set bits after the prefix are an error, with `hint` the network that may be meant.
std::optional<Network> parse_network(std::string_view text, std::string& error, std::string& hint);

/// The network of that prefix length that the address lies in: the bits after it cleared.
Address network_of(const Address& address, int prefix_bits);

/// True if `value` is an address within the network `network` (which the loader has accepted).
bool in_network(std::string_view value, std::string_view network);

}  // namespace ward::detect::sigma
