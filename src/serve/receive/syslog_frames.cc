// SPDX-License-Identifier: Apache-2.0
#include "serve/receive/syslog_frames.h"

#include <algorithm>

#include "base/text.h"

namespace ward::serve {

namespace {

constexpr size_t count_digits_max = 9;  // of a frame's length; more is no length
constexpr size_t npos = std::string_view::npos;

bool is_between_frames(char c) {
    return c == '\n' || c == '\r' || c == '\0' || c == ' ';
}

struct Count {
    bool is_one = false;       // the bytes begin a counted frame
    bool is_unclear = false;   // too few bytes to say
    uint64_t frame_bytes = 0;  // of the frame
    size_t head_bytes = 0;     // digits and the blank
};

// A counted frame is a number, a blank and the '<' of a priority. Without the '<' it is a line that
// begins with a number.
Count read_count(std::string_view rest) {
    Count out;
    size_t at = 0;
    while (at < rest.size() && at < count_digits_max && base::is_digit(rest[at]))
        out.frame_bytes = out.frame_bytes * 10 + static_cast<uint64_t>(rest[at++] - '0');
    if (at == 0 || rest[0] == '0') return {};
    if (at + 1 >= rest.size()) {
        out.is_unclear = at == rest.size() || rest[at] == ' ';
        return out;
    }
    out.is_one = rest[at] == ' ' && rest[at + 1] == '<';
    out.head_bytes = at + 1;
    return out;
}

size_t line_end(std::string_view rest) {
    const size_t feed = rest.find('\n');
    const size_t zero = rest.substr(0, feed).find('\0');  // some senders end with it
    return std::min(feed, zero);
}

}  // namespace

void SyslogPayload::add(std::string_view frame) {
    while (!frame.empty() && is_between_frames(frame.back())) frame.remove_suffix(1);
    if (frame.empty()) return;
    bytes.append(std::to_string(frame.size())).append(1, ' ').append(frame);
    ++frames;
}

void SyslogFrames::feed(std::string_view bytes, SyslogPayload& out) {
    if (rest_.empty()) {
        const size_t used = take(bytes, out);
        rest_.assign(bytes.substr(used));
        return;
    }
    rest_.append(bytes);
    rest_.erase(0, take(rest_, out));
}

// Bytes of `rest` that are done with.
size_t SyslogFrames::take(std::string_view rest, SyslogPayload& out) {
    const size_t whole = rest.size();
    for (;;) {
        rest.remove_prefix(skip(rest));
        while (!rest.empty() && is_between_frames(rest.front())) rest.remove_prefix(1);
        if (rest.empty()) return whole;
        const Count count = read_count(rest);
        size_t used = 0;
        if (count.is_unclear) return whole - rest.size();
        if (!count.is_one) {
            used = take_line(rest, out);
        } else {
            const auto kept = std::min<uint64_t>(count.frame_bytes, frame_bytes_max + 1);
            if (rest.size() - count.head_bytes < kept) return whole - rest.size();
            out.add(rest.substr(count.head_bytes, kept));
            skip_bytes_ = count.frame_bytes - kept;
            used = count.head_bytes + kept;
        }
        if (used == 0) return whole - rest.size();
        rest.remove_prefix(used);
    }
}

size_t SyslogFrames::take_line(std::string_view rest, SyslogPayload& out) {
    const size_t end = line_end(rest);
    if (end == npos && rest.size() <= frame_bytes_max) return 0;
    out.add(rest.substr(0, std::min(end, frame_bytes_max + 1)));
    if (end != npos && end <= frame_bytes_max) return end + 1;
    skips_line_ = true;
    return frame_bytes_max + 1;
}

size_t SyslogFrames::skip(std::string_view rest) {
    if (skips_line_) {
        const size_t end = line_end(rest);
        if (end != npos) skips_line_ = false;
        return std::min(end, rest.size());
    }
    const auto out = std::min<uint64_t>(skip_bytes_, rest.size());
    skip_bytes_ -= out;
    return out;
}

void SyslogFrames::finish(SyslogPayload& out) {
    const Count count = read_count(rest_);
    out.add(std::string_view(rest_).substr(count.is_one ? count.head_bytes : 0));
    rest_.clear(), skip_bytes_ = 0, skips_line_ = false;
}

}  // namespace ward::serve
