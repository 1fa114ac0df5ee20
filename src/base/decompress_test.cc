// SPDX-License-Identifier: Apache-2.0
#include "base/decompress.h"

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include "base/random.h"

namespace ward::base {

namespace {

std::string deflated(std::string_view text, int window) {
    z_stream stream{};
    EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
    std::string out(deflateBound(&stream, text.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

std::string zstd(std::string_view text) {
    std::string out(ZSTD_compressBound(text.size()), '\0');
    out.resize(ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 3));
    return out;
}

std::string packed(Packing packing, std::string_view text) {
    if (packing == Packing::zstd) return zstd(text);
    return deflated(text, packing == Packing::gzip ? 31 : 15);
}

std::string log_lines(size_t count) {
    SeededRandom random(7);
    std::string out;
    for (size_t i = 0; i < count; i++)
        out += "host-" + std::to_string(random.below(100)) + " user signed in from 192.0.2." +
               std::to_string(random.below(250)) + "\n";
    return out;
}

constexpr Packing all[] = {Packing::gzip, Packing::deflate, Packing::zstd};

}  // namespace

TEST(Unpack, gives_back_what_was_packed) {
    for (const auto packing : all) {
        for (const auto& text : {std::string("x"), log_lines(10'000), std::string(60'000, 'a')})
            EXPECT_EQ(unpack(packing, packed(packing, text), {}).value(), text);
        EXPECT_EQ(unpack(packing, packed(packing, ""), {}).value(), "");
    }
    EXPECT_EQ(unpack(Packing::deflate, deflated("raw", -15), {}).value(), "raw");
    EXPECT_EQ(
        unpack(Packing::gzip, packed(Packing::gzip, "a") + packed(Packing::gzip, "b"), {}).value(),
        "ab");
    EXPECT_EQ(unpack(Packing::zstd, zstd("a") + zstd("b"), {}).value(), "ab");
}

TEST(Unpack, refuses_what_is_broken_or_cut_off) {
    for (const auto packing : all) {
        const auto good = packed(packing, log_lines(1000));
        EXPECT_EQ(unpack(packing, good.substr(0, good.size() / 2), {}).error().kind,
                  ErrorKind::corrupt);
        EXPECT_EQ(unpack(packing, "", {}).error().kind, ErrorKind::corrupt);
        EXPECT_EQ(unpack(packing, "plainly not packed", {}).error().kind, ErrorKind::corrupt);
        for (size_t cut = 1; cut < 40; cut++)
            EXPECT_FALSE(unpack(packing, good.substr(0, cut), {}).ok());
    }
}

TEST(Unpack, stops_at_its_limits) {
    for (const auto packing : all) {
        const auto text = log_lines(5000);
        const auto bytes = packed(packing, text);
        UnpackLimits limits;
        limits.bytes_max = text.size();
        EXPECT_TRUE(unpack(packing, bytes, limits).ok());
        for (const size_t over : {text.size() - 1, text.size() / 10}) {
            limits.bytes_max = over;
            EXPECT_EQ(unpack(packing, bytes, limits).error().kind, ErrorKind::limit);
        }
        const auto bomb = packed(packing, std::string(32 << 20, 'a'));
        EXPECT_EQ(unpack(packing, bomb, {}).error().kind, ErrorKind::limit);
    }
}

TEST(Unpack, holds_the_ratio) {
    for (const auto packing : all) {
        const std::string text(1 << 20, 'a');
        const auto bytes = packed(packing, text);
        const size_t ratio = (text.size() + bytes.size() - 1) / bytes.size();
        const auto f = [&](size_t ratio_max, size_t free_bytes) {
            UnpackLimits limits;
            limits.ratio_max = ratio_max, limits.ratio_free_bytes = free_bytes;
            return unpack(packing, bytes, limits).ok();
        };
        EXPECT_TRUE(f(ratio, 0));
        EXPECT_FALSE(f(ratio - 1, 0));
        EXPECT_FALSE(f(ratio / 10, 0));
        EXPECT_TRUE(f(1, text.size()));
        EXPECT_FALSE(f(1, text.size() - 1));
    }
}

TEST(Unpack, knows_the_names_of_http) {
    EXPECT_EQ(parse_packing("GZIP"), Packing::gzip);
    EXPECT_EQ(parse_packing("x-gzip"), Packing::gzip);
    EXPECT_EQ(parse_packing("deflate"), Packing::deflate);
    EXPECT_EQ(parse_packing("zstd"), Packing::zstd);
    EXPECT_FALSE(parse_packing("br"));
}

}  // namespace ward::base
