// SPDX-License-Identifier: Apache-2.0
// A small whole world for tests of the API: real stores in memory, one rule, one finding, one
// incident, one reject. Must not be used outside tests.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/file.h"
#include "base/json.h"
#include "ingest/content_deriver.h"
#include "ingest/reader.h"
#include "serve/api/api.h"
#include "serve/http/test_access.h"
#include "serve/ledger.h"
#include "serve/receive/receivers.h"

namespace ward::serve {

class TestSources final : public Sources {
public:
    std::vector<SourceAccount> accounts() const override {
        return {{"web", 10, 6, 1, 1, {{"too_large", 2}}, base::no_time}};
    }
};

inline constexpr std::string_view test_rule = R"(title: Trail stopped by an administrator
id: 11111111-2222-4333-8444-555555555555
status: test
level: high
tags: [attack.defense-evasion, attack.t1562.008]
logsource: {product: aws, service: cloudtrail}
detection:
    selection:
        eventName|startswith: 'Stop'
        userIdentity.userName: admin
    condition: selection
)";

inline constexpr std::string_view test_event =
    R"({"eventVersion":"1.08","eventTime":"2026-01-02T03:04:05Z","eventName":"StopLogging",)"
    R"("eventSource":"cloudtrail.amazonaws.com","sourceIPAddress":"192.0.2.44",)"
    R"("userIdentity":{"type":"IAMUser","userName":"admin"}})";

struct TestWorld {
    ~TestWorld() {
        journal->stop();
        journal.reset();
        std::filesystem::remove_all(journal_folder);
    }
    explicit TestWorld(std::string_view rule = test_rule) {
        const std::string rule_file = testing::TempDir() + "/api_rule.yml";
        EXPECT_TRUE(base::write_file_atomically(rule_file, rule).ok());
        detect::LoadOptions options{"content/logsources.yaml", {}};
        std::vector<detect::RuleReport> reports;
        rules = detect::RuleSet::load({rule_file}, options, names, reports);
        EXPECT_GE(rules->size(), 1U);
        fill();
        parts = std::make_shared<const ApiParts>(ApiParts{*events,
                                                          *state,
                                                          *incidents,
                                                          *entry,
                                                          sources,
                                                          rules,
                                                          reports,
                                                          options,
                                                          names,
                                                          nullptr,
                                                          metrics,
                                                          clock,
                                                          "content",
                                                          {}});
        router = std::make_unique<Router>(*entry);
        router->add(api_routes(parts));
        router->add(receiver_routes(intake));
    }

    void fill() {
        ingest::RecordReader reader(names, nullptr);
        model::Batch batch(names);
        for (const auto& [format, payload] :
             {std::pair<std::string, std::string>{"json", std::string(test_event)},
              {"json", "{\"broken\": "}}) {
            base::StoredRecord record;
            record.begin = position += 64;
            record.source = "web", record.format = format, record.payload = payload;
            record.received_ns = clock.now_ns();
            reader.read(std::move(record), batch);
        }
        reader.flush(batch);
        EXPECT_EQ(batch.events().size(), 1U);
        EXPECT_EQ(batch.rejects().size(), 1U);
        event_id = batch.events().front().id.text();
        model::Findings findings;
        const auto detector = detect::Detector::make(rules);
        detector->match(batch, findings);
        EXPECT_EQ(findings.size(), 1U);
        finding_id = findings.front().id;
        findings.front().sentence = "admin stopped the trail";
        EXPECT_TRUE(events->append({&batch, &findings, position + 64, ""}).ok());
        model::Findings stored;
        const auto rows = events->findings_after(0, 10);
        for (const auto& [row, finding] : *rows) stored.push_back(finding);
        EXPECT_TRUE(incidents->group(stored, rows->back().first).ok());
    }

    Response ask(std::string method, std::string target, std::string role = "admin",
                 std::string body = {}, std::map<std::string, std::string> headers = {}) {
        Request request;
        request.method = std::move(method), request.target = std::move(target);
        request.headers = std::move(headers), request.body = std::move(body);
        if (!role.empty()) request.headers["authorization"] = "Bearer " + role + "-token";
        request.peer = "192.0.2.7";
        return router->dispatch(std::move(request));
    }
    base::Json json(const std::string& target) {
        const auto got = ask("GET", target);
        EXPECT_EQ(got.status, 200) << target << " " << got.body;
        auto out = base::parse_json(got.body);
        EXPECT_TRUE(out.ok()) << got.body;
        return out.ok() ? *out : base::Json();
    }

    base::SystemClock clock;
    model::FieldNames names;
    base::Metrics metrics;
    TestSources sources;
    std::unique_ptr<access::Access> entry = std::make_unique<TestAccess>();
    base::Diagnostics content;
    std::unique_ptr<store::EventStore> events =
        store::EventStore::open_temporary(ingest::ContentDeriver::load("content", names, content))
            .value();
    std::unique_ptr<store::StateStore> state = store::StateStore::open(":memory:").value();
    std::unique_ptr<incident::Incidents> incidents =
        incident::Incidents::open(*state, clock, "content/advice").value();
    std::shared_ptr<const detect::RuleSet> rules;  // shared: as in the server
    base::JournalPosition position = 0;
    std::string event_id, finding_id;
    std::string journal_folder = testing::TempDir() + "/api_journal_" + std::to_string(getpid());
    std::unique_ptr<base::Journal> journal =
        base::Journal::open(journal_folder, {.segment_bytes = 1 << 20}).value();
    Ledger ledger;
    Intake intake{*journal, ledger, clock};
    std::shared_ptr<const ApiParts> parts;  // shared: routes hold it
    std::unique_ptr<Router> router;
};

}  // namespace ward::serve
