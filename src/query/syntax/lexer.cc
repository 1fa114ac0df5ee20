// SPDX-License-Identifier: Apache-2.0
// Lexer of KQL, one pass, linear time. Literals with a type ("datetime(2024-01-01)") are one token.
// Never looks at what a name means.
#include "query/syntax/lexer.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace ward::query {

namespace {

bool is_word(char c) {
    return base::is_alpha(c) || base::is_digit(c) || c == '_';
}

constexpr std::array typed_literals = {"datetime", "date", "timespan", "time", "guid",   "bool",
                                       "boolean",  "int",  "long",     "real", "double", "decimal"};
constexpr std::array timespan_units = {"d",
                                       "day",
                                       "days",
                                       "h",
                                       "hr",
                                       "hrs",
                                       "hour",
                                       "hours",
                                       "m",
                                       "min",
                                       "minute",
                                       "minutes",
                                       "s",
                                       "sec",
                                       "second",
                                       "seconds",
                                       "ms",
                                       "milli",
                                       "millis",
                                       "millisecond",
                                       "micro",
                                       "micros",
                                       "milliseconds",
                                       "microsecond",
                                       "microseconds",
                                       "nano",
                                       "nanos",
                                       "nanosecond",
                                       "nanoseconds",
                                       "tick",
                                       "ticks"};
constexpr std::array symbols = {"<=", ">=", "==", "!=", "<>", "=~", "!~", "..", "=>"};

// Blanks that editors and web pages leave in queries: U+00A0, U+1680, U+2000-200B, U+2028, U+2029,
// U+202F, U+205F, U+3000, U+FEFF.
size_t unicode_blank(std::string_view text) {
    if (text.starts_with("\xC2\xA0") || text.starts_with("\xC2\x85")) return 2;
    if (!text.empty() && text[0] < 0) {
        const std::string_view three = text.substr(0, 3);
        for (const std::string_view one :
             {"\xE1\x9A\x80", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F",
              "\xE3\x80\x80", "\xEF\xBB\xBF"})
            if (three == one) return 3;
        if (three.size() == 3 && three.starts_with("\xE2\x80") && three[2] <= '\x8B') return 3;
    }
    return 0;
}

class Lexer {
public:
    Lexer(std::string_view text, base::Diagnostics& diagnostics)
        : text_(text), diagnostics_(diagnostics) {}

    std::vector<Token> run() {
        while (skip_blank(), at_ < text_.size()) {
            if (tokens_.size() >= query_tokens_max) {
                fail(at_, "the query has too many words");
                break;
            }
            next();
            if (stopped_) break;
        }
        tokens_.push_back({TokenKind::end, "", "", text_.size(), text_.size()});
        return std::move(tokens_);
    }

private:
    char peek(size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }

    void fail(size_t at, std::string text) {
        diagnostics_.error(place_of(text_, at), std::move(text));
        stopped_ = true;
    }

    void skip_blank() {
        while (at_ < text_.size()) {
            if (base::is_space(text_[at_]))
                ++at_;
            else if (text_.substr(at_).starts_with("//"))
                at_ = std::min(text_.find('\n', at_), text_.size());
            else if (const size_t bytes = unicode_blank(text_.substr(at_)); bytes > 0)
                at_ += bytes;
            else
                return;
        }
    }

    void push(TokenKind kind, size_t begin, std::string text, std::string type = {}) {
        tokens_.push_back({kind, std::move(text), std::move(type), begin, at_});
    }

    void next() {
        const size_t begin = at_;
        const char c = peek();
        if (starts_string()) return string(begin);
        if (base::is_digit(c)) return number(begin);
        if (base::is_alpha(c) || c == '_' || c == '$') return word(begin);
        if (c == '!' && base::is_alpha(peek(1))) return ++at_, word(begin);
        for (const std::string_view symbol : symbols)
            if (text_.substr(at_).starts_with(symbol)) {
                at_ += symbol.size();
                return push(TokenKind::symbol, begin, std::string(symbol));
            }
        if (c != '\0' && std::string_view("|;,.()[]{}:+-*/%<>=~?@!").find(c) != std::string::npos) {
            ++at_;
            return push(TokenKind::symbol, begin, std::string(1, c));
        }
        fail(at_, "unexpected character '" + base::printable(text_.substr(at_, 1)) + "'");
    }

    bool starts_string() const {
        size_t ahead = 0;
        if ((peek() == 'h' || peek() == 'H')) ++ahead;
        if (peek(ahead) == '@') ++ahead;
        const char c = peek(ahead);
        return c == '"' || c == '\'' ||
               text_.substr(std::min(at_ + ahead, text_.size())).starts_with("```") ||
               (ahead == 0 && text_.substr(at_).starts_with("~~~"));
    }

    void string(size_t begin) {
        if (peek() == 'h' || peek() == 'H') ++at_;
        const bool verbatim = peek() == '@';
        if (verbatim) ++at_;
        const std::string_view fence = text_.substr(at_, 3);
        if (fence == "```" || fence == "~~~") {
            const size_t close = text_.find(fence, at_ + 3);
            if (close == std::string_view::npos) return fail(begin, "the text does not end");
            std::string value(text_.substr(at_ + 3, close - at_ - 3));
            at_ = close + 3;
            return push(TokenKind::string, begin, std::move(value));
        }
        const char quote = text_[at_++];
        std::string value;
        while (true) {
            if (at_ >= text_.size() || (!verbatim && text_[at_] == '\n'))
                return fail(begin, "the text does not end: its closing quote is missing");
            const char c = text_[at_++];
            if (c == quote) {
                if (!verbatim || peek() != quote) break;
                ++at_;
                value += quote;
            } else if (c == '\\' && !verbatim) {
                if (!escape(value))
                    return fail(at_, "unknown escape in text; use @'...' for paths");
            } else {
                value += c;
            }
        }
        push(TokenKind::string, begin, std::move(value));
    }

    bool escape(std::string& out) {
        if (at_ >= text_.size()) return false;
        const char c = text_[at_++];
        constexpr std::string_view from = "abfnrtv\\'\"0", to = "\a\b\f\n\r\t\v\\'\"";
        if (c >= '0' && c <= '7') {
            uint32_t code = static_cast<uint32_t>(c - '0');
            for (int i = 0; i < 2 && peek() >= '0' && peek() <= '7'; ++i)
                code = code * 8 + static_cast<uint32_t>(text_[at_++] - '0');
            base::append_utf8(out, code);
            return true;
        }
        if (c == 'x' || c == 'u' || c == 'U') {
            const size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : 8;
            uint32_t code = 0;
            for (size_t i = 0; i < digits; ++i) {
                const char d = base::lower(peek());
                const size_t v = std::string_view("0123456789abcdef").find(d);
                if (d == '\0' || v == std::string_view::npos) return false;
                code = code * 16 + static_cast<uint32_t>(v);
                ++at_;
            }
            base::append_utf8(out, code);
            return true;
        }
        const size_t found = from.find(c);
        if (found == std::string_view::npos || found >= to.size()) return false;
        out += to[found];
        return true;
    }

    void number(size_t begin) {
        if (peek() == '0' && base::lower(peek(1)) == 'x') {
            at_ += 2;
            while (is_word(peek())) ++at_;
            return push(TokenKind::integer, begin, std::string(text_.substr(begin, at_ - begin)));
        }
        bool is_real = false;
        while (base::is_digit(peek())) ++at_;
        if (peek() == '.' && base::is_digit(peek(1))) {
            is_real = true;
            for (++at_; base::is_digit(peek());) ++at_;
        } else if (peek() == '.' && peek(1) != '.' && !is_word(peek(1))) {
            is_real = true, ++at_;
        }
        const size_t sign = peek(1) == '-' || peek(1) == '+' ? 2 : 1;
        if (base::lower(peek()) == 'e' && base::is_digit(peek(sign))) {
            is_real = true;
            for (at_ += sign; base::is_digit(peek());) ++at_;
        }
        const size_t digits_end = at_;
        while (is_word(peek())) ++at_;
        const std::string_view suffix = text_.substr(digits_end, at_ - digits_end);
        std::string text(text_.substr(begin, digits_end - begin));
        if (suffix.empty())
            return push(is_real ? TokenKind::real : TokenKind::integer, begin, std::move(text));
        if (std::ranges::find(timespan_units, base::to_lower(suffix)) != timespan_units.end())
            return push(TokenKind::timespan, begin, std::move(text), base::to_lower(suffix));
        if (is_real) return fail(begin, "a number runs into a name");
        push(TokenKind::name, begin, text + std::string(suffix));
    }

    void word(size_t begin) {
        ++at_;
        while (is_word(peek())) ++at_;
        std::string text(text_.substr(begin, at_ - begin));
        if (peek() == '~' && (text == "in" || text == "!in")) ++at_, text += '~';
        if (std::ranges::find(typed_literals, text) != typed_literals.end() && typed(begin, text))
            return;
        push(TokenKind::name, begin, std::move(text));
    }

    // datetime(...) and the like, whatever stands inside up to ')'.
    bool typed(size_t begin, const std::string& type) {
        size_t open = at_;
        while (open < text_.size() && base::is_space(text_[open])) ++open;
        if (open >= text_.size() || text_[open] != '(') return false;
        const size_t close = text_.find_first_of(")\n", open);
        if (close == std::string_view::npos || text_[close] != ')') return false;
        at_ = close + 1;
        push(TokenKind::typed, begin,
             std::string(base::trim(text_.substr(open + 1, close - open - 1))), type);
        return true;
    }

    std::string_view text_;
    base::Diagnostics& diagnostics_;
    size_t at_ = 0;
    bool stopped_ = false;
    std::vector<Token> tokens_;
};

}  // namespace

base::Place place_of(std::string_view text, size_t offset) {
    const std::string_view before = text.substr(0, std::min(offset, text.size()));
    const auto lines = std::ranges::count(before, '\n');
    const size_t last = before.rfind('\n');
    const size_t column = last == std::string_view::npos ? before.size() : before.size() - last - 1;
    return {"", static_cast<int>(lines) + 1, static_cast<int>(column) + 1};
}

std::vector<Token> lex(std::string_view text, base::Diagnostics& diagnostics) {
    if (text.size() > query_bytes_max) {
        diagnostics.error({"", 1, 1}, "the query is longer than 128 KiB");
        return {Token{}};
    }
    return Lexer(text, diagnostics).run();
}

}  // namespace ward::query
