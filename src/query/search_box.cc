// SPDX-License-Identifier: Apache-2.0
// The search box's grammar, by descent: or, and (said or not), not, and what stands alone.
#include "query/search_box.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "query/syntax/lexer.h"
#include "store/event_store.h"

namespace ward::query {

namespace {

constexpr int depth_max = 40;

std::string kql_text(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (c == '\n')
            out += "\\n";
        else if (static_cast<unsigned char>(c) >= 0x20 || c == '\t')
            out += c;
    }
    return out + "\"";
}

std::string regex_escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '*') {
            out += ".*";
        } else {
            if (std::string_view("\\.+?()|[]{}^$").find(c) != std::string_view::npos) out += '\\';
            out += c;
        }
    }
    return out;
}

struct Field {
    std::string kql;
    bool is_text = true;
};

// src_ip, SrcIp and srcip are the column; what is no column is a native field.
Field field_of(std::string_view name) {
    std::string plain = base::to_lower(name);
    std::erase(plain, '_');
    if (plain == "time" || plain == "timestamp" || plain == "timegenerated")
        return {"TimeGenerated", false};
    if (plain == "source") return {"Source", true};
    for (const store::Column& column : store::event_columns()) {
        std::string own(column.name);
        std::erase(own, '_');
        if (own != plain) continue;
        std::string kql;
        for (const auto part : base::split(column.name, '_')) {
            kql += part;
            char& first = kql[kql.size() - part.size()];
            if (first >= 'a' && first <= 'z') first = static_cast<char>(first - 32);
        }
        return {kql, column.type == "VARCHAR"};
    }
    return {"tostring(Native[" + kql_text(name) + "])", true};
}

class Box {
public:
    Box(std::string_view text, base::Diagnostics& diagnostics)
        : text_(text), diagnostics_(diagnostics) {}
    std::string condition() {
        std::string out = either();
        blanks();
        if (at_ < text_.size()) fail("this closes nothing");
        return out;
    }

private:
    void fail(std::string what) {
        if (!diagnostics_.has_errors()) diagnostics_.error(place_of(text_, at_), std::move(what));
        at_ = text_.size();
    }
    void blanks() {
        while (at_ < text_.size() && base::is_space(text_[at_])) ++at_;
    }
    char peek(size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    bool word(std::string_view wanted) {
        blanks();
        const char after = peek(wanted.size());
        const bool ends = after == '\0' || base::is_space(after) || after == '(';
        if (!text_.substr(at_).starts_with(wanted) || !ends) return false;
        at_ += wanted.size();
        return true;
    }
    std::string either() {
        std::string out = both();
        bool several = false;
        while (word("OR") || word("||")) out += " or " + both(), several = true;
        return several ? "(" + out + ")" : out;
    }
    bool ends() {
        blanks();
        if (at_ >= text_.size() || peek() == ')') return true;
        const size_t before = at_;
        const bool or_follows = word("OR") || word("||");
        at_ = before;
        return or_follows;
    }
    std::string both() {
        std::string out = one();
        while (!ends()) {
            if (word("AND") || word("&&")) {
            }
            out += " and " + one();
        }
        return out;
    }
    std::string one() {
        if (++depth_ > depth_max) return fail("the search is nested too deeply"), "true";
        std::string out;
        if (word("NOT") || (peek() == '-' && !base::is_space(peek(1)) && ++at_ > 0) ||
            (peek() == '!' && ++at_ > 0))
            out = "not(" + one() + ")";
        else
            out = atom();
        --depth_;
        return out;
    }
    std::string atom() {
        blanks();
        if (peek() == '\0') return fail("expected something to look for"), "true";
        if (peek() == '(') {
            ++at_;
            const std::string inner = either();
            blanks();
            if (peek() != ')') return fail("expected ')'"), "true";
            ++at_;
            return inner;
        }
        if (peek() == '/') return "Raw matches regex " + kql_text(regex());
        if (peek() == '"') return "Raw has " + kql_text(quoted());
        const std::string name = plain(true);
        if (peek() == ':') {
            ++at_;
            return value_of(field_of(name));
        }
        if (name.empty()) return fail("expected a word"), "true";
        return free_word(name);
    }
    std::string free_word(std::string_view text) {
        const bool front = text.starts_with('*'), back = text.ends_with('*');
        std::string inner(text);
        if (front) inner.erase(0, 1);
        if (back && !inner.empty()) inner.pop_back();
        if (inner.empty()) return "true";
        if (inner.find('*') != std::string::npos)
            return "Raw matches regex " + kql_text("(?i)" + regex_escaped(text));
        return std::string("Raw ") +
               (front && back ? "contains "
                : front       ? "hassuffix "
                : back        ? "hasprefix "
                              : "has ") +
               kql_text(inner);
    }
    std::string value_of(const Field& field) {
        if (peek() == '(') {
            ++at_;
            std::string out;
            do out += (out.empty() ? "" : " or ") + value_of(field);
            while (word("OR"));
            blanks();
            if (peek() != ')') return fail("expected ')'"), "true";
            ++at_;
            return "(" + out + ")";
        }
        blanks();
        if (peek() == '/') return text(field) + " matches regex " + kql_text(regex());
        if (peek() == '[' || peek() == '{') return range(field);
        if (peek() == '>' || peek() == '<') {
            std::string sign(1, text_[at_++]);
            if (peek() == '=') sign += text_[at_++];
            return bounded(field, sign, plain(false));
        }
        if (peek() == '"') return equals(field, quoted());
        const std::string value = plain(false);
        if (value.empty()) return fail("expected a value"), "true";
        if (value == "*")
            return field.is_text ? "isnotempty(" + field.kql + ")" : "isnotnull(" + field.kql + ")";
        if (value.find('*') == std::string::npos) return equals(field, value);
        const bool front = value.starts_with('*'), back = value.ends_with('*');
        const std::string inner =
            value.substr(front ? 1 : 0, value.size() - (front ? 1 : 0) - (back ? 1 : 0));
        if (inner.find('*') != std::string::npos)
            return text(field) + " matches regex " + kql_text("(?i)^" + regex_escaped(value) + "$");
        return text(field) +
               (front && back ? " contains "
                : front       ? " endswith "
                              : " startswith ") +
               kql_text(inner);
    }
    std::string range(const Field& field) {
        const bool low_in = text_[at_++] == '[';
        const std::string low = plain(false);
        if (!word("TO")) return fail("expected 'TO'"), "true";
        blanks();
        const std::string high = plain(false);
        blanks();
        if (peek() != ']' && peek() != '}') return fail("expected ']'"), "true";
        const bool high_in = text_[at_++] == ']';
        std::string out;
        if (low != "*") out = bounded(field, low_in ? ">=" : ">", low);
        if (high != "*")
            out += (out.empty() ? "" : " and ") + bounded(field, high_in ? "<=" : "<", high);
        return out.empty() ? "true" : "(" + out + ")";
    }
    static std::string text(const Field& field) {
        return field.is_text ? field.kql : "tostring(" + field.kql + ")";
    }
    // A bound is a number, a time or a text, and the field is read as such.
    std::string bounded(const Field& field, const std::string& sign, const std::string& value) {
        if (value.empty()) return fail("expected a value"), "true";
        const bool native = field.kql.starts_with("tostring(");
        const bool is_number = base::parse_real(value).has_value();
        if (is_number && native) return "toreal(" + field.kql + ") " + sign + " " + value;
        if (is_number && !field.is_text && field.kql != "TimeGenerated")
            return field.kql + " " + sign + " " + value;
        if (field.kql == "TimeGenerated" ||
            (native && value.size() > 7 && base::is_digit(value[0])))
            return (native ? "todatetime(" + field.kql + ")" : field.kql) + " " + sign +
                   " todatetime(" + kql_text(value) + ")";
        return text(field) + " " + sign + " " + kql_text(value);
    }
    static std::string equals(const Field& field, const std::string& value) {
        if (field.is_text) return field.kql + " =~ " + kql_text(value);
        if (field.kql.starts_with("Time"))
            return field.kql + " == todatetime(" + kql_text(value) + ")";
        return base::parse_integer(value) ? field.kql + " == " + value
                                          : text(field) + " =~ " + kql_text(value);
    }
    // Up to a blank or a bracket; a backslash takes what follows as it is.
    std::string plain(bool stops_at_colon) {
        std::string out;
        blanks();
        while (at_ < text_.size() && !base::is_space(peek()) && peek() != ')' && peek() != '(' &&
               peek() != ']' && peek() != '}') {
            if (stops_at_colon && peek() == ':') break;
            if (peek() == '\\' && peek(1) != '\0' &&
                std::string_view(":\\()[]\"*/ ").find(peek(1)) != std::string_view::npos)
                ++at_;
            out += text_[at_++];
        }
        return out;
    }
    std::string quoted() {
        std::string out;
        for (++at_; peek() != '"'; ++at_) {
            if (at_ >= text_.size()) return fail("the closing quote is missing"), out;
            if (peek() == '\\' && (peek(1) == '"' || peek(1) == '\\')) ++at_;
            out += peek();
        }
        ++at_;
        return out;
    }
    std::string regex() {
        std::string out;
        for (++at_; peek() != '/'; ++at_) {
            if (at_ >= text_.size()) return fail("the closing '/' is missing"), out;
            if (peek() == '\\' && peek(1) == '/')
                ++at_;
            else if (peek() == '\\')
                out += text_[at_++];
            if (at_ < text_.size()) out += peek();
        }
        ++at_;
        return out;
    }

    std::string_view text_;
    base::Diagnostics& diagnostics_;
    size_t at_ = 0;
    int depth_ = 0;
};

}  // namespace

std::string search_to_kql(std::string_view search, base::Diagnostics& diagnostics) {
    if (base::trim(search).empty()) return "Events";
    if (search.size() > search_bytes_max) {
        diagnostics.error({"", 1, 1}, "the search is longer than 8 KiB");
        return "";
    }
    const std::string condition = Box(search, diagnostics).condition();
    return diagnostics.has_errors() ? "" : "Events\n| where " + condition;
}

std::string search_with(std::string_view search, std::string_view field, std::string_view value,
                        bool excludes) {
    std::string out(base::trim(search));
    if (out.find(" OR ") != std::string::npos) out = "(" + out + ")";
    std::string quoted;
    for (const char c : value) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return out + (out.empty() ? "" : " ") + (excludes ? "NOT " : "") + std::string(field) + ":\"" +
           quoted + "\"";
}

}  // namespace ward::query
