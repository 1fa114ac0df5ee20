// SPDX-License-Identifier: Apache-2.0
// Makes the parts of Ward in order and takes them down in the opposite one. Every member of Parts
// may use the ones above it and outlives the ones below it.
#include "app/server.h"

#include <fmt/format.h>
#include <malloc.h>

#include "app/data_folder.h"
#include "app/flow.h"
#include "app/housekeeping.h"
#include "app/log.h"
#include "base/text.h"
#include "serve/api/api.h"
#include "serve/http/server.h"
#include "serve/receive/follow.h"
#include "serve/receive/receivers.h"
#include "serve/receive/syslog.h"

namespace ward::app {

namespace {

constexpr int drain_ms = 3000;  // stop() lets the flow work so long on what is in flight

void tell(std::string_view text) {
    log("ward: " + base::printable(text));
}

void tell(const base::Diagnostics& diagnostics) {
    for (const auto& one : diagnostics.all()) tell(base::render(one));
}

}  // namespace

struct Server::Parts {
    Parts(const Config& c, std::string content_folder, const base::Clock& k)
        : config(c), content(std::move(content_folder)), clock(k), folder{c.data} {}

    base::Result<void> open_stores();
    void load_rules();
    base::Result<void> open_line();
    base::Result<void> open_http();
    base::Result<void> open_syslog();
    void follow_files();
    bool is_ready() const {
        return is_open && !is_stopping && flow->is_healthy() && !intake->is_refusing();
    }

    Config config;
    std::string content;
    const base::Clock& clock;
    DataFolder folder;
    base::Metrics metrics;
    std::atomic<bool> is_open{false}, is_stopping{false};

    base::File lock;
    std::unique_ptr<store::StateStore> state, access_state;
    std::unique_ptr<access::Access> access;
    model::FieldNames names;
    std::shared_ptr<const ingest::ContentDeriver> deriver;  // shared: by the store and the flow
    std::unique_ptr<store::EventStore> events;
    std::unique_ptr<base::Journal> journal;
    serve::Ledger ledger;
    serve::Cursors cursors;  // where followed files stood when Ward stopped

    std::shared_ptr<const detect::RuleSet> rules;  // shared: by the flow and the API
    std::vector<detect::RuleReport> rule_reports;
    detect::LoadOptions rule_options;

    std::unique_ptr<incident::Incidents> incidents;
    std::unique_ptr<Flow> flow;
    std::unique_ptr<serve::Intake> intake;
    std::unique_ptr<Housekeeping> housekeeping;
    std::unique_ptr<serve::Router> router;
    std::unique_ptr<serve::Server> http;
    std::vector<std::unique_ptr<serve::SyslogReceiver>> syslog;
    std::unique_ptr<serve::Follower> follower;
};

base::Result<void> Server::Parts::open_stores() {
    TRY_DO(folder.make());
    TRY(lock, base::File::open(folder.path + "/lock", base::File::Access::read_write));
    if (!lock.lock().ok())
        return base::Error{base::ErrorKind::unavailable,
                           fmt::format("cannot use {}: another Ward has it open", folder.path)};
    TRY(state, store::StateStore::open(folder.state()));
    TRY(access_state, store::StateStore::open(folder.state()));
    access = access::Access::make(*access_state, clock);
    base::Diagnostics diagnostics;
    deriver = ingest::ContentDeriver::load(content, names, diagnostics);
    tell(diagnostics);
    TRY(events, store::EventStore::open(folder.events(), clock, deriver));
    base::JournalOptions options;
    options.bytes_max = static_cast<uint64_t>(config.journal_backlog_bytes_max);
    options.first = events->position();
    TRY(journal, base::Journal::open(folder.journal(), options));
    cursors = events->cursors();
    ledger.open(events->counts(), *journal, events->position(), cursors);
    return {};
}

void Server::Parts::load_rules() {
    rule_options.logsources_file = content + "/logsources.yaml";
    rule_options.placeholders = config.placeholders;
    auto paths = config.rules;
    if (paths.empty()) paths = {content + "/rules", folder.installed_rules()};
    rules = detect::RuleSet::load(paths, rule_options, names, rule_reports);
    size_t rejected = 0;
    for (const auto& report : rule_reports)
        if (report.status == detect::RuleReport::Status::rejected) ++rejected;
    metrics.gauge("ward_rules_loaded").set(static_cast<int64_t>(rules->size()));
    metrics.gauge("ward_rules_rejected").set(static_cast<int64_t>(rejected));
    tell(fmt::format("{} rules run, {} were rejected{}", rules->size(), rejected,
                     rejected == 0 ? "" : " (ward rules check names the reasons)"));
    malloc_trim(0);  // compiling rules leaves much behind that nobody asks for again
}

base::Result<void> Server::Parts::open_line() {
    TRY(incidents, incident::Incidents::open(*state, clock, content + "/advice"));
    flow = std::make_unique<Flow>(
        FlowParts{*journal, names, *deriver, rules, *events, *incidents, metrics, ledger});
    TRY_DO(flow->resume());
    flow->start();
    intake = std::make_unique<serve::Intake>(*journal, ledger, clock);
    housekeeping =
        std::make_unique<Housekeeping>(*events, static_cast<int>(config.retention_days),
                                       static_cast<uint64_t>(config.retention_bytes), metrics);
    metrics.before_render([this] {
        ledger.publish(metrics);
        metrics.gauge("ward_journal_backlog_bytes")
            .set(static_cast<int64_t>(journal->end() - events->position()));
        metrics.gauge("ward_ready").set(is_ready() ? 1 : 0);
    });
    return {};
}

base::Result<void> Server::Parts::open_http() {
    serve::RouterOptions limits;
    limits.body_bytes_max = static_cast<size_t>(config.body_bytes_max);
    router = std::make_unique<serve::Router>(*access, limits);
    router->add(serve::receiver_routes(*intake));
    router->add(serve::api_routes(std::make_shared<const serve::ApiParts>(serve::ApiParts{
        *events, *state, *incidents, *access, ledger, rules, rule_reports, rule_options, names,
        &deriver->mapper(), metrics, clock, content, [this] { return is_ready(); }})));
    serve::ServerOptions options;
    options.listen = config.listen;
    options.tls_certificate = config.tls_certificate, options.tls_key = config.tls_key;
    options.log = [](std::string_view line) { log(line); };
    TRY(http, serve::Server::start(options, *router, metrics, clock));
    return {};
}

base::Result<void> Server::Parts::open_syslog() {
    const serve::SyslogOptions options{config.syslog_udp, config.syslog_tcp, config.syslog_tls,
                                       config.tls_certificate, config.tls_key};
    if (!options.udp.empty()) {
        TRY(auto one, serve::receive_syslog_datagrams(options, *intake, metrics));
        syslog.push_back(std::move(one));
    }
    for (const bool is_tls : {false, true}) {
        if ((is_tls ? options.tls : options.tcp).empty()) continue;
        TRY(auto one, serve::receive_syslog_streams(options, is_tls, *intake, metrics));
        syslog.push_back(std::move(one));
    }
    return {};
}

void Server::Parts::follow_files() {
    if (config.follow.empty()) return;
    std::vector<serve::FollowedPath> paths;
    for (const auto& one : config.follow) paths.push_back({one.path, one.source, one.format});
    follower = std::make_unique<serve::Follower>(std::move(paths), cursors, *intake, metrics);
    follower->start();
}

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Server::~Server() {
    stop();
}

base::Result<std::unique_ptr<Server>> Server::start(const Config& config,
                                                    const std::string& content,
                                                    const base::Clock& clock) {
    std::unique_ptr<Server> out(new Server(std::make_unique<Parts>(config, content, clock)));
    auto& parts = *out->parts_;
    TRY_DO(parts.open_stores());
    parts.load_rules();
    TRY_DO(parts.open_line());
    TRY_DO(parts.open_syslog());
    TRY_DO(parts.open_http());
    parts.follow_files();
    parts.is_open = true;
    return out;
}

std::string Server::url() const {
    return parts_->http->url();
}

void Server::stop() {
    auto& parts = *parts_;
    if (parts.is_stopping.exchange(true)) return;
    if (parts.http) parts.http->stop();
    for (const auto& receiver : parts.syslog) receiver->stop();
    if (parts.follower) parts.follower->stop();
    if (parts.housekeeping) parts.housekeeping->stop();
    if (parts.flow) {
        parts.flow->drain(drain_ms);
        parts.flow->stop();
    }
    if (parts.journal) parts.journal->stop();
}

serve::Intake& Server::intake() {
    return *parts_->intake;
}
const serve::Ledger& Server::ledger() const {
    return parts_->ledger;
}
access::Access& Server::access() {
    return *parts_->access;
}
store::EventStore& Server::events() {
    return *parts_->events;
}
incident::Incidents& Server::incidents() {
    return *parts_->incidents;
}

}  // namespace ward::app
