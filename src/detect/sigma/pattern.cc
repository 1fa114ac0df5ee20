// SPDX-License-Identifier: Apache-2.0
// Sigma text: escapes and wildcards, and the plain comparison of a pattern with a text. Knows
// nothing of fields or events.
#include "detect/sigma/pattern.h"

#include "detect/sigma/fold.h"

namespace ward::detect::sigma {

namespace {

void add_literal(Text& text, char c) {
    if (text.empty() || text.back().kind != Token::Kind::literal)
        text.push_back({Token::Kind::literal, {}});
    text.back().text += c;
}

constexpr size_t nowhere = std::string_view::npos;

// Where `piece` ends if it stands at `at`; a question mark takes one whole character.
size_t match_at(std::string_view text, size_t at, std::string_view piece, bool question) {
    if (!question) return text.substr(at).starts_with(piece) ? at + piece.size() : nowhere;
    for (const char c : piece) {
        if (at >= text.size()) return nowhere;
        if (c == Pattern::wildcard_one)
            at += character_bytes(text.substr(at));
        else if (text[at++] != c)
            return nowhere;
    }
    return at;
}

// The first place from `at` where `piece` stands, as its begin and end.
std::pair<size_t, size_t> find_from(std::string_view text, size_t at, std::string_view piece,
                                    bool question) {
    if (!question) {
        const size_t found = text.find(piece, at);
        return {found, found == nowhere ? nowhere : found + piece.size()};
    }
    while (at <= text.size()) {
        if (const size_t end = match_at(text, at, piece, true); end != nowhere) return {at, end};
        if (at == text.size()) break;
        at += character_bytes(text.substr(at));
    }
    return {nowhere, nowhere};
}

bool ends_at_end(std::string_view text, size_t at, std::string_view piece, bool question) {
    if (!question) return text.size() - at >= piece.size() && text.ends_with(piece);
    while (at <= text.size()) {
        if (match_at(text, at, piece, true) == text.size()) return true;
        if (at == text.size()) break;
        at += character_bytes(text.substr(at));
    }
    return false;
}

// Leftmost places are enough: a star takes whatever lies between.
bool match_pieces(const Pattern& pattern, const std::vector<std::string>& pieces,
                  std::string_view text) {
    const bool question = pattern.has_question;
    if (pieces.empty()) return !pattern.anchored_start || text.empty();
    size_t at = 0, first = 0, last = pieces.size();
    if (pattern.anchored_start) {
        at = match_at(text, 0, pieces[0], question);
        if (at == nowhere) return false;
        if (pieces.size() == 1 && pattern.anchored_end) return at == text.size();
        first = 1;
    }
    if (pattern.anchored_end) last--;
    for (size_t i = first; i < last; i++) {
        at = find_from(text, at, pieces[i], question).second;
        if (at == nowhere) return false;
    }
    return !pattern.anchored_end || ends_at_end(text, at, pieces.back(), question);
}

}  // namespace

Text parse_text(std::string_view value) {
    Text text;
    for (size_t i = 0; i < value.size(); i++) {
        const char c = value[i];
        const char next = i + 1 < value.size() ? value[i + 1] : '\0';
        if (c == '\\' && (next == '\\' || next == '*' || next == '?')) {
            add_literal(text, next);
            i++;
        } else if (c == '*') {
            text.push_back({Token::Kind::star, {}});
        } else if (c == '?') {
            text.push_back({Token::Kind::question, {}});
        } else {
            add_literal(text, c);
        }
    }
    return text;
}

Text literal_text(std::string_view value) {
    if (value.empty()) return {};
    return {{Token::Kind::literal, std::string(value)}};
}

bool has_wildcards(const Text& text) {
    for (const auto& token : text)
        if (token.kind != Token::Kind::literal) return true;
    return false;
}

std::string literal_of(const Text& text) {
    std::string out;
    for (const auto& token : text) out += token.text;
    return out;
}

Pattern to_pattern(const Text& text) {
    Pattern pattern;
    pattern.anchored_start = text.empty() || text.front().kind != Token::Kind::star;
    pattern.anchored_end = text.empty() || text.back().kind != Token::Kind::star;
    std::string piece;
    const auto close = [&] {
        if (!piece.empty()) pattern.pieces.push_back(std::move(piece));
        piece.clear();
    };
    for (const auto& token : text) {
        if (token.kind == Token::Kind::star) {
            close();
        } else if (token.kind == Token::Kind::question) {
            piece += Pattern::wildcard_one;
            pattern.has_question = true;
        } else {
            piece += token.text;
        }
    }
    close();
    if (text.empty()) pattern.pieces.emplace_back();
    return pattern;
}

bool matches(const Pattern& pattern, std::string_view text, bool cased) {
    if (cased) return match_pieces(pattern, pattern.pieces, text);
    std::vector<std::string> folded;
    for (const auto& piece : pattern.pieces) folded.push_back(fold(piece));
    return match_pieces(pattern, folded, fold(text));
}

std::string describe(const Pattern& pattern) {
    std::string out = pattern.anchored_start ? "" : "*";
    for (size_t i = 0; i < pattern.pieces.size(); i++) {
        if (i > 0) out += '*';
        for (const char c : pattern.pieces[i])
            out += c == Pattern::wildcard_one && pattern.has_question ? '?' : c;
    }
    if (!pattern.anchored_end && !pattern.pieces.empty()) out += '*';
    return out;
}

}  // namespace ward::detect::sigma
