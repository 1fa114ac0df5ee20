// SPDX-License-Identifier: Apache-2.0
// Pairs: see the header.
#include "ingest/parse/line/pair.h"

#include <algorithm>

#include "base/text.h"

namespace ward::ingest::line {

namespace {

constexpr size_t npos = std::string_view::npos;
constexpr size_t name_bytes_max = 64;     // longer ones are text with an '=' in it
constexpr size_t looked_at_bytes = 2048;  // that tell the dialect

bool is_name_byte(char c) {
    return base::is_alpha(c) || base::is_digit(c) || c == '_' || c == '.' || c == '-' || c == '@' ||
           c == '/' || c == '[' || c == ']' || c == '(' || c == ')' || c == '%' || c == '$' ||
           c == '#';
}

bool is_name_front(char c) {
    return base::is_alpha(c) || c == '_' || c == '@' || c == '%' || c == '$';
}

// Where the name that ends before `end` begins; `end` if there is none. `blanks`: they may be
// inside.
size_t name_begin(std::string_view text, size_t end, bool blanks) {
    size_t at = end;
    while (at > 0 && end - at < name_bytes_max &&
           (is_name_byte(text[at - 1]) || (blanks && text[at - 1] == ' ')))
        --at;
    while (at < end && !is_name_front(text[at])) {  // not a name's word: the next may be
        while (at < end && text[at] != ' ') ++at;
        while (at < end && text[at] == ' ') ++at;
    }
    return at;
}

bool is_assign(std::string_view text, size_t at, char assign) {
    if (text[at] != assign) return false;
    if (assign == '=') return true;
    return at + 1 >= text.size() || text[at + 1] == ' ' || !base::is_digit(text[at + 1]);
}

struct Counts {
    size_t blank = 0, comma = 0, semicolon = 0, pipe = 0, tab = 0, start = 0;
    size_t all() const { return blank + comma + semicolon + pipe + tab + start; }
    char most() const {
        const size_t best = std::max({blank, comma, semicolon, pipe, tab});
        if (best == tab && tab > 0) return '\t';
        if (best == pipe && pipe > 0) return '|';
        if (best == semicolon && semicolon > 0) return ';';
        return best == comma && comma > 0 ? ',' : ' ';
    }
};

void count(std::string_view text, size_t begin, Counts& counts) {
    if (begin == 0) return void(++counts.start);
    size_t at = begin - 1;
    if (text[at] == ' ')
        while (at > 0 && text[at] == ' ') --at;
    switch (text[at]) {
        case ',':
            return void(++counts.comma);
        case ';':
            return void(++counts.semicolon);
        case '|':
            return void(++counts.pipe);
        case '\t':
            return void(++counts.tab);
        default:
            if (text[begin - 1] == ' ') ++counts.blank;
    }
}

Counts count_all(std::string_view text, char assign) {
    Counts counts;
    bool in_quotes = false;
    for (size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '"' && (at == 0 || text[at - 1] != '\\')) in_quotes = !in_quotes;
        if (in_quotes || !is_assign(text, at, assign)) continue;
        const size_t end = at > 0 && text[at - 1] == ' ' ? at - 1 : at;  // "name = value"
        const size_t begin = name_begin(text, end, false);
        if (begin < end) count(text, begin, counts);
    }
    return counts;
}

// Where the first name begins.
size_t first_name(std::string_view text, const PairDialect& dialect) {
    const bool blanks = dialect.separator != ' ';
    for (size_t at = 0; at < text.size(); ++at) {
        if (!is_assign(text, at, dialect.assign)) continue;
        const size_t end = at > 0 && text[at - 1] == ' ' ? at - 1 : at;
        size_t begin = name_begin(text, end, false);
        if (begin == end) continue;
        if (begin > 0 && text[begin - 1] != ' ' && text[begin - 1] != dialect.separator) continue;
        if (blanks) {  // only where the line or a separator begins it may a name hold blanks
            const size_t wide = name_begin(text, at, true);
            if (wide == 0 || (wide < at && text[wide - 1] == dialect.separator)) begin = wide;
        }
        return begin;
    }
    return text.size();
}

// "text [next" and "text ]": brackets around groups of pairs are no part of a value.
std::string_view without_open_brackets(std::string_view value) {
    const size_t open = value.rfind('[');
    if (open != npos && value.find(']', open) == npos && open > 0 &&
        (value[open - 1] == ' ' || value[open - 1] == ']'))
        value = base::trim(value.substr(0, open));
    while (value.ends_with(']') && value.find('[') == npos)
        value = base::trim(value.substr(0, value.size() - 1));
    return value;
}

}  // namespace

std::optional<PairDialect> pair_dialect(std::string_view text) {
    const std::string_view front = text.substr(0, looked_at_bytes);
    PairDialect out;
    Counts counts = count_all(front, '=');
    if (counts.all() < 2) {
        constexpr size_t colon_pairs_min = 3;  // sentences have colons too
        counts = count_all(front, ':');
        if (counts.comma + counts.semicolon + counts.pipe + counts.tab + counts.start <
            colon_pairs_min)
            return {};
        counts.blank = 0;
        out.assign = ':';
    }
    out.separator = counts.most();
    out.count = counts.all();
    out.first = first_name(front, out);
    if (out.first >= front.size()) return {};
    return out;
}

std::optional<Pair> Pairs::next() {
    const bool blanks = dialect_.separator != ' ';
    while (at_ < text_.size()) {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == dialect_.separator)) ++at_;
        const size_t assign = text_.find(dialect_.assign, at_);
        if (assign == npos) return {};
        Pair out;
        size_t begin = name_begin(text_, assign, blanks);
        begin = std::max(begin, at_);
        out.name = base::trim(text_.substr(begin, assign - begin));
        at_ = assign + 1;
        while (at_ < text_.size() && text_[at_] == ' ' &&
               (dialect_.assign == ':' || (at_ + 1 < text_.size() && text_[at_ + 1] == '"')))
            ++at_;
        const char quote = at_ < text_.size() ? text_[at_] : '\0';
        if (quote == '"' || quote == '\'') {
            size_t end = at_ + 1;
            for (; end < text_.size() && text_[end] != quote; ++end)
                if (text_[end] == '\\' && end + 1 < text_.size()) out.is_escaped = true, ++end;
            if (end < text_.size()) {
                out.value = text_.substr(at_ + 1, end - at_ - 1), out.is_quoted = true;
                at_ = end + 1;
                if (out.name.empty()) continue;
                return out;
            }
            out.is_escaped = false;
        }
        // up to the next name: the separator before it ends the value
        size_t end = text_.size(), search = at_;
        for (;;) {
            const size_t assign_next = text_.find(dialect_.assign, search);
            if (assign_next == npos) break;
            search = assign_next + 1;
            if (!is_assign(text_, assign_next, dialect_.assign)) continue;
            const size_t name = name_begin(text_, assign_next, blanks);
            if (name >= assign_next || name <= at_) continue;
            size_t before = name;
            while (before > at_ && text_[before - 1] == ' ') --before;
            const bool is_parted =
                blanks ? before > at_ && text_[before - 1] == dialect_.separator : before < name;
            // an empty value: the next name stands where it would
            if (!is_parted && before > at_) continue;
            end = blanks && before > at_ ? before - 1 : before;
            break;
        }
        std::string_view value = base::trim(text_.substr(at_, end - at_));
        if (!blanks)
            while (value.ends_with(',')) value.remove_suffix(1);
        out.value = without_open_brackets(value);
        at_ = end;
        if (out.name.empty()) continue;
        return out;
    }
    return {};
}

std::string_view plain_value(const Pair& pair, model::Batch& out) {
    if (!pair.is_escaped) return pair.value;
    char* const plain = out.arena().allocate(pair.value.size());
    size_t n = 0;
    for (size_t i = 0; i < pair.value.size(); ++i) {
        const char next = i + 1 < pair.value.size() ? pair.value[i + 1] : '\0';
        if (pair.value[i] == '\\' && (next == '"' || next == '\'')) ++i;
        plain[n++] = pair.value[i];
    }
    out.arena().shrink(plain, n);
    return {plain, n};
}

size_t add_pairs(std::string_view text, const PairDialect& dialect, model::Batch& out) {
    size_t count = 0;
    Pairs pairs(text, dialect);
    while (const auto pair = pairs.next()) {
        ++count;
        const std::string_view value = plain_value(*pair, out);
        if (!value.empty()) out.add(pair->name, value);
    }
    return count;
}

}  // namespace ward::ingest::line
