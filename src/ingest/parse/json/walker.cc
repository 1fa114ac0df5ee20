// SPDX-License-Identifier: Apache-2.0
// Walker: goes over the tokens that Structure found, once, from left to right. Recursion is bounded
// by the depth limit. Numbers and strings without escapes are views into the text.
#include "ingest/parse/json/walker.h"

#include <fmt/format.h>

#include <cstring>

#include "base/text.h"
#include "base/unescape.h"

namespace ward::ingest::json {

namespace {

using model::RejectReason;
using model::ValueKind;

bool is_json_space(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

size_t skip_digits(std::string_view text, size_t at) {
    while (at < text.size() && base::is_digit(text[at])) ++at;
    return at;
}

// The kind of a number's text by the grammar of RFC 8259, or null if it is none.
ValueKind number_kind(std::string_view text) {
    size_t at = text.front() == '-' ? 1 : 0;
    const size_t first = at;
    at = skip_digits(text, at);
    if (at == first || (text[first] == '0' && at > first + 1)) return ValueKind::null;
    if (at == text.size()) return ValueKind::integer;
    if (text[at] == '.') {
        const size_t fraction = ++at;
        at = skip_digits(text, at);
        if (at == fraction) return ValueKind::null;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
        const size_t exponent = at;
        at = skip_digits(text, at);
        if (at == exponent) return ValueKind::null;
    }
    return at == text.size() ? ValueKind::real : ValueKind::null;
}

size_t find_backslash(std::string_view text, size_t from) {
    const void* found = std::memchr(text.data() + from, '\\', text.size() - from);
    return found ? static_cast<size_t>(static_cast<const char*>(found) - text.data()) : text.size();
}

}  // namespace

bool Walker::fail(RejectReason reason, std::string_view what) {
    fault_ = {reason, fmt::format("{} at byte {}", what, position())};
    return false;
}

bool Walker::expected(std::string_view what) {
    if (next_ >= count_)
        return fail(RejectReason::truncated, fmt::format("the text ends where {} should be", what));
    return fail(RejectReason::malformed, fmt::format("expected {}", what));
}

bool Walker::index(std::string_view text) {
    text_ = text, next_ = count_ = 0;
    Structure::Outcome outcome = structure_.index(text_);
    if (outcome == Structure::Outcome::not_utf8) {
        text_ = base::repair_utf8(text_, out_->arena());
        outcome = structure_.index(text_);
    }
    switch (outcome) {
        case Structure::Outcome::ok:
            break;
        case Structure::Outcome::unclosed_string:
            fault_ = {RejectReason::truncated, "a string is not closed"};
            return false;
        case Structure::Outcome::control_character:
            fault_ = {RejectReason::malformed, "a control character stands in a string"};
            return false;
        default:
            fault_ = {RejectReason::malformed, "there is no value"};
            return false;
    }
    tokens_ = structure_.tokens().data(), count_ = structure_.tokens().size();
    backslash_ = find_backslash(text_, 0);
    return true;
}

WalkOutcome Walker::walk(std::string_view text, bool wants_envelopes, model::Batch& out) {
    out_ = &out, wants_envelopes_ = wants_envelopes, is_envelope_ = false;
    seen_.marks = 0, seen_.time_rank = 0, seen_.windows = {};
    paths_.begin_event(out.names());
    bool good = index(text);
    if (good && peek() != '{') good = expected("an object");
    good = good && object(root_path, 1);
    if (good && next_ == count_) return WalkOutcome::event;
    out.discard();
    if (good) return WalkOutcome::more;
    return is_envelope_ ? WalkOutcome::envelope : WalkOutcome::fault;
}

bool Walker::value(PathId path, int depth) {
    switch (peek()) {
        case '"': {
            std::string_view text;
            return string_at(next_, text) && add(path, text, ValueKind::text) && ++next_;
        }
        case '{':
            return object(path, depth + 1);
        case '[':
            return array(path, depth + 1);
        default:
            return scalar(path);
    }
}

bool Walker::object(PathId path, int depth) {
    if (depth > static_cast<int>(model::event_depth_max))
        return fail(RejectReason::too_deep,
                    fmt::format("more than {} levels", model::event_depth_max));
    ++next_;
    if (peek() == '}') return ++next_, true;
    for (;;) {
        if (!member(path, depth)) return false;
        const char c = peek();
        if (c == ',') {
            ++next_;
        } else if (c == '}') {
            return ++next_, true;
        } else {
            return expected("',' or '}'");
        }
    }
}

bool Walker::member(PathId parent, int depth) {
    if (peek() != '"') return expected("a name");
    std::string_view key;
    if (!string_at(next_, key)) return false;
    if (key.size() > model::FieldNames::name_bytes_max)
        return fail(RejectReason::key_too_long, "a name is over 256 bytes");
    const PathId path = paths_.child(parent, key);
    if (paths_.path(path).is_too_long)
        return fail(RejectReason::key_too_long, "a dotted name is over 256 bytes");
    ++next_;
    if (peek() != ':') return expected("':'");
    ++next_;
    const Path& at = paths_.path(path);
    if (wants_envelopes_ && at.is_envelope && (peek() == '[' || peek() == '{'))
        return is_envelope_ = true, false;
    if (wants_envelopes_ && at.is_envelope_of_text && peek() == '"')
        return is_envelope_ = true, false;
    return value(path, depth);
}

bool Walker::array(PathId path, int depth) {
    if (depth > static_cast<int>(model::event_depth_max))
        return fail(RejectReason::too_deep,
                    fmt::format("more than {} levels", model::event_depth_max));
    ++next_;
    if (peek() == ']') return ++next_, true;
    for (;;) {
        if (!value(path, depth)) return false;
        const char c = peek();
        if (c == ',') {
            ++next_;
        } else if (c == ']') {
            return ++next_, true;
        } else {
            return expected("',' or ']'");
        }
    }
}

// The token from its first byte to the next token, without the space between.
std::string_view Walker::scalar_text() const {
    const size_t begin = tokens_[next_];
    size_t end = next_ + 1 < count_ ? tokens_[next_ + 1] : text_.size();
    while (end > begin && is_json_space(text_[end - 1])) --end;
    return text_.substr(begin, end - begin);
}

bool Walker::scalar(PathId path) {
    if (next_ >= count_) return expected("a value");
    const std::string_view text = scalar_text();
    const char first = text.front();
    ValueKind kind = ValueKind::null;
    if (first == '-' || base::is_digit(first)) {
        kind = number_kind(text);
        if (kind == ValueKind::null) return expected("a number");
        return add(path, text, kind) && ++next_;
    }
    if (text == "null") return add(path, {}, ValueKind::null) && ++next_;
    if (text == "true" || text == "false") return add(path, text, ValueKind::boolean) && ++next_;
    return expected("a value");
}

bool Walker::add(PathId id, std::string_view text, ValueKind kind) {
    const size_t at = out_->open_fields();
    if (at >= model::event_fields_max)
        return fail(RejectReason::too_many_fields,
                    fmt::format("more than {} fields", model::event_fields_max));
    const Path& path = paths_.path(id);
    if (path.mark != no_mark && (seen_.marks >> path.mark & 1) == 0) {
        seen_.marks |= MarkSet{1} << path.mark;
        seen_.at[path.mark] = static_cast<uint16_t>(at);
    }
    if (path.time_rank > seen_.time_rank && kind != ValueKind::null)
        seen_.time_rank = path.time_rank, seen_.time_at = static_cast<uint16_t>(at);
    const model::FieldId field = paths_.field(id, *out_);
    seen_.windows.add(path.windows, field, text);
    out_->add(field, text, kind);
    return true;
}

bool Walker::string_at(size_t token, std::string_view& text) {
    const size_t begin = tokens_[token] + 1;
    size_t end = token + 1 < count_ ? tokens_[token + 1] : text_.size();
    do --end;
    while (is_json_space(text_[end]));
    if (end < begin || text_[end] != '"') return expected("a closing quote");
    text = text_.substr(begin, end - begin);
    if (backslash_ >= end) return true;
    const auto plain = base::unescape(text, out_->arena());
    if (!plain) return fail(RejectReason::malformed, "a string has an unknown escape");
    text = *plain;
    backslash_ = find_backslash(text_, end);
    return true;
}

}  // namespace ward::ingest::json
