// SPDX-License-Identifier: Apache-2.0
// Documents: cutting by brackets and quotes. Nothing here allocates or recurses.
#include "ingest/parse/json/document.h"

#include <algorithm>
#include <cstring>

namespace ward::ingest::json {

namespace {

constexpr size_t npos = std::string_view::npos;

bool is_json_space(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

size_t skip_space(std::string_view text, size_t at) {
    while (at < text.size() && is_json_space(text[at])) ++at;
    return at;
}

// Behind the closing quote of the string that opens at `at`, or npos.
size_t skip_string(std::string_view text, size_t at) {
    for (++at; at < text.size(); ++at) {
        const void* quote = std::memchr(text.data() + at, '"', text.size() - at);
        if (quote == nullptr) return npos;
        const size_t end = static_cast<size_t>(static_cast<const char*>(quote) - text.data());
        size_t slashes = 0;
        while (end - slashes > at && text[end - slashes - 1] == '\\') ++slashes;
        if (slashes % 2 == 0) return end + 1;
        at = end;
    }
    return npos;
}

size_t skip_brackets(std::string_view text, size_t at) {
    size_t depth = 0;
    while (at < text.size()) {
        const char c = text[at];
        if (c == '"') {
            at = skip_string(text, at);
            if (at == npos) return npos;
            continue;
        }
        ++at;
        if (c == '{' || c == '[') {
            ++depth;
        } else if ((c == '}' || c == ']') && --depth == 0) {
            return at;
        }
    }
    return npos;
}

}  // namespace

size_t skip_value(std::string_view text, size_t at) {
    if (at >= text.size()) return npos;
    const char c = text[at];
    if (c == '"') return skip_string(text, at);
    if (c == '{' || c == '[') return skip_brackets(text, at);
    size_t end = at + 1;
    while (end < text.size() && !is_json_space(text[end]) && text[end] != ',' && text[end] != ']' &&
           text[end] != '}')
        ++end;
    return end;
}

int recognise_json(std::string_view head) {
    size_t at = skip_space(head, 0);
    if (at == head.size()) return 0;
    const char first = head[at];
    at = skip_space(head, at + 1);
    const char second = at < head.size() ? head[at] : '\0';
    if (first == '{') return second == '"' ? 90 : second == '}' || second == '\0' ? 60 : 0;
    if (first != '[') return 0;
    if (second == '{') return 90;
    return second == ']' || second == '[' ? 40 : 0;
}

bool is_line_by_line(std::string_view text) {
    const size_t at = skip_space(text, 0);
    const size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    while (!line.empty() && is_json_space(line.back())) line.remove_suffix(1);
    if (line.empty()) return true;
    size_t position = 0;
    while (position < line.size()) {
        position = skip_value(line, position);
        if (position == npos) break;
        position = skip_space(line, position);
    }
    if (position != npos) return true;
    // The first line is not whole: broken, or the begin of a document? A document goes on
    // with something else than a new object.
    const size_t next = skip_space(text, end);
    const char last = line.back();
    return next < text.size() && text[next] == '{' && next > 0 && text[next - 1] == '\n' &&
           last != '[' && last != ',' && last != ':' && last != '{';
}

void Elements::skip_space_and(char separator) {
    at_ = skip_space(text_, at_);
    if (at_ < text_.size() && text_[at_] == separator) at_ = skip_space(text_, at_ + 1);
}

// What is left from an unclosed value on: up to the next line that begins with '{', or all.
Element Elements::rest() {
    const size_t begin = at_;
    size_t line = text_.find("\n{", begin);
    if (by_lines_) line = std::min(line, text_.find('\n', begin));
    by_lines_ = true;
    at_ = line == npos ? text_.size() : line + 1;
    return {text_.substr(begin, (line == npos ? text_.size() : line) - begin), false};
}

std::optional<Element> Elements::next() {
    for (;;) {
        skip_space_and(in_array_ ? ',' : ' ');
        if (at_ >= text_.size()) {
            if (!in_array_) return {};
            in_array_ = false;
            return Element{text_.substr(text_.size()), true};
        }
        if (in_array_ && text_[at_] == ']') {
            in_array_ = false, ++at_;
            continue;
        }
        if (!in_array_ && text_[at_] == '[') {
            in_array_ = true, ++at_;
            continue;
        }
        std::string_view scope = text_;
        if (by_lines_) scope = scope.substr(0, text_.find('\n', at_));
        const size_t end = skip_value(scope, at_);
        if (end == npos) return rest();
        const std::string_view found = text_.substr(at_, end - at_);
        at_ = end;
        return Element{found, false};
    }
}

Members::Members(std::string_view object) : text_(object), at_(skip_space(object, 0)) {
    at_ = at_ < text_.size() && text_[at_] == '{' ? skip_space(text_, at_ + 1) : text_.size();
}

std::optional<Member> Members::next() {
    if (at_ >= text_.size() || text_[at_] != '"') return {};
    const size_t key_end = skip_string(text_, at_);
    if (key_end == npos) return {};
    const std::string_view name = text_.substr(at_ + 1, key_end - at_ - 2);
    at_ = skip_space(text_, key_end);
    if (at_ >= text_.size() || text_[at_] != ':') return {};
    at_ = skip_space(text_, at_ + 1);
    const size_t end = skip_value(text_, at_);
    const Member found{name, text_.substr(std::min(at_, text_.size()), end - at_)};
    at_ = end == npos ? text_.size() : skip_space(text_, end);
    if (at_ < text_.size() && text_[at_] == ',') at_ = skip_space(text_, at_ + 1);
    return found;
}

std::string_view member_of(std::string_view text, std::string_view name) {
    Members members(text);
    while (const auto member = members.next())
        if (member->name == name) return member->value;
    return {};
}

}  // namespace ward::ingest::json
