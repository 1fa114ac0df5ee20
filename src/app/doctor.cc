// SPDX-License-Identifier: Apache-2.0
#include "app/doctor.h"

#include <fmt/format.h>

#include <algorithm>

#include "access/access.h"
#include "app/data_folder.h"
#include "base/datagram.h"
#include "base/file.h"
#include "base/journal.h"
#include "base/text.h"
#include "detect/detector.h"
#include "serve/ledger.h"

namespace ward::app {

namespace {

constexpr uint64_t gibibyte = uint64_t{1} << 30;
constexpr uint64_t free_bytes_fault = gibibyte;  // a day's file and some journal segments
constexpr uint64_t free_bytes_warning = 10 * gibibyte;
constexpr base::TimeNs year_ns = int64_t{365} * 86'400 * base::second_ns;
constexpr base::TimeNs built_ns = int64_t{1'767'225'600} * base::second_ns;  // 2026-01-01
constexpr uint32_t others_bits = 0077;  // permissions of group and others

class Examination {
public:
    Examination(const Config& config, const std::string& content, const base::Clock& clock)
        : config_(config), content_(content), clock_(clock), folder_{config.data} {}

    std::vector<Complaint> run() {
        if (look_at_folder()) {
            look_at_disk();
            look_at_server();
            look_at_access();
        }
        look_at_clock();
        look_at_rules();
        look_at_doors();
        return std::move(out_);
    }

private:
    void good(std::string text) { out_.push_back({Complaint::Weight::good, std::move(text), {}}); }
    void warn(std::string text, std::string remedy) {
        out_.push_back({Complaint::Weight::warning, std::move(text), std::move(remedy)});
    }
    void fault(std::string text, std::string remedy) {
        out_.push_back({Complaint::Weight::fault, std::move(text), std::move(remedy)});
    }

    bool look_at_folder();
    void look_at_disk();
    void look_at_server();
    void look_at_stores();
    void look_at_accounts(const serve::Ledger& ledger);
    void look_at_access();
    void look_at_clock();
    void look_at_rules();
    void look_at_doors();
    void look_at_udp();

    const Config& config_;
    const std::string& content_;
    const base::Clock& clock_;
    const DataFolder folder_;
    std::vector<Complaint> out_;
};

bool Examination::look_at_folder() {
    if (!base::is_folder(folder_.path)) {
        warn(fmt::format("there is no data folder {}", folder_.path),
             "ward serve makes it; or name the right one with --data");
        return false;
    }
    const auto probe = folder_.path + "/.doctor";
    if (!base::write_file_atomically(probe, "").ok()) {
        fault(fmt::format("cannot write to {}", folder_.path),
              "run Ward as the folder's owner, or give it to Ward's user (chown -R)");
        return false;
    }
    static_cast<void>(base::remove_file(probe));
    const auto mode = base::mode_of(folder_.path);
    if (mode.ok() && (*mode & others_bits) != 0)
        warn(fmt::format("others may look into {} (mode {:o})", folder_.path, *mode),
             fmt::format("chmod 700 {}", folder_.path));
    else
        good(fmt::format("the data folder {} can be written and is private", folder_.path));
    return true;
}

void Examination::look_at_disk() {
    const auto space = base::disk_space(folder_.path);
    if (!space.ok()) return;
    const auto text = fmt::format(
        "{:.1f} of {:.1f} GiB are free for {}",
        static_cast<double>(space->free_bytes) / static_cast<double>(gibibyte),
        static_cast<double>(space->total_bytes) / static_cast<double>(gibibyte), folder_.path);
    const auto remedy = "free space, or keep less: retention.days and retention.bytes";
    if (space->free_bytes < free_bytes_fault)
        fault(text, remedy);
    else if (space->free_bytes < free_bytes_warning)
        warn(text, remedy);
    else
        good(text);
}

void Examination::look_at_server() {
    auto lock = base::File::open(folder_.path + "/lock", base::File::Access::read_write);
    if (lock.ok() && !lock->lock().ok())
        return good("a server runs on it: its accounts are at /api/v1/sources and /metrics");
    look_at_stores();
}

void Examination::look_at_stores() {
    if (!base::exists(folder_.events()) || !base::exists(folder_.journal())) return;
    const auto events = store::EventStore::open(folder_.events(), clock_);
    if (!events.ok())
        return fault(events.error().text, "restore events/ from a backup, or move it away");
    base::JournalOptions options;
    options.first = (*events)->position();
    const auto journal = base::Journal::open(folder_.journal(), options);
    if (!journal.ok())
        return fault(journal.error().text, "restore journal/ from a backup, or move it away");
    serve::Ledger ledger;
    std::map<std::string, std::string> cursors;
    const auto position = (*events)->position(), end = (*journal)->end();
    ledger.open((*events)->counts(), **journal, position, cursors);
    if (end < position)
        fault("the journal ends before what is stored: files were lost or restored from two times",
              "restore events/ and journal/ of the same moment");
    else if (end > position)
        good(fmt::format("{} bytes of journal wait: they are worked through when Ward starts",
                         end - position));
    look_at_accounts(ledger);
}

void Examination::look_at_accounts(const serve::Ledger& ledger) {
    uint64_t received = 0;
    for (const auto& one : ledger.accounts()) {
        received += one.received;
        for (const auto& [reason, n] : one.dropped)
            if (reason != "no_event")
                warn(fmt::format("{}: {} events were lost ({})", one.name, n, reason),
                     reason == "kernel_buffer" ? "raise net.core.rmem_max, or send over TCP"
                                               : "look at the load and the disk's speed");
        if (one.quarantined * 100 > one.received)
            warn(fmt::format("{}: {} of {} events could not be read", one.name, one.quarantined,
                             one.received),
                 "see GET /api/v1/quarantine for the reasons, and name the format of the source");
    }
    good(fmt::format("{} events received, every one accounted for", received));
}

void Examination::look_at_access() {
    const auto state = store::StateStore::open(folder_.state());
    if (!state.ok()) return fault(state.error().text, "restore state.sqlite from a backup");
    const auto broken = (*state)->verify_audit();
    if (broken.ok() && *broken)
        fault("the audit log was changed after it was written",
              "compare it with a backup: someone had access to state.sqlite");
    const auto access = access::Access::make(**state, clock_);
    const auto users = access->users();
    const auto tokens = access->tokens();
    if (users.ok() && users->empty())
        warn("nobody can sign in: there are no users", "ward user create");
    if (!tokens.ok()) return;
    for (const auto& token : *tokens)
        if (token.expires_ns != 0 && token.expires_ns <= clock_.now_ns())
            warn(fmt::format("the token {} has expired", token.name),
                 "make a new one with ward token create, and revoke the old one");
}

void Examination::look_at_clock() {
    const auto now = clock_.now_ns();
    if (now < built_ns || now > built_ns + 20 * year_ns)
        fault(fmt::format("the clock says {}", base::format_rfc3339(now, 0)),
              "set it (timedatectl): event times and expiries depend on it");
    else
        good(fmt::format("the clock says {}", base::format_rfc3339(now, 0)));
}

void Examination::look_at_rules() {
    auto paths = config_.rules;
    if (paths.empty()) paths = {content_ + "/rules", folder_.installed_rules()};
    model::FieldNames names;
    std::vector<detect::RuleReport> reports;
    detect::LoadOptions options{content_ + "/logsources.yaml", config_.placeholders};
    const auto rules = detect::RuleSet::load(paths, options, names, reports);
    const auto rejected = std::count_if(reports.begin(), reports.end(), [](const auto& report) {
        return report.status == detect::RuleReport::Status::rejected;
    });
    const auto text = fmt::format("{} rules run, {} are rejected", rules->size(), rejected);
    if (rules->size() == 0)
        fault(text, "name rules in ward.toml, or install a pack with ward rules install");
    else if (rejected > 0)
        warn(text, fmt::format("ward rules check {}", fmt::join(paths, " ")));
    else
        good(text);
}

void Examination::look_at_doors() {
    const bool is_near = config_.listen.starts_with("127.") ||
                         config_.listen.starts_with("localhost:") ||
                         config_.listen.starts_with("[::1]");
    if (!is_near && config_.tls_certificate.empty())
        fault(fmt::format("{} is open to the network without TLS", config_.listen),
              "set tls.certificate and tls.key, or listen on 127.0.0.1 behind a proxy");
    for (const auto& path : {config_.tls_certificate, config_.tls_key})
        if (!path.empty() && !base::read_file(path).ok())
            fault(fmt::format("cannot read {}", path), "let Ward's user read it");
    const auto mode = base::mode_of(config_.tls_key);
    if (!config_.tls_key.empty() && mode.ok() && (*mode & 0007) != 0)
        warn(fmt::format("everyone may read the key {}", config_.tls_key),
             fmt::format("chmod 640 {}", config_.tls_key));
    if (!config_.syslog_tls.empty() && config_.tls_certificate.empty())
        fault("syslog over TLS has no certificate", "set tls.certificate and tls.key");
    for (const auto& one : config_.follow)
        if (one.path.find('*') == std::string::npos && !base::exists(one.path))
            warn(fmt::format("there is nothing at {}, which is to be followed", one.path),
                 "it is taken up when it appears; correct the path if it is wrong");
    if (!config_.syslog_udp.empty()) look_at_udp();
}

void Examination::look_at_udp() {
    const auto limit = base::read_file("/proc/sys/net/core/rmem_max");
    const auto bytes = limit.ok() ? base::parse_integer(base::trim(*limit)) : std::nullopt;
    if (bytes && *bytes < base::DatagramSocket::buffer_bytes_wanted)
        warn(fmt::format("the kernel keeps at most {} bytes of UDP for a receiver", *bytes),
             fmt::format("sysctl -w net.core.rmem_max={}",
                         int{base::DatagramSocket::buffer_bytes_wanted}));
}

}  // namespace

std::vector<Complaint> examine(const Config& config, const std::string& content,
                               const base::Clock& clock) {
    return Examination(config, content, clock).run();
}

}  // namespace ward::app
