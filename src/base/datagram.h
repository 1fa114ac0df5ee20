// SPDX-License-Identifier: Apache-2.0
// Datagrams: a bound UDP socket that is read in batches and knows how many the kernel threw away.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ward::base {

struct Datagram {
    std::string_view peer;   // address without port, "203.0.113.9"; an IPv4 one also over IPv6
    std::string_view bytes;  // both live until the next receive()
    bool is_cut = false;     // it was longer than DatagramSocket::bytes_max
};

class DatagramSocket {
public:
    static constexpr size_t bytes_max = 65'536;           // no datagram is longer
    static constexpr size_t batch_max = 64;               // datagrams of one receive()
    static constexpr int buffer_bytes_wanted = 32 << 20;  // of the kernel's; 0.3 s at 100 MB/s

    /// Binds to "HOST:PORT" or "[V6]:PORT"; an empty host is every address.
    static Result<DatagramSocket> open(std::string_view endpoint);
    DatagramSocket(DatagramSocket&&) noexcept;
    DatagramSocket& operator=(DatagramSocket&&) noexcept;
    ~DatagramSocket();

    /// Waits for the first one, at most `timeout_ms`, and takes what is there then.
    Result<std::span<const Datagram>> receive(int timeout_ms);
    /// Datagrams that the kernel had no room for, since the last call.
    uint64_t take_dropped();
    int buffer_bytes() const;  // that the kernel really gave
    uint16_t port() const;

private:
    struct State;
    explicit DatagramSocket(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace ward::base
