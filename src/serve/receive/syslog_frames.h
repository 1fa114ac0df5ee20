// SPDX-License-Identifier: Apache-2.0
// Syslog over a byte stream: where each message ends (RFC 6587, RFC 5425). Senders count octets
// ("11 <13>message") or end with a line feed, and some do both on one connection, so each frame is
// told apart by its own first bytes. Bytes in, frames out; knows no socket.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "model/event.h"

namespace ward::serve {

constexpr size_t frame_bytes_max = model::event_bytes_max;

/// Frames as the journal keeps them (format "syslog"): each "LENGTH FRAME", one after another.
struct SyslogPayload {
    std::string bytes;
    uint32_t frames = 0;

    void add(std::string_view frame);
    void clear() { bytes.clear(), frames = 0; }
};

class SyslogFrames {
public:
    /// Takes the next bytes of the stream; whole frames go to `out`. Of one that is longer than
    /// frame_bytes_max comes that much and one byte, so that the line rejects it by its size; the
    /// rest is passed over.
    void feed(std::string_view bytes, SyslogPayload& out);
    /// The stream has ended: what is there of a last frame is one.
    void finish(SyslogPayload& out);
    /// True if a frame has begun and not ended.
    bool is_inside() const { return !rest_.empty() || skip_bytes_ > 0 || skips_line_; }

private:
    size_t take(std::string_view rest, SyslogPayload& out);
    size_t take_line(std::string_view rest, SyslogPayload& out);
    size_t skip(std::string_view rest);

    std::string rest_;         // of a frame that is not whole
    uint64_t skip_bytes_ = 0;  // of a counted frame that is too long
    bool skips_line_ = false;  // of a line that is too long
};

}  // namespace ward::serve
