// SPDX-License-Identifier: Apache-2.0
// Channels of Windows and what Sigma calls them.
#pragma once

#include <string_view>

namespace ward::ingest::windows {

/// The Sigma service of a channel ("Security" is security); empty where it has none.
std::string_view service_of_channel(std::string_view channel);
/// True of Sysmon for Linux, which writes the event XML of its Windows sibling.
bool is_of_linux(std::string_view channel);

}  // namespace ward::ingest::windows
