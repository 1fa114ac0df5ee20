// SPDX-License-Identifier: Apache-2.0
// Fuzz target: any bytes as a packed stream and as an archive: every member ends, at the limits or
// before.
#include "base/check.h"
#include "ingest/unpack/unpack.h"

namespace {

using ward::ingest::unpack::Unpacker;
using Step = Unpacker::Step;

constexpr size_t piece_bytes = 1 << 16;
constexpr size_t bytes_max = 4 << 20;  // of all members: more finds nothing new

void read(Unpacker&& unpacker) {
    size_t total = 0;
    std::string out;
    while (total < bytes_max && unpacker.next_member()) {
        auto step = Step::more;
        while (step == Step::more && total < bytes_max) {
            out.clear();
            step = unpacker.read(out, piece_bytes, ward::ingest::unpack::ratio_max);
            total += out.size();
            CHECK(unpacker.is_broken() == (step == Step::broken || step == Step::bomb));
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    ward::ingest::unpack::is_packed(bytes);
    read(Unpacker(bytes));
    read(Unpacker(bytes, Unpacker::Content::members));
    return 0;
}
