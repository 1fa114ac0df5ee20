// SPDX-License-Identifier: Apache-2.0
// Syslog receivers: UDP (RFC 5426), TCP (RFC 6587, both framings) and TLS (RFC 5425). A stream is
// not read on while the journal has no room, so its sender waits; a datagram that finds no room is
// counted as dropped. A sender is counted under "syslog:ADDRESS".
#pragma once

#include <memory>
#include <string>

#include "base/metrics.h"
#include "serve/receive/intake.h"

namespace ward::serve {

constexpr size_t syslog_connections_max = 1024;  // each may hold a frame of 1 MiB that is not whole
constexpr size_t syslog_read_bytes = 64 * 1024;  // of a connection at a time
constexpr int syslog_frame_seconds = 60;  // for a frame that has begun; then it is taken as it is
constexpr int syslog_handshake_seconds = 10;  // for TLS
constexpr int syslog_retry_ms = 200;          // while the journal has no room

struct SyslogOptions {
    std::string udp, tcp, tls;  // HOST:PORT each; empty: off
    std::string certificate, key;
};

/// Listens until stop(). Free of Asio, which lives in syslog_stream.cc.
class SyslogReceiver {
public:
    virtual ~SyslogReceiver() = default;  // stops
    virtual void stop() = 0;
    virtual uint16_t port() const = 0;
};

base::Result<std::unique_ptr<SyslogReceiver>> receive_syslog_datagrams(const SyslogOptions& options,
                                                                       Intake& intake,
                                                                       base::Metrics& metrics);
/// `is_tls`: on options.tls, else on options.tcp.
base::Result<std::unique_ptr<SyslogReceiver>> receive_syslog_streams(const SyslogOptions& options,
                                                                     bool is_tls, Intake& intake,
                                                                     base::Metrics& metrics);

}  // namespace ward::serve
