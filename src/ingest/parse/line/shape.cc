// SPDX-License-Identifier: Apache-2.0
// Shapes: see the header.
#include "ingest/parse/line/shape.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/text.h"

namespace ward::ingest::line {

namespace {

constexpr size_t npos = std::string_view::npos;
constexpr size_t telling_bytes_min =
    12;  // of text in a shape that tells a program without a header

enum class Kind : uint8_t {
    literal,
    word,
    address,
    integer,
    id,
    some,
    maybe,
    text,
    rest,
    optional
};

struct Token {
    Kind kind;
    std::string_view text;  // of a literal; the name of a capture
    uint16_t skips = 0;     // of an optional: tokens inside
};

struct Compiled {
    const Family* family;
    const Shape* shape;
    std::vector<Token> tokens;
};

Kind kind_of(std::string_view type) {
    if (type == "ip") return Kind::address;
    if (type == "int") return Kind::integer;
    if (type == "id") return Kind::id;
    if (type == "maybe") return Kind::maybe;
    if (type == "some") return Kind::some;
    if (type == "text") return Kind::text;
    if (type == "rest") return Kind::rest;
    CHECK(type.empty());
    return Kind::word;
}

void compile(std::string_view text, std::vector<Token>& out) {
    while (!text.empty()) {
        if (text.starts_with("{?")) {
            const size_t end = text.find("?}");
            CHECK(end != npos);
            const size_t at = out.size();
            out.push_back({Kind::optional, {}, 0});
            compile(text.substr(2, end - 2), out);
            out[at].skips = static_cast<uint16_t>(out.size() - at - 1);
            text.remove_prefix(end + 2);
            continue;
        }
        if (text.starts_with("{{")) {  // a brace that is meant
            out.push_back({Kind::literal, text.substr(0, 1)});
            text.remove_prefix(1);
        }
        if (text.front() == '{') {
            const size_t end = text.find('}');
            CHECK(end != npos);
            std::string_view name = text.substr(1, end - 1), type;
            if (const size_t colon = name.find(':'); colon != npos)
                type = name.substr(colon + 1), name = name.substr(0, colon);
            out.push_back({kind_of(type), name});
            text.remove_prefix(end + 1);
            continue;
        }
        const size_t end = std::min(text.find('{'), text.size());
        out.push_back({Kind::literal, text.substr(0, end)});
        text.remove_prefix(end);
    }
}

bool is_address_byte(char c) {
    const char l = base::lower(c);
    return base::is_digit(c) || (l >= 'a' && l <= 'f') || c == ':' || c == '.';
}

// Bytes of the address that `text` begins with; 0 if it is none. "::ffff:192.0.2.1%eth0" too.
size_t address_length(std::string_view text) {
    size_t n = 0, marks = 0;
    while (n < text.size() && (base::is_digit(text[n]) || text[n] == '.'))
        marks += text[n++] == '.';
    while (n > 0 && text[n - 1] == '.') --n, --marks;
    const bool goes_on = n < text.size() && base::is_alpha(text[n]);
    if (marks == 3 && !goes_on) return n;  // IPv4: a port may follow
    n = marks = 0;
    while (n < text.size() && is_address_byte(text[n])) marks += !base::is_alpha(text[n]), ++n;
    while (n > 0 && (text[n - 1] == '.' || (text[n - 1] == ':' && n < 3))) --n;
    if (n > 1 && text[n - 1] == ':' && text[n - 2] != ':') --n;  // "192.0.2.1: text"
    const bool has_form = text.substr(0, n).find_first_of(":.") != npos;
    if (n < 2 || marks == 0 || !has_form) return 0;
    if (n < text.size() && text[n] == '%')
        while (n < text.size() && text[n] != ' ' && text[n] != ']' && text[n] != ',') ++n;
    return n;
}

// Bytes of an id such as a mail queue's ("3F9A81C0042", "4XbT1c0PQz9x", "NOQUEUE"); 0 if it is
// none.
size_t id_length(std::string_view text) {
    constexpr size_t least = 6, most = 24;
    size_t n = 0;
    bool has_digit = false, has_lower = false;
    while (n < text.size() && (base::is_alpha(text[n]) || base::is_digit(text[n]))) {
        has_digit |= base::is_digit(text[n]), has_lower |= text[n] >= 'a' && text[n] <= 'z';
        ++n;
    }
    return n < least || n > most || (!has_digit && has_lower) ? 0 : n;
}

class Matching {
public:
    Matching(std::string_view message, Fit& out) : rest_(message), out_(out) {}

    bool run(std::span<const Token> tokens, std::string_view behind = {}) {
        for (size_t i = 0; i < tokens.size(); ++i) {
            const Token& token = tokens[i];
            if (token.kind == Kind::optional) {
                const auto inner = tokens.subspan(i + 1, token.skips);
                const auto before = rest_;
                const size_t count = out_.count;
                i += token.skips;
                if (!run(inner, literal_at(tokens, i + 1, behind)))
                    rest_ = before, out_.count = count;
                continue;
            }
            const bool fits = token.kind == Kind::text
                                  ? take(token, text_length(tokens.subspan(i + 1), behind))
                                  : step(token, literal_at(tokens, i + 1, behind));
            if (!fits) return false;
        }
        return true;
    }

private:
    // The text that stands behind a capture. Behind one that an optional follows: the optional's
    // text where the message has it.
    std::string_view literal_at(std::span<const Token> tokens, size_t i,
                                std::string_view behind) const {
        for (; i < tokens.size(); i += tokens[i].skips + 1u) {
            if (tokens[i].kind == Kind::literal) return tokens[i].text;
            if (tokens[i].kind != Kind::optional) return {};
            const Token& inner = tokens[i + 1];
            if (inner.kind == Kind::literal && rest_.find(inner.text) != npos) return inner.text;
        }
        return behind;
    }

    bool step(const Token& token, std::string_view next) {
        if (token.kind == Kind::literal) {
            if (!rest_.starts_with(token.text)) return false;
            rest_.remove_prefix(token.text.size());
            return true;
        }
        return take(token, length_of(token.kind, next));
    }

    bool take(const Token& token, size_t length) {
        const bool may_be_empty = token.kind == Kind::rest || token.kind == Kind::maybe;
        if (length == npos || (length == 0 && !may_be_empty)) return false;
        std::string_view value = rest_.substr(0, length);
        while (value.ends_with(' ')) value.remove_suffix(1);
        if (!token.text.empty() && !value.empty()) {
            if (out_.count >= captures_max) return false;
            out_.captures[out_.count++] = {token.text, value};
        }
        rest_.remove_prefix(length);
        return true;
    }

    // The texts that stand behind, up to the next capture that may hold blanks, are sought from the
    // end: the last of them first.
    size_t text_length(std::span<const Token> behind, std::string_view outer) const {
        constexpr size_t chain_max = 8;
        std::string_view chain[chain_max];
        size_t count = 0;
        for (const Token& token : behind) {
            const bool is_blankless = token.kind == Kind::word || token.kind == Kind::address ||
                                      token.kind == Kind::integer || token.kind == Kind::id;
            if (token.kind == Kind::literal && count < chain_max)
                chain[count++] = token.text;
            else if (!is_blankless)
                break;
        }
        if (count == 0) {
            const std::string_view next = literal_at(behind, 0, outer);
            return next.empty() ? rest_.size() : rest_.rfind(next);
        }
        size_t at = npos;
        while (count > 0) {
            const std::string_view literal = chain[--count];
            if (at != npos && at < literal.size()) return npos;
            at = rest_.rfind(literal, at == npos ? npos : at - literal.size());
            if (at == npos) return npos;
        }
        return at;
    }

    size_t length_of(Kind kind, std::string_view next) const {
        switch (kind) {
            case Kind::word: {
                const std::string_view word = rest_.substr(0, rest_.find(' '));
                if (next.empty() || next.front() == ' ') return word.size();
                // the following text may go on behind the word: only its first part must be in it
                return word.find(next.substr(0, next.find(' ')));
            }
            case Kind::address:
                return address_length(rest_);
            case Kind::integer: {
                size_t n = 0;
                while (n < rest_.size() && base::is_digit(rest_[n])) ++n;
                return n;
            }
            case Kind::id:
                return id_length(rest_);
            case Kind::some:
            case Kind::maybe:
                return next.empty() ? rest_.size() : rest_.find(next);
            default:
                return rest_.size();
        }
    }

    std::string_view rest_;
    Fit& out_;
};

size_t bucket_of(std::string_view message) {
    return message.empty() ? 0 : static_cast<unsigned char>(message.front());
}

// Shapes by their first byte, each list in the order of the table; those that begin with a capture
// are in every list.
class Buckets {
public:
    void add(const Compiled& shape) {
        CHECK(!shape.tokens.empty());
        const Token& first = shape.tokens.front();
        if (first.kind == Kind::literal) return lists_[bucket_of(first.text)].push_back(&shape);
        for (auto& list : lists_) list.push_back(&shape);
    }
    bool fit(std::string_view message, Fit& out) const {
        for (const Compiled* shape : lists_[bucket_of(message)]) {
            out.count = 0;
            if (!Matching(message, out).run(shape->tokens)) continue;
            out.family = shape->family, out.shape = shape->shape;
            return true;
        }
        return false;
    }

private:
    std::array<std::vector<const Compiled*>, 256> lists_;
};

}  // namespace

struct ShapeTable::Ready {
    std::vector<Compiled> shapes;
    std::vector<Program> programs;                            // sorted
    std::vector<std::pair<const Family*, Buckets>> families;  // sorted by address
    Buckets telling;
};

ShapeTable::ShapeTable(std::span<const Family* const> families) : ready_(new Ready) {
    size_t count = 0;
    for (const Family* family : families) count += family->shapes.size();
    ready_->shapes.reserve(count);  // buckets point into it
    ready_->families.reserve(families.size());
    for (const Family* family : families) {
        for (const auto program : family->programs) ready_->programs.emplace_back(program, family);
        Buckets& buckets = ready_->families.emplace_back(family, Buckets{}).second;
        for (const Shape& shape : family->shapes) {
            Compiled& compiled = ready_->shapes.emplace_back(Compiled{family, &shape, {}});
            compile(shape.text, compiled.tokens);
            buckets.add(compiled);
            const Kind first = compiled.tokens.front().kind;
            const bool is_plain = first == Kind::literal || first == Kind::id ||
                                  first == Kind::integer || first == Kind::address;
            size_t text_bytes = 0;
            for (const Token& token : compiled.tokens)
                if (token.kind == Kind::literal) text_bytes += token.text.size();
            if (family->is_telling && is_plain && text_bytes >= telling_bytes_min)
                ready_->telling.add(compiled);
        }
    }
    std::sort(ready_->programs.begin(), ready_->programs.end());
    std::sort(ready_->families.begin(), ready_->families.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
}

ShapeTable::~ShapeTable() = default;

const ShapeTable::Program* ShapeTable::find(std::string_view program) const {
    constexpr size_t program_bytes_max = 48;
    char lowered[program_bytes_max];
    if (program.size() > program_bytes_max) return nullptr;
    std::transform(program.begin(), program.end(), lowered, base::lower);
    const std::string_view name(lowered, program.size());
    const auto at = std::lower_bound(ready_->programs.begin(), ready_->programs.end(), name,
                                     [](const auto& a, std::string_view b) { return a.first < b; });
    return at != ready_->programs.end() && at->first == name ? &*at : nullptr;
}

const Family* ShapeTable::family_of(std::string_view program) const {
    const Program* const found = find(program);
    return found == nullptr ? nullptr : found->second;
}

std::string_view ShapeTable::service_of(const Family& family, std::string_view program) const {
    const Program* const found = family.service_is_program ? find(program) : nullptr;
    return found == nullptr ? family.service : found->first;
}

bool ShapeTable::fit(const Family& family, std::string_view message, Fit& out) const {
    const auto at = std::lower_bound(ready_->families.begin(), ready_->families.end(), &family,
                                     [](const auto& a, const Family* b) { return a.first < b; });
    return at != ready_->families.end() && at->first == &family && at->second.fit(message, out);
}

bool ShapeTable::fit_any(std::string_view message, Fit& out) const {
    return ready_->telling.fit(message, out);
}

// Programs write a name where they know one: that is no address.
static std::string_view name_for(std::string_view name, std::string_view value) {
    if (!name.ends_with("_ip") || address_length(value) == value.size()) return name;
    if (name == "src_ip") return "src_host";
    return name == "dst_ip" ? "dst_host" : name;
}

void add_fit(const Fit& fit, model::Batch& out) {
    for (size_t i = 0; i < fit.count; ++i) {
        std::string_view names = fit.captures[i].name;
        const std::string_view value = fit.captures[i].value;
        while (!names.empty()) out.add(name_for(base::take_until(names, ','), value), value);
    }
    std::string_view constants = fit.shape->adds;
    while (!constants.empty()) {
        std::string_view value = base::take_until(constants, ' ');
        const std::string_view name = base::take_until(value, '=');
        out.add(name, value);
    }
}

}  // namespace ward::ingest::line
