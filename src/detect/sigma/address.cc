// SPDX-License-Identifier: Apache-2.0
// Addresses and networks for `cidr`. Never resolves a name.
#include "detect/sigma/address.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace ward::detect::sigma {

namespace {

constexpr size_t address_text_max = 64;  // longer text is no address

void clear_after(Address& address, int prefix_bits) {
    for (int bit = prefix_bits; bit < address.length * 8; bit++)
        address.bytes[static_cast<size_t>(bit / 8)] &= static_cast<uint8_t>(~(0x80 >> (bit % 8)));
}

}  // namespace

Address network_of(const Address& address, int prefix_bits) {
    Address cut = address;
    clear_after(cut, prefix_bits);
    return cut;
}

bool Network::contains(const Address& address) const {
    return address.length == base.length && network_of(address, prefix_bits) == base;
}

std::optional<Address> parse_address(std::string_view text) {
    if (text.size() > address_text_max) return {};
    const bool six = text.find(':') != std::string_view::npos;
    if (six) text = text.substr(0, text.find('%'));
    const std::string terminated(text);
    if (terminated.find('\0') != std::string::npos) return {};
    Address out;
    out.length = six ? 16 : 4;
    const int family = six ? AF_INET6 : AF_INET;
    if (inet_pton(family, terminated.c_str(), out.bytes.data()) != 1) return {};
    return out;
}

std::string to_text(const Address& address) {
    char text[INET6_ADDRSTRLEN] = {};
    inet_ntop(address.length == 16 ? AF_INET6 : AF_INET, address.bytes.data(), text, sizeof text);
    return text;
}

std::optional<Network> parse_network(std::string_view text, std::string& error, std::string& hint) {
    const size_t slash = text.find('/');
    const auto address = parse_address(text.substr(0, slash));
    if (!address || text.find('%') != std::string_view::npos) {
        error = fmt::format("'{}' is no network", text);
        hint = "write it as 10.0.0.0/8 or fe80::/10";
        return {};
    }
    Network network{*address, address->length * 8};
    if (slash != std::string_view::npos) {
        const auto digits = text.substr(slash + 1);
        const auto bits = base::parse_integer(digits);
        if (!bits || !std::ranges::all_of(digits, base::is_digit) || *bits > address->length * 8) {
            error = fmt::format("'{}' is no prefix length", digits);
            hint = fmt::format("it lies between 0 and {}", address->length * 8);
            return {};
        }
        network.prefix_bits = static_cast<int>(*bits);
    }
    clear_after(network.base, network.prefix_bits);
    if (network.base != *address) {
        error = fmt::format("network '{}' has bits set after its prefix", text);
        hint = fmt::format("did you mean {}/{}?", to_text(network.base), network.prefix_bits);
        return {};
    }
    return network;
}

bool in_network(std::string_view value, std::string_view network) {
    std::string error, hint;
    const auto parsed = parse_network(network, error, hint);
    const auto address = parse_address(value);
    return parsed && address && parsed->contains(*address);
}

}  // namespace ward::detect::sigma
