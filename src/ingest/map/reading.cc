// SPDX-License-Identifier: Apache-2.0
#include "ingest/map/reading.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "ingest/map/convert.h"
#include "ingest/map/wording.h"
#include "model/selector.h"

namespace ward::ingest::map {

namespace {

struct Named {
    std::string_view name;
    Reading reading;
};

constexpr Named readings[] = {
    {"name", Reading::name},
    {"folder", Reading::folder},
    {"account", Reading::account},
    {"domain", Reading::domain},
    {"mail_domain", Reading::mail_domain},
    {"lower", Reading::lower},
    {"word", Reading::word},
    {"host", Reading::host},
    {"port", Reading::port},
    {"path", Reading::path},
    {"query", Reading::query},
    {"scheme", Reading::scheme},
    {"verb", Reading::verb},
    {"host_name", Reading::host_name},
    {"milliseconds", Reading::milliseconds},
    {"list", Reading::list},
    {"words", Reading::words},
    {"dns_results", Reading::dns_results},
    {"hashes", Reading::hashes},
    {"address", Reading::address},
    {"session_word", Reading::session},
    {"outcome_word", Reading::outcome},
    {"http_method", Reading::method},
    {"web", Reading::web},
    {"url_host", Reading::url_host},
    {"file_path", Reading::file_path},
};

std::string_view before(std::string_view text, size_t at) {
    return at == std::string_view::npos ? std::string_view() : text.substr(0, at);
}

std::string_view after(std::string_view text, size_t at) {
    return at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
}

// Where the last part of a path begins. A loop: find_last_of asks memchr for every character.
size_t name_begin(std::string_view path) {
    size_t at = path.size();
    while (at > 0 && path[at - 1] != '\\' && path[at - 1] != '/') --at;
    return at;
}

std::string_view folder_of(std::string_view path) {
    const size_t at = name_begin(path);
    return at == 0 ? std::string_view() : path.substr(0, at - 1);
}

bool is_hex_digit(char c) {
    return base::is_digit(c) || (base::lower(c) >= 'a' && base::lower(c) <= 'f');
}

bool is_separator(Reading reading, char c) {
    if (reading == Reading::words) return base::is_space(c);
    return c == ';' || (c == ',' && reading != Reading::dns_results);
}

// What a URL says after its scheme; the scheme alone if `scheme` is given.
std::string_view without_scheme(std::string_view url, std::string_view* scheme = nullptr) {
    const size_t mark = url.find("://");
    const std::string_view word = before(url, mark);
    const bool is_scheme = !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
        return base::is_alpha(c) || base::is_digit(c) || c == '+' || c == '.' || c == '-';
    });
    if (scheme != nullptr && is_scheme) *scheme = word;
    return is_scheme ? url.substr(mark + 3) : url;
}

struct Authority {
    std::string_view host, port;
};

// "user@host:port/...": host and port; "[::1]:443" too. A bare IPv6 address is all host.
Authority authority_of(std::string_view url) {
    url = without_scheme(url);
    url = url.substr(0, url.find_first_of("/?#"));
    if (const size_t at = url.rfind('@'); at != std::string_view::npos) url.remove_prefix(at + 1);
    if (url.starts_with('[')) {
        const size_t close = url.find(']');
        if (close == std::string_view::npos) return {};
        const auto rest = url.substr(close + 1);
        return {url.substr(1, close - 1), rest.starts_with(':') ? rest.substr(1) : ""};
    }
    const size_t colon = url.find(':');
    if (colon == std::string_view::npos || url.find(':', colon + 1) != std::string_view::npos)
        return {url, {}};
    return {url.substr(0, colon), url.substr(colon + 1)};
}

std::string_view path_of(std::string_view url) {
    const std::string_view rest = without_scheme(url);
    const bool is_url = rest.size() != url.size();
    const size_t slash = is_url ? rest.find_first_of("/?#") : 0;
    if (slash == std::string_view::npos) return {};
    return rest.substr(slash).substr(0, rest.substr(slash).find_first_of("?#"));
}

std::string_view query_of(std::string_view url) {
    const auto query = after(url, url.find('?'));
    return query.substr(0, query.find('#'));
}

// The part behind the last mark, up to where its first word ends: "GetObject" has the word "Get".
std::string_view verb_of(std::string_view operation) {
    size_t begin = operation.size();
    while (begin > 0 && operation[begin - 1] != '.' && operation[begin - 1] != '/' &&
           operation[begin - 1] != ':')
        --begin;
    operation.remove_prefix(begin);
    size_t end = 0;
    while (end < operation.size() && base::is_alpha(operation[end])) {
        const bool begins_word = end > 0 && operation[end] < 'a' && operation[end - 1] >= 'a';
        if (begins_word) break;
        ++end;
    }
    return operation.substr(0, end);
}

std::string_view lower_of(std::string_view text, base::Arena& arena) {
    char* out = arena.allocate(text.size());
    std::transform(text.begin(), text.end(), out, [](char c) { return base::lower(c); });
    return {out, text.size()};
}

std::string_view milliseconds_of(std::string_view text, base::Arena& arena) {
    constexpr double most = 9e15;  // beyond it a double has no whole milliseconds
    const auto seconds = base::parse_real(text);
    if (!seconds || !(std::fabs(*seconds) < most / 1000)) return {};
    constexpr size_t digits_max = 24;
    char* out = arena.allocate(digits_max);
    const auto end = std::to_chars(out, out + digits_max, std::llround(*seconds * 1000)).ptr;
    arena.shrink(out, static_cast<size_t>(end - out));
    return {out, static_cast<size_t>(end - out)};
}

}  // namespace

std::optional<Reading> find_reading(std::string_view name) {
    for (const auto& one : readings)
        if (one.name == name) return one.reading;
    return {};
}

std::vector<std::string_view> reading_names() {
    std::vector<std::string_view> out;
    for (const auto& one : readings) out.push_back(one.name);
    return out;
}

bool is_splitting(Reading reading) {
    return reading == Reading::list || reading == Reading::words ||
           reading == Reading::dns_results || reading == Reading::hashes;
}

std::string_view apply(Reading reading, std::string_view text, base::Arena& arena) {
    std::string_view scheme;
    switch (reading) {
        case Reading::plain:
        case Reading::list:
        case Reading::words:
        case Reading::dns_results:
        case Reading::hashes:
            return text;
        case Reading::name:
            return text.substr(name_begin(text));
        case Reading::folder:
            return folder_of(text);
        case Reading::account:
            return text.substr(text.rfind('\\') + 1);
        case Reading::domain:
            return before(text, text.find('\\'));
        case Reading::mail_domain:
            return after(text, text.rfind('@'));
        case Reading::lower:
            return lower_of(text, arena);
        case Reading::word:
            return text.substr(0, text.find(' '));
        case Reading::host:
            return authority_of(text).host;
        case Reading::port:
            return authority_of(text).port;
        case Reading::path:
            return path_of(text);
        case Reading::query:
            return query_of(text);
        case Reading::scheme:
            return without_scheme(text, &scheme), scheme;
        case Reading::verb:
            return verb_of(text);
        case Reading::host_name:
            return is_address(text) ? std::string_view() : text;
        case Reading::address:
            return address_of(text);
        case Reading::session:
            return session_of(text);
        case Reading::outcome:
            return outcome_of(text);
        case Reading::method:
            return method_of(text);
        case Reading::web:
            return web_of(text);
        case Reading::url_host:
            return text.find("://") == std::string_view::npos ? "" : authority_of(text).host;
        case Reading::file_path:
            return file_path_of(text);
        case Reading::milliseconds:
            return milliseconds_of(text, arena);
    }
    return text;
}

std::string_view take_element(Reading reading, std::string_view& rest) {
    while (!rest.empty()) {
        size_t end = 0;
        while (end < rest.size() && !is_separator(reading, rest[end])) ++end;
        std::string_view one = base::trim(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (reading == Reading::dns_results && one.starts_with("type:"))
            one = one.substr(one.find_last_of(' ') + 1);
        if (!model::is_nothing(one)) return one;
    }
    return {};
}

Fingerprint take_fingerprint(std::string_view& rest) {
    struct Algorithm {
        std::string_view name, id, caption;
        size_t digits;
    };
    static constexpr Algorithm algorithms[] = {{"MD5", "1", "MD5", 32},
                                               {"SHA1", "2", "SHA-1", 40},
                                               {"SHA256", "3", "SHA-256", 64},
                                               {"SHA512", "4", "SHA-512", 128}};
    for (auto one = take_element(Reading::list, rest); !one.empty();
         one = take_element(Reading::list, rest)) {
        const size_t equal = one.find('=');
        const std::string_view name = before(one, equal);
        const std::string_view value = equal == std::string_view::npos ? one : after(one, equal);
        const auto is_zero = [](char c) { return c == '0'; };
        if (!std::all_of(value.begin(), value.end(), is_hex_digit)) continue;
        if (std::all_of(value.begin(), value.end(), is_zero)) continue;
        for (const auto& algorithm : algorithms)
            if (value.size() == algorithm.digits &&
                (name.empty() || base::equals_ignore_case(name, algorithm.name)))
                return {algorithm.id, algorithm.caption, value};
        if (base::equals_ignore_case(name, "IMPHASH")) return {"18", "Imphash", value};
    }
    return {};
}

}  // namespace ward::ingest::map
