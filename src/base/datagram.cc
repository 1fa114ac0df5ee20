// SPDX-License-Identifier: Apache-2.0
#include "base/datagram.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

namespace ward::base {

namespace {

constexpr size_t control_bytes = 64;  // room for one counter of 32 bits with its head

std::string_view address_of(const sockaddr_storage& from, std::string& out) {
    char text[INET6_ADDRSTRLEN] = {};
    if (from.ss_family == AF_INET) {
        const auto* v4 = reinterpret_cast<const sockaddr_in*>(&from);
        inet_ntop(AF_INET, &v4->sin_addr, text, sizeof text);
    } else {
        const auto* v6 = reinterpret_cast<const sockaddr_in6*>(&from);
        if (IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr))
            inet_ntop(AF_INET, &v6->sin6_addr.s6_addr[12], text, sizeof text);
        else
            inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof text);
    }
    out = text;
    return out;
}

}  // namespace

struct DatagramSocket::State {
    int descriptor = -1;
    uint32_t dropped_total = 0;  // the kernel's counter, which wraps
    uint64_t dropped = 0;
    std::vector<char> bytes = std::vector<char>(batch_max * bytes_max);
    std::array<std::array<char, control_bytes>, batch_max> controls{};
    std::array<sockaddr_storage, batch_max> senders{};
    std::array<iovec, batch_max> parts{};
    std::array<mmsghdr, batch_max> messages{};
    std::array<std::string, batch_max> peers;
    std::array<Datagram, batch_max> datagrams;

    ~State() {
        if (descriptor >= 0) ::close(descriptor);
    }
    void prepare();
    void read_control(msghdr& head);
};

DatagramSocket::DatagramSocket(std::unique_ptr<State> state) : state_(std::move(state)) {}
DatagramSocket::DatagramSocket(DatagramSocket&&) noexcept = default;
DatagramSocket& DatagramSocket::operator=(DatagramSocket&&) noexcept = default;
DatagramSocket::~DatagramSocket() = default;

Result<DatagramSocket> DatagramSocket::open(std::string_view endpoint) {
    const size_t colon = endpoint.rfind(':');
    if (colon == std::string_view::npos)
        return Error{ErrorKind::usage,
                     fmt::format("cannot listen on '{}': it must be HOST:PORT", endpoint)};
    std::string host(endpoint.substr(0, colon));
    const std::string port(endpoint.substr(colon + 1));
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    addrinfo hints{};
    hints.ai_socktype = SOCK_DGRAM, hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const int failure =
        getaddrinfo(host.empty() ? nullptr : host.c_str(), port.c_str(), &hints, &found);
    if (failure != 0)
        return Error{ErrorKind::usage,
                     fmt::format("cannot listen on '{}': {}", endpoint, gai_strerror(failure))};
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, freeaddrinfo);
    auto state = std::make_unique<State>();
    state->descriptor = ::socket(found->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const int on = 1, wanted = buffer_bytes_wanted;
    setsockopt(state->descriptor, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
    // Above net.core.rmem_max only the privileged get what they want; others get that much.
    if (setsockopt(state->descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &wanted, sizeof wanted) != 0)
        setsockopt(state->descriptor, SOL_SOCKET, SO_RCVBUF, &wanted, sizeof wanted);
    if (state->descriptor < 0 || ::bind(state->descriptor, found->ai_addr, found->ai_addrlen) != 0)
        return system_error(fmt::format("cannot listen on '{}'", endpoint), errno);
    return DatagramSocket(std::move(state));
}

void DatagramSocket::State::prepare() {
    for (size_t i = 0; i < batch_max; i++) {
        parts[i] = {bytes.data() + i * bytes_max, bytes_max};
        msghdr& head = messages[i].msg_hdr;
        head.msg_name = &senders[i], head.msg_namelen = sizeof senders[i];
        head.msg_iov = &parts[i], head.msg_iovlen = 1;
        head.msg_control = controls[i].data(), head.msg_controllen = control_bytes;
    }
}

void DatagramSocket::State::read_control(msghdr& head) {
    for (cmsghdr* one = CMSG_FIRSTHDR(&head); one != nullptr; one = CMSG_NXTHDR(&head, one)) {
        if (one->cmsg_level != SOL_SOCKET || one->cmsg_type != SO_RXQ_OVFL) continue;
        uint32_t total = 0;
        std::memcpy(&total, CMSG_DATA(one), sizeof total);
        dropped += static_cast<uint32_t>(total - dropped_total);
        dropped_total = total;
    }
}

Result<std::span<const Datagram>> DatagramSocket::receive(int timeout_ms) {
    State& s = *state_;
    pollfd waiting{s.descriptor, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, timeout_ms);
    if (ready < 0 && errno != EINTR) return system_error("cannot receive datagrams", errno);
    if (ready <= 0) return std::span<const Datagram>{};
    s.prepare();
    const int count = recvmmsg(s.descriptor, s.messages.data(), batch_max, MSG_DONTWAIT, nullptr);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return std::span<const Datagram>{};
    if (count < 0) return system_error("cannot receive datagrams", errno);
    for (size_t i = 0; i < static_cast<size_t>(count); i++) {
        msghdr& head = s.messages[i].msg_hdr;
        s.read_control(head);
        s.datagrams[i].peer = address_of(s.senders[i], s.peers[i]);
        s.datagrams[i].bytes = {s.bytes.data() + i * bytes_max, s.messages[i].msg_len};
        s.datagrams[i].is_cut = (head.msg_flags & MSG_TRUNC) != 0;
    }
    return std::span<const Datagram>(s.datagrams.data(), static_cast<size_t>(count));
}

uint64_t DatagramSocket::take_dropped() {
    return std::exchange(state_->dropped, 0);
}

int DatagramSocket::buffer_bytes() const {
    int out = 0;
    socklen_t length = sizeof out;
    getsockopt(state_->descriptor, SOL_SOCKET, SO_RCVBUF, &out, &length);
    return out / 2;  // the kernel doubles it for its own books
}

uint16_t DatagramSocket::port() const {
    sockaddr_storage here{};
    socklen_t length = sizeof here;
    getsockname(state_->descriptor, reinterpret_cast<sockaddr*>(&here), &length);
    return ntohs(here.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6*>(&here)->sin6_port
                                            : reinterpret_cast<sockaddr_in*>(&here)->sin_port);
}

}  // namespace ward::base
