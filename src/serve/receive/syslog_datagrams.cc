// SPDX-License-Identifier: Apache-2.0
// Syslog over UDP: one thread that takes what the kernel has and hands it on, a record per sender
// and batch. It never waits for the disk.
#include <atomic>
#include <map>
#include <thread>

#include "base/datagram.h"
#include "serve/receive/syslog.h"
#include "serve/receive/syslog_frames.h"

namespace ward::serve {

namespace {

constexpr int poll_ms = 250;                            // how soon stop() is noticed
constexpr std::string_view all_senders = "syslog:udp";  // the kernel does not say whose it lost

class DatagramReceiver final : public SyslogReceiver {
public:
    DatagramReceiver(base::DatagramSocket socket, Intake& intake, base::Metrics& metrics)
        : socket_(std::move(socket)),
          intake_(intake),
          datagrams_(metrics.counter("ward_syslog_datagrams_total")) {
        metrics.gauge("ward_syslog_udp_buffer_bytes").set(socket_.buffer_bytes());
        thread_ = std::thread([this] { run(); });
    }
    ~DatagramReceiver() override { stop(); }
    void stop() override {
        stopping_ = true;
        if (thread_.joinable()) thread_.join();
    }
    uint16_t port() const override { return socket_.port(); }

private:
    struct Sender {
        std::string source;
        SyslogPayload payload;
    };

    void run();
    Sender& sender_of(std::string_view peer);
    void hand_over(const std::string& peer, Sender& sender);

    base::DatagramSocket socket_;
    Intake& intake_;
    base::Counter& datagrams_;
    std::map<std::string, Sender, std::less<>> senders_;  // at most Ledger::sources_max
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

DatagramReceiver::Sender& DatagramReceiver::sender_of(std::string_view peer) {
    if (const auto found = senders_.find(peer); found != senders_.end()) return found->second;
    if (senders_.size() >= Ledger::sources_max) senders_.clear();
    Sender& out = senders_[std::string(peer)];
    out.source = intake_.admit("syslog:" + std::string(peer));
    return out;
}

void DatagramReceiver::hand_over(const std::string& peer, Sender& sender) {
    const base::JournalRecord record{sender.source,       "syslog", peer, 0, sender.payload.frames,
                                     sender.payload.bytes};
    intake_.take(record, [this, source = sender.source,
                          units = record.units](const base::Result<base::JournalPosition>& at) {
        if (!at.ok()) intake_.lost(source, "backlog", units);
    });
    sender.payload.clear();
}

void DatagramReceiver::run() {
    while (!stopping_) {
        const auto batch = socket_.receive(poll_ms);
        if (!batch.ok()) continue;
        intake_.lost(all_senders, "kernel_buffer", socket_.take_dropped());
        datagrams_.add(batch->size());
        for (const auto& datagram : *batch) sender_of(datagram.peer).payload.add(datagram.bytes);
        for (auto& [peer, sender] : senders_)
            if (sender.payload.frames > 0) hand_over(peer, sender);
    }
}

}  // namespace

base::Result<std::unique_ptr<SyslogReceiver>> receive_syslog_datagrams(const SyslogOptions& options,
                                                                       Intake& intake,
                                                                       base::Metrics& metrics) {
    TRY(auto socket, base::DatagramSocket::open(options.udp));
    return std::unique_ptr<SyslogReceiver>(
        std::make_unique<DatagramReceiver>(std::move(socket), intake, metrics));
}

}  // namespace ward::serve
