// SPDX-License-Identifier: Apache-2.0
// HTTP requests: see the header.
#include "ingest/parse/web/request.h"

#include <algorithm>

#include "base/text.h"

namespace ward::ingest::web {

namespace {

constexpr size_t npos = std::string_view::npos;

bool is_method(std::string_view word) {
    constexpr size_t shortest = 3, longest = 20;
    return word.size() >= shortest && word.size() <= longest &&
           std::all_of(word.begin(), word.end(),
                       [](char c) { return (c >= 'A' && c <= 'Z') || c == '-' || c == '_'; });
}

}  // namespace

bool add_request(std::string_view request, model::Batch& out) {
    const size_t blank = request.find(' ');
    if (blank == npos || !is_method(request.substr(0, blank))) return false;
    const std::string_view method = request.substr(0, blank);
    std::string_view target = request.substr(blank + 1), version;
    const size_t last = target.rfind(' ');
    const std::string_view tail = last == npos ? std::string_view{} : target.substr(last + 1);
    if (tail.starts_with("HTTP/") || tail.starts_with("RTSP/") || tail.starts_with("SIP/"))
        version = tail, target = target.substr(0, last);
    if (target.empty()) return false;
    out.add("cs-method", method);
    if (!version.empty()) out.add("cs-version", version);
    add_target(target, out);
    return true;
}

std::string_view find_request(std::string_view line) {
    constexpr std::string_view methods[] = {"GET",    "POST",  "HEAD",    "PUT",      "OPTIONS",
                                            "DELETE", "PATCH", "CONNECT", "PROPFIND", "TRACE"};
    const size_t version = line.find(" HTTP/");
    if (version == npos || version == 0) return {};
    const std::string_view before = line.substr(0, version);
    for (const auto method : methods) {
        const size_t at = before.find(method);
        if (at == npos || at == 0 || (line[at - 1] != ' ' && line[at - 1] != '"')) continue;
        if (at + method.size() >= version || line[at + method.size()] != ' ') continue;
        size_t end = version + 6;
        while (end < line.size() && (base::is_digit(line[end]) || line[end] == '.')) ++end;
        return line.substr(at, end - at);
    }
    return {};
}

void add_target(std::string_view target, model::Batch& out) {
    out.add("cs-uri", target);
    const size_t mark = target.find('?');
    std::string_view stem = target.substr(0, mark);
    const size_t scheme = stem.find("://");
    if (scheme != npos && scheme <= 8) {
        const size_t host_at = scheme + 3;
        const size_t path = std::min(stem.find('/', host_at), stem.size());
        std::string_view host = stem.substr(host_at, path - host_at);
        if (const size_t user = host.rfind('@'); user != npos) host.remove_prefix(user + 1);
        const size_t port = host.ends_with(']') ? npos : host.rfind(':');
        out.add("cs-host", host.substr(0, port));
        if (port != npos) out.add("cs-uri-port", host.substr(port + 1));
        out.add("cs-uri-scheme", stem.substr(0, scheme));
        stem.remove_prefix(path);
    }
    out.add("cs-uri-stem", stem.empty() ? std::string_view("/") : stem);
    if (mark != npos) out.add("cs-uri-query", target.substr(mark + 1));
    out.add("cs-uri-query", target);
}

void add_known(std::string_view name, std::string_view value, model::Batch& out) {
    if (!value.empty() && value != "-") out.add(name, value);
}

bool looks_like_address(std::string_view text) {
    constexpr size_t longest = 45;
    if (text.size() < 2 || text.size() > longest) return false;
    size_t dots = 0, colons = 0, letters = 0;
    for (const char c : text) {
        const char l = base::lower(c);
        if (c == '.')
            ++dots;
        else if (c == ':')
            ++colons;
        else if (l >= 'a' && l <= 'f')
            ++letters;
        else if (!base::is_digit(c))
            return false;
    }
    return (dots == 3 && letters == 0 && colons == 0) || colons >= 2;
}

void add_endpoint(std::string_view name, std::string_view port, std::string_view text,
                  model::Batch& out) {
    if (text.empty() || text == "-") return;
    std::string_view number;
    if (text.starts_with('[')) {
        const size_t end = std::min(text.find(']'), text.size());
        if (end + 1 < text.size() && text[end + 1] == ':') number = text.substr(end + 2);
        text = text.substr(1, end - 1);
    } else if (const size_t colon = text.rfind(':');
               colon != npos && (text.find(':') == colon || !looks_like_address(text))) {
        number = text.substr(colon + 1), text = text.substr(0, colon);
    }
    out.add(name, text);
    if (!number.empty()) out.add(port, number);
}

std::optional<std::string_view> take_quoted(std::string_view& rest) {
    if (!rest.starts_with('"')) return {};
    size_t at = 1;
    while (at < rest.size() && rest[at] != '"') at += rest[at] == '\\' ? 2 : 1;
    if (at >= rest.size()) return {};
    const std::string_view inner = rest.substr(1, at - 1);
    rest.remove_prefix(at + 1);
    return inner;
}

std::string_view take_item(std::string_view& rest) {
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    if (const auto quoted = take_quoted(rest)) return *quoted;
    const std::string_view word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(word.size());
    return word;
}

}  // namespace ward::ingest::web
