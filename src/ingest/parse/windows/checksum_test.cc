// SPDX-License-Identifier: Apache-2.0
#include "ingest/parse/windows/checksum.h"

#include <gtest/gtest.h>

namespace ward::ingest::windows {
namespace {

// The definition, bit by bit.
uint32_t slowly(std::string_view bytes) {
    uint32_t state = ~0U;
    for (const char byte : bytes) {
        state ^= static_cast<unsigned char>(byte);
        for (int bit = 0; bit < 8; ++bit) state = state >> 1 ^ (state & 1 ? 0xEDB88320U : 0U);
    }
    return ~state;
}

TEST(Checksum, is_the_one_of_zlib) {
    EXPECT_EQ(crc32("123456789"), 0xCBF43926U);
    std::string bytes;
    for (size_t i = 0; i < 300; ++i) {
        EXPECT_EQ(crc32(bytes), slowly(bytes)) << bytes.size();
        EXPECT_EQ(crc32(std::string_view(bytes).substr(i / 2),
                        crc32(std::string_view(bytes).substr(0, i / 2))),
                  slowly(bytes));
        bytes += static_cast<char>(i * 37 + i / 7);
    }
}

}  // namespace
}  // namespace ward::ingest::windows
