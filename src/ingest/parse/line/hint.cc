// SPDX-License-Identifier: Apache-2.0
// Hints: see the header. The text is cut into words once; each word is looked at with what the
// words before it have announced.
#include "ingest/parse/line/hint.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"

namespace ward::ingest::line {

namespace {

constexpr size_t npos = std::string_view::npos;
constexpr size_t looked_at_bytes = 8192;
constexpr size_t unnamed_max = 4;

enum class Role : uint8_t { none, source, destination };
enum class Cue : uint8_t { none, source, destination, user, port, stop };

struct Word {
    std::string_view text;
    Cue cue;
};
constexpr Word cues[] = {
    {"from", Cue::source},         {"src", Cue::source},        {"source", Cue::source},
    {"client", Cue::source},       {"rhost", Cue::source},      {"peer", Cue::source},
    {"remote", Cue::source},       {"saddr", Cue::source},      {"client_ip", Cue::source},
    {"rip", Cue::source},          {"sourceip", Cue::source},   {"clientip", Cue::source},
    {"attacker", Cue::source},     {"srcip", Cue::source},      {"src_ip", Cue::source},
    {"to", Cue::destination},      {"dst", Cue::destination},   {"destination", Cue::destination},
    {"dest", Cue::destination},    {"->", Cue::destination},    {"server", Cue::destination},
    {"daddr", Cue::destination},   {"dstip", Cue::destination}, {"lip", Cue::destination},
    {"towards", Cue::destination}, {">", Cue::destination},     {"upstream", Cue::destination},
    {"dst_ip", Cue::destination},  {"user", Cue::user},         {"username", Cue::user},
    {"login", Cue::user},          {"account", Cue::user},      {"uname", Cue::user},
    {"user-name", Cue::user},      {"usr", Cue::user},          {"logname", Cue::user},
    {"port", Cue::port},           {"user_name", Cue::user},    {"suser", Cue::user},
};

// Words that stand behind "user" and are no name.
constexpr std::string_view no_names[] = {"a",
                                         "an",
                                         "the",
                                         "is",
                                         "was",
                                         "has",
                                         "had",
                                         "not",
                                         "no",
                                         "and",
                                         "or",
                                         "with",
                                         "in",
                                         "on",
                                         "at",
                                         "of",
                                         "to",
                                         "by",
                                         "from",
                                         "for",
                                         "failed",
                                         "failure",
                                         "success",
                                         "successful",
                                         "succeeded",
                                         "attempt",
                                         "attempts",
                                         "logged",
                                         "login",
                                         "logout",
                                         "id",
                                         "name",
                                         "ip",
                                         "agent",
                                         "unknown",
                                         "authentication",
                                         "authenticated",
                                         "account",
                                         "accounts",
                                         "session",
                                         "group",
                                         "password",
                                         "error",
                                         "denied",
                                         "accepted",
                                         "rejected",
                                         "does",
                                         "did",
                                         "could",
                                         "cannot",
                                         "can't",
                                         "invalid",
                                         "info",
                                         "data",
                                         "database",
                                         "level",
                                         "space",
                                         "mode",
                                         "request",
                                         "requested",
                                         "added",
                                         "removed",
                                         "created",
                                         "deleted",
                                         "changed",
                                         "interface",
                                         "profile",
                                         "host",
                                         "address",
                                         "via",
                                         "using",
                                         "as",
                                         "because",
                                         "be",
                                         "been",
                                         "will",
                                         "names",
                                         "command",
                                         "role",
                                         "policy",
                                         "type",
                                         "who",
                                         "user"};

bool is_no_name(std::string_view text) {
    if (text.empty() || text.find_first_of("<>{}()[]=|\"*/%&") != npos) return true;
    for (const auto word : no_names)
        if (word.size() == text.size() && base::equals_ignore_case(word, text)) return true;
    return false;
}

Cue cue_of(std::string_view word) {
    constexpr size_t longest = 12;
    if (word.size() > longest || word.empty()) return Cue::none;
    for (const Word& each : cues)
        if (each.text.size() == word.size() && each.text[0] == base::lower(word[0]) &&
            base::equals_ignore_case(each.text, word))
            return each.cue;
    return Cue::none;
}

// Bytes of the IPv4 address that `text` begins with; 0 if it is none.
size_t ipv4_length(std::string_view text) {
    size_t at = 0;
    for (int part = 0; part < 4; ++part) {
        if (part > 0) {
            if (at >= text.size() || text[at] != '.') return 0;
            ++at;
        }
        size_t digits = 0;
        int value = 0;
        while (at < text.size() && base::is_digit(text[at]) && digits < 4)
            value = value * 10 + (text[at] - '0'), ++at, ++digits;
        if (digits == 0 || digits > 3 || value > 255) return 0;
    }
    const bool goes_on = at < text.size() && (base::is_alpha(text[at]) || base::is_digit(text[at]));
    const bool has_fifth = at + 1 < text.size() && text[at] == '.' && base::is_digit(text[at + 1]);
    return goes_on || has_fifth ? 0 : at;
}

// Of the IPv6 address; a MAC address and a time are none.
size_t ipv6_length(std::string_view text) {
    size_t at = 0, colons = 0, run = 0;
    bool has_gap = false;
    while (at < text.size() && at < 40) {
        const char c = base::lower(text[at]);
        if (c == ':') {
            has_gap |= at > 0 && text[at - 1] == ':';
            ++colons, run = 0;
        } else if (base::is_digit(c) || (c >= 'a' && c <= 'f')) {
            if (++run > 4) return 0;
        } else {
            break;
        }
        ++at;
    }
    while (at > 0 && text[at - 1] == ':' && !(at > 1 && text[at - 2] == ':')) --at, --colons;
    const bool is_one = colons == 7 || (has_gap && colons >= 2);
    const bool goes_on = at < text.size() && base::is_alpha(text[at]);
    return is_one && !goes_on ? at : 0;
}

bool is_mac(std::string_view text) {
    if (text.size() != 17) return false;
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = base::lower(text[i]);
        const bool is_hex = base::is_digit(c) || (c >= 'a' && c <= 'f');
        if (i % 3 == 2 ? c != ':' && c != '-' : !is_hex) return false;
    }
    return true;
}

std::string_view without_marks(std::string_view word) {
    constexpr std::string_view front = "\"'`([<{,;=", back = "\"'`)]>},;:.!?=";
    while (!word.empty() && front.find(word.front()) != npos) word.remove_prefix(1);
    while (!word.empty() && back.find(word.back()) != npos) word.remove_suffix(1);
    return word;
}

class Hints {
public:
    explicit Hints(model::Batch& out) : out_(out), before_(out.open_fields()) {}

    void read(std::string_view text) {
        while (!text.empty()) {
            const size_t begin = text.find_first_not_of(" \t\n");
            if (begin == npos) break;
            text.remove_prefix(begin);
            size_t end = std::min(text.find_first_of(" \t\n"), text.size());
            if (wants_user_ && (text[0] == '"' || text[0] == '\'')) {  // a name with blanks
                constexpr size_t name_bytes_max = 64;
                const size_t close = text.substr(0, name_bytes_max).find(text[0], 1);
                if (close != npos && close + 1 > end) end = close + 1;
            }
            word(text.substr(0, end));
            text.remove_prefix(end);
        }
    }
    size_t added() const { return out_.open_fields() - before_; }

private:
    void word(std::string_view raw) {
        const size_t assign = raw.find('=');  // "user=alice" in a text without more such pairs
        if (assign != npos && assign > 0 && assign + 1 < raw.size()) {
            const Cue cue = cue_of(without_marks(raw.substr(0, assign)));
            if (cue != Cue::none) announce(cue);
            return value(raw.substr(assign + 1));
        }
        const size_t colon = raw.find(':');  // "login:alice"
        if (colon != npos && colon > 0 && colon + 1 < raw.size()) {
            const Cue cue = cue_of(without_marks(raw.substr(0, colon)));
            if (cue != Cue::none) {
                announce(cue);
                return value(raw.substr(colon + 1));
            }
        }
        value(raw);
    }

    void announce(Cue cue) {
        if (cue == Cue::source) role_ = Role::source;
        if (cue == Cue::destination) role_ = Role::destination;
        wants_user_ = cue == Cue::user;
        wants_port_ = cue == Cue::port;
        distance_ = 0;
    }

    void value(std::string_view raw) {
        const std::string_view plain = without_marks(raw);
        const bool is_quoted = raw.size() > plain.size() && plain.data() > raw.data() &&
                               (raw.front() == '\'' || raw.front() == '"' || raw.front() == '<' ||
                                raw.front() == '[' || raw.front() == '`');
        if (plain.empty() || raw == "->") return arrow(raw);
        if (address(plain)) return;
        if (wants_port_ && plain.find_first_not_of("0123456789") == npos) return port(plain);
        if (is_mac(plain)) return add_once(has_mac_, "mac", plain);
        if (plain.starts_with("http://") || plain.starts_with("https://"))
            return add_once(has_url_, "url", plain);
        const Cue cue = cue_of(plain);
        if (cue != Cue::none && !(wants_user_ && is_quoted)) return announce(cue);
        if (wants_user_ && (is_quoted || !is_no_name(plain))) {
            add_once(has_user_, "user", plain);
            wants_user_ = false;
            return;
        }
        if (!is_quoted) wants_user_ = false;
        constexpr int distance_max = 3;  // words between the cue and what it announces
        if (++distance_ > distance_max) role_ = Role::none;
    }

    // "192.0.2.1 -> 192.0.2.2": what stood before it was the source.
    void arrow(std::string_view raw) {
        if (raw != "->" && raw != ">" && raw != "=>") return;
        announce(Cue::destination);
        if (!was_unnamed_ || has_source_) return;
        has_source_ = true, was_unnamed_ = false, --unnamed_;
        out_.open().back().id = out_.intern("src_ip") & model::no_field;
        if (!unnamed_port_.empty()) add_once(has_source_port_, "src_port", unnamed_port_);
    }

    bool address(std::string_view word) {
        // "outside:192.0.2.1/443", "ip:192.0.2.1"
        size_t begin = 0, length = ipv4_length(word);
        if (length == 0) length = ipv6_length(word);
        if (length == 0) {
            const size_t colon = word.find_last_of(":@/(", word.find('.'));
            if (colon == npos || colon + 1 >= word.size()) return false;
            begin = colon + 1, length = ipv4_length(word.substr(begin));
            if (length == 0 || (begin > 2 && word.substr(begin - 2, 2) == "//")) return false;
            const Cue cue = cue_of(word.substr(0, colon));
            if (cue == Cue::source || cue == Cue::destination) announce(cue);
        }
        std::string_view rest = word.substr(begin + length), number;
        if (!rest.empty() &&
            (rest[0] == ':' || rest[0] == '/' || rest[0] == '#' || rest[0] == '(')) {
            rest.remove_prefix(1);
            size_t n = 0;
            while (n < rest.size() && base::is_digit(rest[n])) ++n;
            number = rest.substr(0, n);
        }
        place(word.substr(begin, length), number);
        return true;
    }

    void place(std::string_view address, std::string_view number) {
        Role role = role_;
        if (role == Role::source && has_source_) role = Role::none;
        if (role == Role::destination && has_destination_) role = Role::none;
        last_ = role;
        role_ = Role::none;
        if (role == Role::none) {
            was_unnamed_ = unnamed_ < unnamed_max;
            unnamed_port_ = number;
            if (unnamed_++ < unnamed_max) out_.add("ip", address);
            return;
        }
        was_unnamed_ = false;
        const bool is_source = role == Role::source;
        (is_source ? has_source_ : has_destination_) = true;
        out_.add(is_source ? "src_ip" : "dst_ip", address);
        if (!number.empty()) port(number);
    }

    void port(std::string_view number) {
        wants_port_ = false;
        constexpr size_t digits_max = 5;
        if (last_ == Role::none || number.size() > digits_max || number.empty()) return;
        bool& has = last_ == Role::source ? has_source_port_ : has_destination_port_;
        add_once(has, last_ == Role::source ? "src_port" : "dst_port", number);
    }

    void add_once(bool& has, std::string_view name, std::string_view value) {
        was_unnamed_ = false;
        constexpr size_t value_bytes_max = 2048;
        if (!has && value.size() <= value_bytes_max) out_.add(name, value);
        has = true;
    }

    model::Batch& out_;
    size_t before_;
    Role role_ = Role::none, last_ = Role::none;
    bool wants_user_ = false, wants_port_ = false;
    int distance_ = 0;
    bool has_source_ = false, has_destination_ = false, has_source_port_ = false;
    bool has_destination_port_ = false, has_user_ = false, has_mac_ = false, has_url_ = false;
    size_t unnamed_ = 0;
    bool was_unnamed_ = false;  // the newest open field is an address that no word named
    std::string_view unnamed_port_;
};

}  // namespace

size_t add_hints(std::string_view text, model::Batch& out) {
    Hints hints(out);
    hints.read(text.substr(0, looked_at_bytes));
    return hints.added();
}

}  // namespace ward::ingest::line
