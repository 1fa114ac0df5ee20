// SPDX-License-Identifier: Apache-2.0
// One message unpacked by zlib or libzstd, piece by piece against the limits. "deflate" is zlib
// by the standard and raw deflate by some clients: the first two bytes tell.
#include "base/decompress.h"

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <memory>

#include "base/text.h"

namespace ward::base {

namespace {

constexpr size_t piece_bytes = 64 * 1024;
constexpr int gzip_window = 15 + 16, zlib_window = 15, raw_window = -15;
constexpr int zstd_window_log_max = 27;  // 128 MiB; what the zstd command itself accepts

// What has come out, held against the limits.
class Output {
public:
    Output(size_t packed_bytes, const UnpackLimits& limits)
        : bytes_max_(std::min(limits.bytes_max,
                              std::max(limits.ratio_free_bytes, packed_bytes * limits.ratio_max))),
          is_by_ratio_(bytes_max_ < limits.bytes_max),
          limits_(limits) {
        text_.reserve(std::min(bytes_max_, packed_bytes * usual_ratio));
    }

    // Room for the next piece; one byte over the limit is enough to see that it is over.
    char* room() {
        used_ = text_.size();
        text_.resize(used_ + std::min(piece_bytes, bytes_max_ + 1 - used_));
        return text_.data() + used_;
    }
    size_t room_bytes() const { return text_.size() - used_; }

    Result<void> took(size_t bytes) {
        text_.resize(used_ + bytes);
        if (text_.size() <= bytes_max_) return {};
        if (is_by_ratio_)
            return Error{ErrorKind::limit,
                         fmt::format("unpacks to more than {} times its size", limits_.ratio_max)};
        return Error{ErrorKind::limit,
                     fmt::format("unpacks to more than {} bytes", limits_.bytes_max)};
    }
    std::string take() { return std::move(text_); }

private:
    static constexpr size_t usual_ratio = 8;
    size_t bytes_max_;
    bool is_by_ratio_;
    const UnpackLimits& limits_;
    std::string text_;
    size_t used_ = 0;
};

Error corrupt(std::string_view cause) {
    return {ErrorKind::corrupt, fmt::format("cannot unpack: {}", cause)};
}

struct EndInflate {
    void operator()(z_stream* stream) const { inflateEnd(stream); }
};

int window_of(Packing packing, std::string_view packed) {
    if (packing == Packing::gzip) return gzip_window;
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(packed[i]); };
    const bool zlib =
        packed.size() >= 2 && (byte(0) & 0x0f) == 8 && (byte(0) * 256 + byte(1)) % 31 == 0;
    return zlib ? zlib_window : raw_window;
}

Result<std::string> inflate_all(Packing packing, std::string_view packed,
                                const UnpackLimits& limits) {
    z_stream stream{};
    if (inflateInit2(&stream, window_of(packing, packed)) != Z_OK) return corrupt("no memory");
    const std::unique_ptr<z_stream, EndInflate> end(&stream);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    Output out(packed.size(), limits);
    for (;;) {
        stream.next_out = reinterpret_cast<Bytef*>(out.room());
        stream.avail_out = static_cast<uInt>(out.room_bytes());
        const int code = inflate(&stream, Z_NO_FLUSH);
        TRY_DO(out.took(out.room_bytes() - stream.avail_out));
        if (code == Z_STREAM_END) {
            if (stream.avail_in == 0 || packing != Packing::gzip) return out.take();
            if (inflateReset(&stream) != Z_OK) return corrupt("broken member");
        } else if (code == Z_BUF_ERROR ||
                   (code == Z_OK && stream.avail_in == 0 && stream.avail_out > 0)) {
            return corrupt("cut off");
        } else if (code != Z_OK) {
            return corrupt(stream.msg != nullptr ? stream.msg : "not deflated");
        }
    }
}

struct EndZstd {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};

Result<std::string> zstd_all(std::string_view packed, const UnpackLimits& limits) {
    const std::unique_ptr<ZSTD_DStream, EndZstd> stream(ZSTD_createDStream());
    if (!stream) return corrupt("no memory");
    ZSTD_DCtx_setParameter(stream.get(), ZSTD_d_windowLogMax, zstd_window_log_max);
    ZSTD_inBuffer in{packed.data(), packed.size(), 0};
    Output out(packed.size(), limits);
    for (;;) {
        char* const room = out.room();
        ZSTD_outBuffer piece{room, out.room_bytes(), 0};
        const size_t code = ZSTD_decompressStream(stream.get(), &piece, &in);
        if (ZSTD_isError(code)) return corrupt(ZSTD_getErrorName(code));
        const bool is_full = piece.pos == piece.size;
        TRY_DO(out.took(piece.pos));
        if (code == 0 && in.pos == in.size) return out.take();
        if (in.pos == in.size && !is_full) return corrupt("cut off");
    }
}

}  // namespace

std::optional<Packing> parse_packing(std::string_view name) {
    if (equals_ignore_case(name, "gzip") || equals_ignore_case(name, "x-gzip"))
        return Packing::gzip;
    if (equals_ignore_case(name, "deflate")) return Packing::deflate;
    if (equals_ignore_case(name, "zstd")) return Packing::zstd;
    return std::nullopt;
}

Result<std::string> unpack(Packing packing, std::string_view packed, const UnpackLimits& limits) {
    if (packed.empty()) return corrupt("empty");
    if (packing == Packing::zstd) return zstd_all(packed, limits);
    return inflate_all(packing, packed, limits);
}

}  // namespace ward::base
