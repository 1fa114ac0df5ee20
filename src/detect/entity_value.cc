// SPDX-License-Identifier: Apache-2.0
#include "detect/entity_value.h"

#include <algorithm>

#include "base/text.h"
#include "detect/sigma/address.h"
#include "detect/sigma/fold.h"

namespace ward::detect {

using model::EntityKind;

namespace {

constexpr size_t value_bytes_max = 1024;  // longer values are no names

bool is_nothing(std::string_view value) {
    for (const auto word : {"-", "", "n/a", "null", "(null)", "unknown", "none", "(none)", "unset",
                            "?", "4294967295"})
        if (base::equals_ignore_case(value, word)) return true;
    return false;
}

// Accounts that every machine has, and the machines' own.
bool is_machine_account(std::string_view user) {
    if (user.ends_with('$')) return true;
    for (const auto word :
         {"system", "local service", "network service", "anonymous logon", "local system",
          "localsystem", "networkservice", "localservice", "anonymous", "iusr", "s-1-0-0",
          "s-1-5-7", "s-1-5-18", "s-1-5-19", "s-1-5-20", "0"})
        if (user == word) return true;
    return user.starts_with("dwm-") || user.starts_with("umfd-") ||
           user.starts_with("font driver host");
}

std::string user_of(std::string_view text) {
    if (text.starts_with("arn:")) return std::string(text);  // letter case counts in there
    if (const size_t slash = text.rfind('\\'); slash != std::string_view::npos)
        text.remove_prefix(slash + 1);
    std::string user = sigma::fold(text.substr(0, text.find('@')));
    return is_machine_account(user) ? std::string() : user;
}

std::string host_of(std::string_view text) {
    while (text.starts_with('\\')) text.remove_prefix(1);
    if (const auto address = sigma::parse_address(text)) return {};  // an address is told as one
    // "mail-01.example.com[private/lmtp]" is what Postfix writes.
    const std::string host = sigma::fold(text.substr(0, text.find_first_of(".[")));
    const bool is_anyone = host == "localhost" || host == "localhost6" || host == "workstation" ||
                           host.find(' ') != std::string::npos;
    return is_anyone ? std::string() : host;
}

std::string address_of(std::string_view text) {
    if (text.starts_with("::ffff:") && text.find('.') != std::string_view::npos)
        text.remove_prefix(7);
    const auto address = sigma::parse_address(text);
    if (!address) return {};
    const auto& bytes = address->bytes;
    const bool any = std::ranges::all_of(bytes, [](uint8_t b) { return b == 0; });
    const bool six_loopback =
        address->length == 16 && bytes[15] == 1 &&
        std::all_of(bytes.begin(), bytes.end() - 1, [](uint8_t b) { return b == 0; });
    if (any || six_loopback || (address->length == 4 && bytes[0] == 127)) return {};
    return sigma::to_text(*address);
}

// "SHA1=..,MD5=..,SHA256=.." or a bare hash; of several the strongest.
std::string hash_of(std::string_view text) {
    std::string_view best;
    while (!text.empty()) {
        std::string_view one = base::trim(base::take_until(text, ','));
        if (const size_t equal = one.find('='); equal != std::string_view::npos) {
            if (base::equals_ignore_case(one.substr(0, equal), "imphash")) continue;
            one.remove_prefix(equal + 1);
        }
        if (one.size() > best.size()) best = one;
    }
    const bool hex = base::from_hex(best).has_value();
    const bool zero = best.find_first_not_of('0') == std::string_view::npos;
    return hex && !zero && best.size() >= 32 && best.size() <= 128 ? base::to_lower(best)
                                                                   : std::string();
}

std::string domain_of(std::string_view text) {
    text = text.substr(0, text.find('['));
    while (text.ends_with('.')) text.remove_suffix(1);
    const std::string domain = sigma::fold(text);
    return domain.find('.') == std::string::npos || sigma::parse_address(domain) ? std::string()
                                                                                 : domain;
}

}  // namespace

std::string normalise(EntityKind kind, std::string_view text) {
    text = base::trim(text);
    if (is_nothing(text) || text.size() > value_bytes_max) return {};
    switch (kind) {
        case EntityKind::host:
            return host_of(text);
        case EntityKind::user:
            return user_of(text);
        case EntityKind::address:
            return address_of(text);
        case EntityKind::file_hash:
            return hash_of(text);
        case EntityKind::domain:
            return domain_of(text);
        case EntityKind::process:
        case EntityKind::file:
            return sigma::fold(text);
        case EntityKind::url:
        case EntityKind::resource:
            return std::string(text);
    }
    return {};
}

bool is_inside(std::string_view name, std::string_view device) {
    const size_t dot = name.find('.');
    if (dot == std::string_view::npos) return true;
    const size_t device_dot = device.find('.');
    return device_dot != std::string_view::npos &&
           base::equals_ignore_case(name.substr(dot), device.substr(device_dot));
}

}  // namespace ward::detect
