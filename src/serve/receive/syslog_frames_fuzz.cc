// SPDX-License-Identifier: Apache-2.0
// Any stream, in pieces: the frames do not depend on how it was cut, and none is longer than it may
// be.
#include "base/check.h"
#include "serve/receive/syslog_frames.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace ward::serve;
    if (size < 1) return 0;
    const std::string_view wire(reinterpret_cast<const char*>(data) + 1, size - 1);
    const size_t piece = 1 + data[0] % 64;
    SyslogFrames whole, pieces;
    SyslogPayload one, other;
    whole.feed(wire, one);
    for (size_t at = 0; at < wire.size(); at += piece) pieces.feed(wire.substr(at, piece), other);
    whole.finish(one), pieces.finish(other);
    CHECK(one.bytes == other.bytes && one.frames == other.frames);
    CHECK(one.bytes.size() <= 2 * wire.size() + 16 * size_t{one.frames});
    return 0;
}
