// SPDX-License-Identifier: Apache-2.0
// Configuration: ward.toml as values, with defaults. Every key is listed once, in config.cc, with
// its meaning; docs are made from it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/diagnostics.h"

namespace ward::app {

struct FollowedPath {
    std::string path, source, format;
};

struct Config {
    std::string data = "ward-data";
    std::string listen = "127.0.0.1:8710";
    std::string tls_certificate, tls_key;
    std::string syslog_udp, syslog_tcp, syslog_tls;
    std::vector<FollowedPath> follow;
    std::vector<std::string> rules;  // empty: shipped and installed ones
    std::vector<std::pair<std::string, std::vector<std::string>>> placeholders;
    int64_t retention_days = 90;
    int64_t retention_bytes = 0;  // 0: no limit
    int64_t body_bytes_max = 8 << 20;
    int64_t journal_backlog_bytes_max = int64_t{16} << 30;
};

/// Reads `file` over the defaults. Unknown keys and wrong types are errors with their place and a
/// hint.
Config read_config(const std::string& file, base::Diagnostics& diagnostics);
Config parse_config(std::string_view text, const std::string& file, base::Diagnostics& diagnostics);

/// A ward.toml with every key, its default and what it means.
std::string sample_config();

}  // namespace ward::app
