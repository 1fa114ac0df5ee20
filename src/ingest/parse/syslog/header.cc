// SPDX-License-Identifier: Apache-2.0
// Syslog headers: see the header. Each piece is optional; a piece that is not there takes nothing.
#include "ingest/parse/syslog/header.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "ingest/parse/web/request.h"

namespace ward::ingest::syslog {

namespace {

constexpr size_t npos = std::string_view::npos;
constexpr size_t host_bytes_max = 255;  // RFC 5424, 6: HOSTNAME
constexpr size_t tag_bytes_max = 96;    // RFC 3164 says 32; programs write longer ones

constexpr std::string_view facilities[] = {
    "kern",   "user",   "mail",     "daemon", "auth",   "syslog", "lpr",    "news",
    "uucp",   "cron",   "authpriv", "ftp",    "ntp",    "audit",  "alert",  "clock",
    "local0", "local1", "local2",   "local3", "local4", "local5", "local6", "local7"};
constexpr std::string_view severities[] = {"emerg",   "alert",  "crit", "err",
                                           "warning", "notice", "info", "debug"};
// Words that stand where a host would, in logs that are not syslog.
constexpr std::string_view levels[] = {"trace",   "debug",    "info",    "notice", "warn",
                                       "warning", "error",    "fatal",   "alert",  "crit",
                                       "severe",  "critical", "verbose", "err",    "emerg"};

bool is_level(std::string_view word) {
    return std::any_of(std::begin(levels), std::end(levels), [&](std::string_view level) {
        return level.size() == word.size() && base::equals_ignore_case(level, word);
    });
}

void skip_blanks(std::string_view& text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
}

std::string_view take_word(std::string_view& text) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size());
    if (!text.empty()) text.remove_prefix(1);
    return word;
}

std::string_view absent_if_dash(std::string_view word) {
    return word == "-" ? std::string_view{} : word;
}

bool is_number(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), base::is_digit);
}

// "<34>" and, behind it, nothing else.
bool take_priority(std::string_view& text, int& priority) {
    if (text.empty() || text.front() != '<') return false;
    size_t n = 1;
    int value = 0;
    while (n < text.size() && n < 5 && base::is_digit(text[n]))
        value = value * 10 + text[n++] - '0';
    constexpr int priority_max = 999;  // over 191 is no RFC's, but sent
    if (n < 2 || n >= text.size() || text[n] != '>' || value > priority_max) return false;
    text.remove_prefix(n + 1);
    priority = value;
    return true;
}

// The end of structured data that `text` begins with ("[id a="b"][...]"), or npos.
size_t structured_end(std::string_view text) {
    size_t at = 0;
    while (at < text.size() && text[at] == '[') {
        bool in_quotes = false;
        for (++at; at < text.size() && (in_quotes || text[at] != ']'); ++at) {
            if (text[at] == '\\' && in_quotes)
                ++at;
            else if (text[at] == '"')
                in_quotes = !in_quotes;
        }
        if (at >= text.size()) return npos;
        ++at;
    }
    return at == 0 ? npos : at;
}

// HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA [MSG]; false if it is not all there.
bool read_5424(std::string_view text, Header& out) {
    Header read = out;
    read.host = absent_if_dash(take_word(text));
    read.program = absent_if_dash(take_word(text));
    read.process_id = absent_if_dash(take_word(text));
    read.message_id = absent_if_dash(take_word(text));
    if (text.empty() || read.host.size() > host_bytes_max) return false;
    if (text.front() == '[') {
        const size_t end = structured_end(text);
        if (end == npos) return false;
        read.structured = text.substr(0, end), text.remove_prefix(end);
    } else if (text.front() == '-' && (text.size() == 1 || text[1] == ' ')) {
        text.remove_prefix(1);
    } else {
        return false;
    }
    if (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    read.message = text, read.is_5424 = true;
    out = read;
    return true;
}

// The same without "<PRI>1 " before it: only if PROCID and structured data look like it.
bool looks_like_5424(std::string_view text) {
    for (int i = 0; i < 2; ++i) take_word(text);
    const std::string_view process = take_word(text);
    take_word(text);
    const bool has_process = process == "-" || is_number(process);
    return has_process && !text.empty() &&
           (text.front() == '[' || text.starts_with("- ") || text == "-");
}

bool is_host(std::string_view word) {
    if (word.empty() || word.size() > host_bytes_max || word.back() == ':') return false;
    if (word.find_first_of("=[(<>\"'{},;|%") != npos) return false;
    return !is_level(word);
}

// "sshd[4711]: ", "kernel: ", "/usr/sbin/cron[12]: ", "su(pam_unix)[3]: ", "app[1] <Error>: ".
bool take_tag(std::string_view& text, Header& out) {
    size_t n = 0;
    const size_t most = std::min(text.size(), tag_bytes_max);
    while (n < most && text[n] != ' ' && text[n] != '[' && text[n] != ':' && text[n] != '(') ++n;
    if (n == 0 || n == most) return false;
    const std::string_view program = text.substr(0, n);
    if (program.find_first_of("=\"'{<>,;") != npos) return false;
    std::string_view rest = text.substr(n), process, level;
    if (rest.front() == '(') {
        const size_t end = rest.find(')');
        if (end == npos || end > tag_bytes_max) return false;
        rest.remove_prefix(end + 1);
    }
    if (rest.starts_with('[')) {
        const size_t end = rest.find(']');
        if (end == npos || end > tag_bytes_max) return false;
        process = rest.substr(1, end - 1);
        rest.remove_prefix(end + 1);
    }
    if (rest.starts_with(" <")) {
        const size_t end = rest.find('>');
        if (end != npos && end < tag_bytes_max)
            level = rest.substr(2, end - 2), rest.remove_prefix(end + 1);
    }
    if (!rest.starts_with(':')) {
        if (process.empty() || !is_number(process)) return false;  // "sshd[4711] text" is a tag too
    } else {
        rest.remove_prefix(1);
        if (!rest.empty() && rest.front() != ' ' && rest.front() != '\t' && process.empty())
            return false;
    }
    out.program = program, out.process_id = process, out.level = level;
    skip_blanks(rest);
    text = rest;
    return true;
}

// "sshd[4711]: ": without time and host only a tag with a number tells.
bool has_numbered_tag(std::string_view text) {
    size_t n = 0;
    while (n < text.size() && n < tag_bytes_max &&
           (base::is_alpha(text[n]) || base::is_digit(text[n]) || text[n] == '-' ||
            text[n] == '_' || text[n] == '.' || text[n] == '/'))
        ++n;
    if (n < 2 || n >= text.size() || text[n] != '[') return false;
    size_t end = n + 1;
    while (end < text.size() && base::is_digit(text[end])) ++end;
    return end > n + 1 && text.substr(end).starts_with("]: ");
}

// What stands before the time on Cisco's devices: "host: ", "000123: ", '*' or '.'.
void skip_before_time(std::string_view& text, Header& out) {
    for (int i = 0; i < 2; ++i) {
        const size_t colon = text.substr(0, host_bytes_max).find(": ");
        if (colon == npos || colon == 0) break;
        const std::string_view word = text.substr(0, colon);
        if (word.find(' ') != npos || !is_host(word)) break;
        std::string_view behind = text.substr(colon + 2);
        skip_blanks(behind);
        const bool is_marked = !behind.empty() && (behind.front() == '*' || behind.front() == '.');
        if (!is_number(word) && !is_marked && !line::leading_time(behind, {})) {
            const size_t next = behind.find(": ");
            if (next == npos || !is_number(behind.substr(0, next))) break;
        }
        if (!is_number(word)) out.host = word;
        text = behind;
    }
    if (!text.empty() && (text.front() == '*' || text.front() == '.')) text.remove_prefix(1);
}

// An ISO time and a word are how applications write too: only an address is a host then.
bool is_application(std::string_view host, bool has_iso_time, const Header& out) {
    return has_iso_time && out.priority < 0 && !web::looks_like_address(host);
}

void read_3164(std::string_view text, bool has_iso_time, Header& out) {
    if (text.starts_with(": ")) text.remove_prefix(2);
    skip_blanks(text);
    const bool has_time = out.time_ns != base::no_time || out.time_digits >= 0;
    const int base_score = out.priority >= 0 ? 90 : has_time ? 60 : 0;
    out.message = text, out.score = base_score;
    if (text.starts_with('%')) return;
    std::string_view after = text;
    if (out.host.empty() && !take_tag(after, out)) {
        const std::string_view host = take_word(after);
        skip_blanks(after);
        if (is_level(host) && take_tag(after, out)) {  // "info vpxd[7] text"
            out.level = host, out.message = after;
            return;
        }
        if (!is_host(host)) return;
        Header tagged = out;
        std::string_view behind = after;
        const bool has_tag = take_tag(behind, tagged);
        if (!has_tag && (!has_time || is_application(host, has_iso_time, out))) return;
        if (has_tag)
            out = tagged, after = behind;
        else if (after.starts_with(": "))
            after.remove_prefix(2);
        out.host = host;
        out.score = std::max(base_score, has_tag ? 85 : 60);
    } else if (!out.host.empty()) {
        take_tag(after, out);
    }
    out.message = after;
}

// What container runtimes put before a line: "stdout F text".
bool read_container(std::string_view text, Header& out) {
    const std::string_view stream = take_word(text);
    if (stream != "stdout" && stream != "stderr") return false;
    const std::string_view flag = take_word(text);
    if (flag != "F" && flag != "P") return false;
    out.stream = stream, out.message = text, out.score = 90;
    return true;
}

std::string_view without_mark(std::string_view line) {
    if (line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    skip_blanks(line);
    return line;
}

}  // namespace

Header read_header(std::string_view line, const RecordContext& context) {
    Header out;
    std::string_view text = without_mark(line);
    const bool has_priority = take_priority(text, out.priority);
    if (text.starts_with("1 ")) {
        std::string_view rest = text.substr(2);
        const std::string_view word = take_word(rest);
        const auto time = line::leading_time(word, context);
        if (time) out.time_ns = time->time_ns, out.time_digits = time->digits;
        if ((time || word == "-") && read_5424(rest, out)) return out.score = 98, out;
        if (time && has_priority) return read_3164(rest, true, out), out;  // broken data stays text
    }
    skip_blanks(text);
    const bool is_digit_first = !text.empty() && base::is_digit(text.front());
    auto time = line::leading_time(text, context);
    if (!time) {
        std::string_view behind = text;
        skip_before_time(behind, out);
        time = line::leading_time(behind, context);
        if (time || !out.host.empty()) text = behind;
        if (!time && out.host.empty()) out.message = text;
    }
    if (!time) {
        out.score = has_priority ? 80 : 0;
        out.message = text;
        if (has_priority)
            read_3164(text, false, out);
        else if (out.host.empty() && has_numbered_tag(text) && take_tag(text, out))
            out.message = text, out.score = 56;
        return out;
    }
    out.time_ns = time->time_ns, out.time_digits = time->digits;
    std::string_view rest = text.substr(time->length);
    if (!rest.empty() && rest.front() != ' ' && rest.front() != ':') {
        out.message = text, out.score = has_priority ? 80 : 0;
        return out;
    }
    const bool is_iso = is_digit_first && text.size() > 10 && text[4] == '-';
    std::string_view behind = rest;
    skip_blanks(behind);
    if (is_iso && read_container(behind, out)) return out;
    if (is_iso && looks_like_5424(behind) && read_5424(behind, out)) return out.score = 85, out;
    // A blank between date and time is what applications write: only a tag with a number tells.
    const bool is_loose = is_digit_first && !has_priority && (!is_iso || text[10] != 'T');
    read_3164(rest, is_digit_first, out);
    if (is_loose && out.score > 0 && out.process_id.empty()) out.score = 0;
    if (is_digit_first && !has_priority && out.program.empty() && out.host.empty()) out.score = 0;
    return out;
}

std::string_view facility_name(int priority) {
    const size_t facility = static_cast<size_t>(priority) / 8;
    return priority >= 0 && facility < std::size(facilities) ? facilities[facility]
                                                             : std::string_view{};
}

std::string_view severity_name(int priority) {
    return priority >= 0 ? severities[priority % 8] : std::string_view{};
}

// Reads one NAME="value" at `at` and adds it; false at what is none.
static bool add_parameter(std::string_view data, size_t& at, std::string_view id,
                          model::Batch& out) {
    const size_t begin = at, assign = data.find('=', at);
    if (assign == npos || assign + 1 >= data.size() || data[assign + 1] != '"') return false;
    const size_t first = assign + 2;
    bool is_escaped = false;
    for (at = first; at < data.size() && data[at] != '"'; ++at)
        if (data[at] == '\\' && at + 1 < data.size()) is_escaped = true, ++at;
    if (at >= data.size()) return false;
    std::string_view value = data.substr(first, at - first);
    ++at;
    if (is_escaped) {
        char* const plain = out.arena().allocate(value.size());
        size_t n = 0;
        for (size_t i = 0; i < value.size(); ++i) {
            const char next = i + 1 < value.size() ? value[i + 1] : '\0';
            if (value[i] == '\\' && (next == '"' || next == '\\' || next == ']')) ++i;
            plain[n++] = value[i];
        }
        out.arena().shrink(plain, n);
        value = {plain, n};
    }
    std::string name(id);
    name.append(".").append(data.substr(begin, assign - begin));
    out.add(name, value);
    return true;
}

void add_structured(std::string_view data, model::Batch& out) {
    size_t at = 0;
    while (at < data.size() && data[at] == '[') {
        const size_t begin = ++at;
        while (at < data.size() && data[at] != ' ' && data[at] != ']') ++at;
        const std::string_view id = data.substr(begin, at - begin);
        while (at < data.size() && data[at] == ' ') {
            while (at < data.size() && data[at] == ' ') ++at;
            if (at < data.size() && data[at] == ']') break;
            if (!add_parameter(data, at, id, out)) return;
        }
        ++at;  // the bracket
    }
}

}  // namespace ward::ingest::syslog
