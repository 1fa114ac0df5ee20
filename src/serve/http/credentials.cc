// SPDX-License-Identifier: Apache-2.0
#include "serve/http/credentials.h"

#include "base/text.h"

namespace ward::serve {

namespace {

int base64_digit(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (base::is_digit(c)) return c - '0' + 52;
    if (c == '+' || c == '-') return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

// What follows the first ':' of base64 text, or nothing.
std::optional<std::string> secret_of_pair(std::string_view encoded) {
    const auto pair = base64_decode(encoded);
    if (!pair) return std::nullopt;
    const size_t colon = pair->find(':');
    if (colon == std::string::npos) return std::nullopt;
    return pair->substr(colon + 1);
}

}  // namespace

std::optional<std::string> base64_decode(std::string_view text) {
    while (text.ends_with('=')) text.remove_suffix(1);
    if (text.size() % 4 == 1) return std::nullopt;
    std::string out;
    uint32_t bits = 0;
    int count = 0;
    for (const char c : text) {
        const int digit = base64_digit(c);
        if (digit < 0) return std::nullopt;
        bits = bits << 6 | static_cast<uint32_t>(digit);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        out += static_cast<char>(bits >> count & 0xff);
    }
    return out;
}

std::optional<std::string> token_in(std::string_view authorization) {
    if (authorization.size() > credential_bytes_max) return std::nullopt;
    std::string_view rest = base::trim(authorization);
    const std::string_view scheme = base::take_until(rest, ' ');
    rest = base::trim(rest);
    if (rest.empty()) return std::nullopt;
    const auto is = [&](std::string_view name) { return base::equals_ignore_case(scheme, name); };
    if (is("Bearer") || is("Splunk")) return std::string(rest);
    if (is("Basic")) return secret_of_pair(rest);
    if (!is("ApiKey")) return std::nullopt;
    if (auto secret = secret_of_pair(rest)) return secret;
    return std::string(rest);
}

std::string_view cookie_in(std::string_view cookies, std::string_view name) {
    while (!cookies.empty()) {
        std::string_view value = base::trim(base::take_until(cookies, ';'));
        if (base::take_until(value, '=') == name) return value;
    }
    return {};
}

}  // namespace ward::serve
