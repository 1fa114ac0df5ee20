// SPDX-License-Identifier: Apache-2.0
// Audit records: see the header. Values are names=values parted by blanks; a value in quotes is as
// it is, one without may be hex where the name says that users choose it.
#include "ingest/parse/audit/record.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "ingest/parse/line/line_time.h"

namespace ward::ingest::audit {

namespace {

constexpr size_t npos = std::string_view::npos;
constexpr char enriched_mark = '\x1d';  // auditd puts it before the names that it looked up

// Fields whose text users choose: auditd writes them in hex if they hold blanks, quotes or control
// bytes (audit_log_untrustedstring).
constexpr std::string_view chosen[] = {"acct",      "cmd",      "comm",  "cwd",  "data",     "dir",
                                       "exe",       "file",     "grp",   "id",   "key",      "name",
                                       "new",       "new-disk", "ocomm", "old",  "old-disk", "path",
                                       "proctitle", "sw",       "vm",    "watch"};

bool is_hex(std::string_view text) {
    return text.size() >= 2 && text.size() % 2 == 0 &&
           std::all_of(text.begin(), text.end(), [](char c) {
               const char l = base::lower(c);
               return base::is_digit(c) || (l >= 'a' && l <= 'f');
           });
}

int digit(char c) {
    return base::is_digit(c) ? c - '0' : base::lower(c) - 'a' + 10;
}

// The bytes, kept in the arena; NUL, which parts arguments, becomes a blank.
std::string_view from_hex(std::string_view hex, model::Batch& out) {
    char* const text = out.arena().allocate(hex.size() / 2);
    size_t n = 0;
    for (size_t i = 0; i + 1 < hex.size(); i += 2) {
        const auto byte = static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
        text[n++] = byte == '\0' ? ' ' : byte;
    }
    while (n > 0 && text[n - 1] == ' ') --n;
    out.arena().shrink(text, n);
    return {text, n};
}

// "a0", "a12": an argument.
bool is_argument(std::string_view name) {
    return name.size() >= 2 && name.size() <= 6 && name[0] == 'a' &&
           std::all_of(name.begin() + 1, name.end(), base::is_digit);
}

class Fields {
public:
    Fields(const Record& record, model::Batch& out)
        : out_(out), is_execve_(record.type == "EXECVE") {}

    void read(std::string_view text) {
        while (!text.empty()) {
            const char c = text.front();
            if (c == ' ' || c == ',' || c == enriched_mark || c == '\'' || c == ')') {
                text.remove_prefix(1);
                continue;
            }
            if (c == '{') {  // the permissions of an AVC
                const size_t end = std::min(text.find('}'), text.size() - 1);
                add("seperms", base::trim(text.substr(1, end - 1)));
                text.remove_prefix(end + 1);
                continue;
            }
            size_t n = 0;
            while (n < text.size() && text[n] != '=' && text[n] != ' ') ++n;
            const std::string_view name = text.substr(0, n);
            text.remove_prefix(n);
            if (!text.starts_with('=')) {
                word(name);
                continue;
            }
            text.remove_prefix(1);
            value(name, text);
        }
        finish();
    }

private:
    // A word without a value: "old auid=1" names the old one; the verdict of an AVC.
    void word(std::string_view text) {
        if (text == "old" || text == "new")
            prefix_ = text;
        else if (text == "denied" || text == "granted")
            add("seresult", text);
    }

    void value(std::string_view name, std::string_view& text) {
        if (text.starts_with('\'')) {  // msg='op=login ...': its fields are the record's
            if (name == "msg" || name == "grantors") {
                text.remove_prefix(1);
                return;
            }
        }
        if (text.starts_with('"') || text.starts_with('\'')) {
            const size_t end = std::min(text.find(text.front(), 1), text.size());
            add(name, text.substr(1, end - 1));
            text.remove_prefix(std::min(end + 1, text.size()));
            return;
        }
        size_t n = 0;
        if (text.starts_with('{')) n = std::min(text.find('}'), text.size());
        while (n < text.size() && text[n] != ' ' && text[n] != '\'' && text[n] != enriched_mark)
            ++n;
        std::string_view plain = text.substr(0, n);
        text.remove_prefix(n);
        if (plain.ends_with(',')) plain.remove_suffix(1);
        unquoted(name, plain);
    }

    void unquoted(std::string_view name, std::string_view text) {
        const size_t chunk = name.find('[');  // a1[0]=...: a long argument in pieces
        const std::string_view base = name.substr(0, chunk);
        const bool is_chosen = std::binary_search(std::begin(chosen), std::end(chosen), base) ||
                               (is_execve_ && is_argument(base));
        if (!is_chosen || !is_hex(text)) return add(name, text);
        if (base != "key") return add(name, from_hex(text, out_));
        std::string_view keys = from_hex(text, out_);  // several keys, parted by 0x01
        while (!keys.empty()) add(name, base::take_until(keys, '\x01'));
    }

    void add(std::string_view name, std::string_view text) {
        if (text == "?" || name.empty()) return;
        if (!prefix_.empty()) {
            std::string full(prefix_);
            full.append("-").append(name);
            prefix_ = {};
            out_.add(full, text);
            return;
        }
        const std::string_view base = name.substr(0, name.find('['));
        if (is_execve_ && is_argument(base)) {
            if (base.size() != name.size()) return chunk(base, text);
            argument(text);
        }
        if (name == "arch") arch_ = text;
        if (name == "syscall") syscall_ = text;
        if (name == "SYSCALL") has_syscall_name_ = true;
        out_.add(name, text);
    }

    void chunk(std::string_view name, std::string_view text) {
        if (name != chunked_) end_chunks(), chunked_ = name;
        chunks_.append(text);
    }
    void end_chunks() {
        if (chunked_.empty()) return;
        const std::string_view kept = out_.keep(chunks_);
        argument(kept);
        out_.add(chunked_, kept);
        chunked_ = {}, chunks_.clear();
    }
    void argument(std::string_view text) {
        if (!command_line_.empty()) command_line_ += ' ';
        command_line_ += text;
    }

    void finish() {
        end_chunks();
        if (!command_line_.empty()) out_.add("cmdline", out_.keep(command_line_));
        if (syscall_.empty() || has_syscall_name_) return;
        const bool is_number = base::is_digit(syscall_.front());
        const std::string_view name = is_number ? syscall_name(arch_, syscall_) : syscall_;
        if (!name.empty()) out_.add("SYSCALL", name);
    }

    model::Batch& out_;
    bool is_execve_, has_syscall_name_ = false;
    std::string_view prefix_, arch_, syscall_, chunked_;
    std::string command_line_, chunks_;
};

bool skip(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

// "1767323045.678:941" or, interpreted, "01/02/2026 03:04:05.678:941".
bool read_id(std::string_view id, const RecordContext& context, Record& out) {
    const size_t colon = id.rfind(':');
    if (colon == npos) return false;
    const auto serial = base::parse_integer(id.substr(colon + 1));
    const auto time = line::leading_time(id.substr(0, colon), context);
    if (!serial || !time || time->length != colon) return false;
    out.id = id, out.serial = *serial;
    out.time_ns = time->time_ns, out.time_digits = time->digits;
    return true;
}

}  // namespace

bool read_record(std::string_view text, const RecordContext& context, Record& out) {
    skip(text, "audispd: ");
    skip(text, "audit: ");
    if (skip(text, "node=")) out.node = base::take_until(text, ' ');
    if (!skip(text, "type=")) return false;
    const size_t type_end = text.find(' ');
    constexpr size_t type_bytes_max = 64;
    if (type_end == npos || type_end > type_bytes_max) return false;
    out.type = type_name(text.substr(0, type_end));
    text.remove_prefix(type_end + 1);
    skip(text, "msg=");
    if (!skip(text, "audit(")) return false;
    constexpr size_t id_bytes_max = 64;
    const size_t end = text.substr(0, id_bytes_max).find(')');
    if (end == npos || !read_id(text.substr(0, end), context, out)) return false;
    text.remove_prefix(end + 1);
    skip(text, " ");
    skip(text, ":");
    out.body = text;
    return true;
}

void add_fields(const Record& record, model::Batch& out) {
    out.add("type", record.type);
    Fields(record, out).read(record.body);
}

}  // namespace ward::ingest::audit
