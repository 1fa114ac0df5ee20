// SPDX-License-Identifier: Apache-2.0
// Hints: what a text that nobody knows says about addresses and users, told from the words before
// them: "from 192.0.2.1 port 22", "user 'alice'", "192.0.2.1 -> 198.51.100.7".
#pragma once

#include <string_view>

#include "model/batch.h"

namespace ward::ingest::line {

/// Adds src_ip, src_port, dst_ip, dst_port, ip (no word says which), user, mac and url as the text
/// tells them; each once, ip as often as it comes (four at most). Returns how many fields were
/// added. Linear in the text, of which it reads 8 KiB.
size_t add_hints(std::string_view text, model::Batch& out);

}  // namespace ward::ingest::line
