// SPDX-License-Identifier: Apache-2.0
// Cisco's messages: %FACILITY-SEVERITY-MNEMONIC: text, with or without a syslog header.
#pragma once

#include "ingest/parse/syslog/header.h"

namespace ward::ingest::syslog {

/// True if `text` begins with "%ASA-6-302013:" or alike.
bool is_cisco(std::string_view text);

/// Adds the message's fields to the open event and sets its source; false if it is none.
bool read_cisco(const Header& header, model::Event& event, model::Batch& out);

}  // namespace ward::ingest::syslog
