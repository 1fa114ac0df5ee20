// SPDX-License-Identifier: Apache-2.0
// CRC-32 (the one of zlib), as EVTX has it over headers and records. Fast enough to be checked
// always: carry-less multiplication where the processor has it.
#pragma once

#include <cstdint>
#include <string_view>

namespace ward::ingest::windows {

/// Continues `crc` (0 to begin with) over `bytes`.
uint32_t crc32(std::string_view bytes, uint32_t crc = 0);

}  // namespace ward::ingest::windows
