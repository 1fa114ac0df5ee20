// SPDX-License-Identifier: Apache-2.0
// The embedded event store: what is appended is found, once, after anything.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <random>
#include <thread>

#include "base/file.h"
#include "store/event_store.h"

namespace ward::store {
namespace {

namespace fs = std::filesystem;
constexpr base::TimeNs noon = 1'790'000'000 * base::second_ns;
constexpr base::TimeNs day_ns = 86'400 * base::second_ns;

class FakeClock final : public base::Clock {
public:
    base::TimeNs now_ns() const override { return now; }
    base::TimeNs monotonic_ns() const override { return now; }
    base::TimeNs now = noon;
};

void set_ocsf(model::Batch& batch, model::Event& event,
              const std::vector<std::pair<std::string_view, std::string_view>>& attributes) {
    std::vector<model::Field> fields;
    for (const auto& [path, text] : attributes)
        fields.push_back({batch.intern(path) & model::no_field, model::ValueKind::text,
                          static_cast<uint32_t>(text.size()), text.data()});
    batch.set_ocsf(event, fields);
}

/// Maps and tells a sign-in.
class Telling final : public Deriver {
public:
    explicit Telling(model::FieldNames& names) : names_(names) {}
    model::FieldNames& names() const override { return names_; }
    void map(model::Batch& batch) const override {
        for (auto& event : batch.events())
            set_ocsf(batch, event, {{"user.name", batch.text_of(event, "TargetUserName")}});
    }
    std::string tell(const model::Batch& batch, const model::Event& event) const override {
        return fmt::format("{} failed to sign in to {}", batch.ocsf_text(event, "user.name"),
                           batch.text_of(event, "Computer"));
    }

private:
    model::FieldNames& names_;
};

class EventStoreTest : public ::testing::Test {
protected:
    EventStoreTest()
        : folder_((fs::temp_directory_path() / fmt::format("ward-store-{}", getpid())).string()) {
        fs::remove_all(folder_);
    }
    ~EventStoreTest() override {
        store_.reset();
        fs::remove_all(folder_);
    }

    EventStore& open() {
        store_.reset();
        auto opened = EventStore::open(folder_, clock_, std::make_shared<Telling>(names_));
        EXPECT_TRUE(opened.ok()) << opened.error().text;
        store_ = std::move(opened).value();
        return *store_;
    }

    /// A batch of `n` sign-ins whose record is `record`.
    model::Batch batch(uint64_t record, uint32_t n, base::TimeNs time = noon) {
        model::Batch out(names_);
        for (uint32_t i = 0; i < n; ++i) {
            out.add("Computer", out.keep(fmt::format("WEB-{:02}", i % 3)));
            out.add("EventID", "4625", model::ValueKind::integer);
            out.add("TargetUserName", "alice");
            out.add("IpAddress", "203.0.113.9");
            out.add("NewProcessId", "0x1f4");
            out.add("groups", "admins");
            out.add("groups", "staff");
            model::Event event;
            event.id = {record, i}, event.time_ns = time + i, event.received_ns = time;
            event.source_name = "web", event.source = {"json", "windows", "", "security"};
            event.raw = "the line as it came";
            out.finish(event);
        }
        return out;
    }

    /// Four events of `bytes` each that no compression makes much smaller.
    model::Batch batch_of_noise(uint64_t record, size_t bytes) {
        model::Batch out(names_);
        std::mt19937_64 random(record);
        for (uint32_t i = 0; i < 4; ++i) {
            std::string noise(bytes, ' ');
            for (char& c : noise) c = static_cast<char>(' ' + random() % 95);
            model::Event event;
            event.id = {record, i}, event.time_ns = noon + i, event.received_ns = noon;
            event.source_name = "web", event.raw = out.keep(noise);
            out.add("n", "1");
            out.finish(event);
        }
        return out;
    }

    static model::Finding found(const model::Batch& batch, uint32_t at,
                                const std::string& rule_id = "rule-1") {
        auto rule = std::make_shared<model::RuleHead>();
        rule->id = rule_id, rule->title = "Too many failures", rule->level = model::Level::high;
        rule->tags = {"attack.t1110"}, rule->text = "title: Too many failures\n";
        model::Finding out;
        out.rule = rule, out.event = batch.events()[at].id, out.batch_index = at;
        out.time_ns = batch.events()[at].time_ns;
        out.correlation = model::Correlation{"event_count", {{"User", "alice"}}, 5};
        out.entities = {{model::EntityKind::user, "alice"}};
        out.events = {{7, 1}, {7, 2}};
        out.id = model::finding_id(rule_id, out.event, out.events);
        out.sentence = "alice failed to sign in";
        return out;
    }

    int64_t number(const std::string& sql, std::vector<Value> parameters = {},
                   base::TimeNs from = base::no_time, base::TimeNs to = base::no_time) {
        const auto table = store_->query(sql, parameters, {}, from, to);
        EXPECT_TRUE(table.ok()) << table.error().text;
        if (!table.ok() || table->rows.empty()) return -1;
        const auto* out = std::get_if<int64_t>(&table->rows[0][0]);
        return out != nullptr ? *out : -2;
    }

    std::string folder_;
    FakeClock clock_;
    model::FieldNames names_;
    std::unique_ptr<EventStore> store_;
};

TEST_F(EventStoreTest, keeps_events_and_gives_them_back) {
    auto& store = open();
    EXPECT_EQ(number("SELECT count(*) FROM events"), 0);
    auto events = batch(500, 3);
    ASSERT_TRUE(store.append({&events, nullptr, 100, "state", 100}).ok());
    EXPECT_EQ(number("SELECT count(*) FROM events"), 3);
    EXPECT_EQ(number("SELECT count(*) FROM events WHERE event_id = ?1",
                     {std::string("00000000000001f4-2")}),
              1);
    const auto event = store.event({500, 1});
    ASSERT_TRUE(event.ok() && event->has_value());
    EXPECT_EQ((*event)->raw, "the line as it came");
    EXPECT_EQ((*event)->sentence, "alice failed to sign in to WEB-01");
    EXPECT_EQ((*event)->ocsf_json, R"({"user":{"name":"alice"}})");
    EXPECT_EQ((*event)->product, "windows");
    EXPECT_EQ((*event)->time_ns, noon + 1);
    EXPECT_EQ((*event)->native.size(), 7U);
    EXPECT_FALSE(store.event({500, 9})->has_value());
    EXPECT_EQ(store.position(), 100U);
    EXPECT_EQ(store.detector_state(), "state");
    EXPECT_EQ(store.counts()["web"].stored, 3U);
    EXPECT_GT(store.bytes_on_disk(), 0U);
}

TEST_F(EventStoreTest, fills_columns_from_native_names_and_from_ocsf) {
    auto& store = open();
    auto events = batch(1, 1);
    set_ocsf(events, events.events()[0],
             {{"user.name", "bob"}, {"dst_endpoint.port", "22"}, {"dst_endpoint.ip", "192.0.2.1"}});
    ASSERT_TRUE(store.append({&events, nullptr, 1, ""}).ok());
    const auto table = store.query(
        "SELECT host, user, src_ip, dst_port, process_id, event_code, "
        "json_extract_string(native, '$.\"groups\"'), ocsf::JSON, time_ns FROM events",
        {}, {});
    ASSERT_TRUE(table.ok()) << table.error().text;
    const auto& row = table->rows.at(0);
    EXPECT_EQ(std::get<std::string>(row[0]), "WEB-00");
    EXPECT_EQ(std::get<std::string>(row[1]), "bob");
    EXPECT_EQ(std::get<std::string>(row[2]), "203.0.113.9");
    EXPECT_EQ(std::get<int64_t>(row[3]), 22);
    EXPECT_EQ(std::get<int64_t>(row[4]), 500);
    EXPECT_EQ(std::get<std::string>(row[5]), "4625");
    EXPECT_EQ(std::get<std::string>(row[6]), R"(["admins","staff"])");
    EXPECT_EQ(std::get<Dynamic>(row[7]).json,
              R"({"user":{"name":"alice"}})");  // as the deriver maps it now
    EXPECT_EQ(table->columns[7].type, "dynamic");
}

TEST_F(EventStoreTest, stores_a_batch_once_and_a_finding_once) {
    auto events = batch(1, 5);
    const model::Findings findings = {found(events, 2), found(events, 2), found(events, 3)};
    for (int round = 0; round < 3; ++round) {
        auto& store = open();  // also: everything is there after reopening
        ASSERT_TRUE(store.append({&events, &findings, 50, "d", 50}).ok());
        EXPECT_EQ(number("SELECT count(*) FROM events"), 5);
        EXPECT_EQ(number("SELECT count(*) FROM findings"), 2);
        EXPECT_EQ(store.position(), 50U);
        EXPECT_EQ(store.detector_state(), "d");
        EXPECT_EQ(store.counts()["web"].stored, 5U);
    }
    auto later = batch(9, 1);
    ASSERT_TRUE(store_->append({&later, &findings, 60, "d"}).ok());
    EXPECT_EQ(number("SELECT count(*) FROM findings"), 2);
}

TEST_F(EventStoreTest, gives_findings_back_as_they_were) {
    auto& store = open();
    auto events = batch(1, 5);
    model::Findings findings;
    for (uint32_t i = 0; i < 5; ++i) findings.push_back(found(events, i));
    ASSERT_TRUE(store.append({&events, &findings, 50, ""}).ok());
    const auto one = store.finding(findings[3].id);
    ASSERT_TRUE(one.ok() && one->has_value());
    const auto& back = **one;
    EXPECT_EQ(back.event, findings[3].event);
    EXPECT_EQ(back.events, findings[3].events);
    EXPECT_EQ(back.rule->text, findings[3].rule->text);
    EXPECT_EQ(back.rule->tags, findings[3].rule->tags);
    EXPECT_EQ(back.rule->level, model::Level::high);
    EXPECT_EQ(back.correlation->group, findings[3].correlation->group);
    EXPECT_EQ(back.correlation->value, 5);
    EXPECT_EQ(back.entities, findings[3].entities);
    EXPECT_EQ(back.sentence, findings[3].sentence);
    const auto after = store.findings_after(2, 2);
    ASSERT_EQ(after->size(), 2U);
    EXPECT_EQ(after->at(0).first, 3U);
    EXPECT_EQ(after->at(0).second.id, findings[2].id);
    const auto page = store.findings({{"level", "high"}}, "", 3);
    ASSERT_EQ(page->findings.size(), 3U);
    EXPECT_EQ(page->findings[0].id, findings[4].id);
    EXPECT_EQ(store.findings({}, page->next, 3)->findings.size(), 2U);
    EXPECT_EQ(store.findings({{"no'", "x"}}, "", 3).error().kind, base::ErrorKind::usage);
}

TEST_F(EventStoreTest, rolls_over_and_prunes_and_retains) {
    open();
    for (uint64_t day = 0; day < 3; ++day) {
        const auto time = noon + static_cast<base::TimeNs>(day) * day_ns;
        clock_.now = time;
        auto events = batch(day, 4, time);
        const model::Findings findings = {found(events, 0)};
        ASSERT_TRUE(store_->append({&events, &findings, day + 1, "s"}).ok());
    }
    open();
    EXPECT_EQ(store_->position(), 3U);
    EXPECT_EQ(store_->counts()["web"].stored, 12U);
    EXPECT_EQ(number("SELECT count(*) FROM events"), 12);
    EXPECT_EQ(number("SELECT max(\"row\") FROM findings"), 3);
    EXPECT_EQ(number("SELECT count(*) FROM events", {}, noon + day_ns + 1, noon + day_ns + 3), 2);
    EXPECT_EQ(number("SELECT count(*) FROM events", {}, noon + 9 * day_ns, base::no_time), 0);
    EXPECT_EQ(*store_->retain(1, 0), 1U);
    EXPECT_EQ(number("SELECT count(*) FROM events"), 8);
    EXPECT_EQ(*store_->retain(0, 1), 1U);  // the newest day stays
    EXPECT_EQ(store_->position(), 3U);
    EXPECT_EQ(number("SELECT count(*) FROM events"), 4);
}

TEST_F(EventStoreTest, keeps_what_could_not_be_read) {
    auto& store = open();
    model::Batch events(names_);
    model::Event at;
    at.id = {3, 0}, at.source_name = "fw", at.source.format = "cef", at.received_ns = noon;
    at.raw = "CEF:broken \xff";
    events.reject(at, model::RejectReason::malformed, "expected '|' at byte 4");
    ASSERT_TRUE(store.append({&events, nullptr, 5, ""}).ok());
    EXPECT_EQ(number("SELECT count(*) FROM quarantine WHERE reason = 'malformed' AND raw = "
                     "'CEF:broken \\xFF' AND raw_bytes = 12"),
              1);
    EXPECT_EQ(store.counts()["fw"].quarantined, 1U);
}

TEST_F(EventStoreTest, answers_in_kustos_types) {
    open();
    const auto table = store_->query(
        "SELECT 1::HUGEINT, 1.5::DECIMAL(9,2), INTERVAL 1 SECOND, [1, 2], {'a': 'x'}, "
        "MAP {'k': 1}, make_timestamp_ns(1), uuid() IS NOT NULL, NULL, 2.5::DOUBLE, "
        "'00000000-0000-0000-0000-00000000000a'::UUID, DATE '1970-01-02'",
        {}, {});
    ASSERT_TRUE(table.ok()) << table.error().text;
    const auto& row = table->rows.at(0);
    EXPECT_EQ(std::get<int64_t>(row[0]), 1);
    EXPECT_EQ(std::get<double>(row[1]), 1.5);
    EXPECT_EQ(std::get<int64_t>(row[2]), 10'000'000);
    EXPECT_EQ(std::get<Dynamic>(row[3]).json, "[1,2]");
    EXPECT_EQ(std::get<Dynamic>(row[4]).json, R"({"a":"x"})");
    EXPECT_EQ(std::get<Dynamic>(row[5]).json, R"({"k":1})");
    EXPECT_EQ(std::get<Timestamp>(row[6]).ns, 1);
    EXPECT_EQ(std::get<bool>(row[7]), true);
    EXPECT_TRUE(std::holds_alternative<std::monostate>(row[8]));
    EXPECT_EQ(std::get<double>(row[9]), 2.5);
    EXPECT_EQ(std::get<std::string>(row[10]), "00000000-0000-0000-0000-00000000000a");
    EXPECT_EQ(std::get<Timestamp>(row[11]).ns, day_ns);
    EXPECT_EQ(table->columns[2].type, "timespan");
}

TEST_F(EventStoreTest, refuses_what_is_no_question) {
    open();
    auto events = batch(1, 1);
    ASSERT_TRUE(store_->append({&events, nullptr, 1, ""}).ok());
    for (const char* sql :
         {"DELETE FROM d20260921.main.events", "ATTACH '/tmp/x.db'",
          "SELECT * FROM read_csv('/etc/passwd')", "INSTALL httpfs", "COPY events TO '/tmp/x.csv'",
          "SET memory_limit='9GB'", "no sql", "SELECT 1; DELETE FROM d20260921.main.events"})
        EXPECT_FALSE(store_->query(sql, {}, {}).ok()) << sql;
    EXPECT_EQ(number("SELECT count(*) FROM events"), 1);
}

TEST_F(EventStoreTest, ends_a_query_that_takes_too_long_or_gives_too_much) {
    open();
    QueryLimits limits;
    limits.timeout_ms = 20, limits.rows_max = 10;
    const auto slow =
        store_->query("SELECT count(*) FROM range(1000000000) a, range(1000000000) b", {}, limits);
    ASSERT_FALSE(slow.ok());
    EXPECT_EQ(slow.error().kind, base::ErrorKind::limit);
    const auto large = store_->query("SELECT * FROM range(100)", {}, limits);
    EXPECT_EQ(large->rows.size(), 10U);
    EXPECT_TRUE(large->truncated);
}

TEST_F(EventStoreTest, survives_kill_and_goes_on) {
    for (uint64_t round = 1; round <= 3; ++round) {
        const pid_t child = fork();
        if (child == 0) {
            auto store = EventStore::open(folder_, clock_).value();
            auto events = batch(round, 100);
            const bool good = store->append({&events, nullptr, round * 10, "x", round * 10}).ok();
            kill(getpid(), good ? SIGKILL : SIGTERM);
        }
        int status = 0;
        waitpid(child, &status, 0);
        ASSERT_EQ(WTERMSIG(status), SIGKILL);
        open();
        EXPECT_EQ(store_->position(), round * 10);
        EXPECT_EQ(number("SELECT count(*) FROM events"), static_cast<int64_t>(100 * round));
        store_.reset();
    }
}

TEST_F(EventStoreTest, begins_a_day_again_that_a_crash_left_empty) {
    auto first = batch(1, 2), second = batch(2, 2);
    ASSERT_TRUE(open().append({&first, nullptr, 10, "x", 10}).ok());
    store_.reset();
    clock_.now = noon + day_ns;
    const std::string day = base::format_rfc3339(clock_.now).substr(0, 10);
    ASSERT_TRUE(base::write_file_atomically(folder_ + "/" + day + ".duckdb", "").ok());
    EXPECT_EQ(open().position(), 10U);
    ASSERT_TRUE(store_->append({&second, nullptr, 20, "y", 20}).ok());
    EXPECT_EQ(open().position(), 20U);
    EXPECT_EQ(store_->detector_state(), "y");
    EXPECT_EQ(number("SELECT count(*) FROM events"), 4);
}

TEST_F(EventStoreTest, says_no_while_the_disk_is_full_and_recovers) {
    const pid_t child = fork();
    if (child == 0) {
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit limit{};
        getrlimit(RLIMIT_FSIZE, &limit);
        auto store = EventStore::open(folder_, clock_).value();
        auto first = batch(1, 10), second = batch(2, 5000);
        const auto count = [&] {
            const auto table = store->query("SELECT count(*) FROM events", {}, {});
            return table.ok() ? std::get<int64_t>(table->rows[0][0]) : int64_t{-1};
        };
        int step = 1;
        const auto need = [&step](bool good) {
            if (!good) _exit(step);
            ++step;
        };
        need(store->append({&first, nullptr, 10, ""}).ok());
        const rlimit full{16'384, limit.rlim_max};
        setrlimit(RLIMIT_FSIZE, &full);
        const auto refused = store->append({&second, nullptr, 20, ""});
        need(!refused.ok() && refused.error().kind == base::ErrorKind::unavailable);
        need(!store->append({&second, nullptr, 20, ""}).ok());
        need(store->position() == 10 && count() == 10);  // it still answers
        setrlimit(RLIMIT_FSIZE, &limit);
        need(store->append({&second, nullptr, 20, ""}).ok());
        need(store->position() == 20 && count() == 5010);
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_EQ(WEXITSTATUS(status), 0) << "step";
    EXPECT_EQ(WIFEXITED(status), true);
    open();
    EXPECT_EQ(number("SELECT count(*) FROM events"), 5010);
}

// A checkpoint that fails makes DuckDB give the instance up, though the rows are in its log: reads
// must go on without the next append, which waits for a read.
TEST_F(EventStoreTest, answers_after_a_checkpoint_that_found_the_disk_full) {
    const pid_t child = fork();
    if (child == 0) {
        std::signal(SIGXFSZ, SIG_IGN);
        auto store = EventStore::open(folder_, clock_).value();
        const rlimit full{size_t{72} << 20,
                          RLIM_INFINITY};  // the log fits, the second day's half no
        setrlimit(RLIMIT_FSIZE, &full);
        int64_t stored = 0;
        uint64_t position = 0;
        for (bool good = true; good && position < 100; stored += good ? 4 : 0) {
            auto events = batch_of_noise(++position, 1 << 20);
            good = store->append({&events, nullptr, position, ""}).ok();
        }
        if (position == 100) _exit(1);  // the disk was never full
        const auto table = store->query("SELECT count(*) FROM events", {}, {});
        if (!table.ok()) _exit(2);
        const auto counted = std::get<int64_t>(table->rows[0][0]);
        if (counted != stored && counted != stored + 4) _exit(3);
        if (!store->event({1, 0}).ok() || !store->findings({}, "", 9).ok()) _exit(4);
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "step " << WEXITSTATUS(status);
}

TEST_F(EventStoreTest, answers_while_it_appends) {
    open();
    std::atomic<bool> stop{false};
    std::thread asker([&] {
        int64_t last = 0;
        while (!stop) {
            const int64_t now = number("SELECT count(*) FROM events");
            EXPECT_GE(now, last);
            EXPECT_EQ(now % 10, 0);  // whole transactions only
            last = now;
        }
    });
    for (uint64_t i = 1; i <= 50; ++i) {
        auto events = batch(i, 10);
        EXPECT_TRUE(store_->append({&events, nullptr, i, ""}).ok());
    }
    stop = true;
    asker.join();
    EXPECT_EQ(number("SELECT count(*) FROM events"), 500);
}

TEST(TemporaryStore, needs_no_folder_and_no_position) {
    auto store = EventStore::open_temporary();
    ASSERT_TRUE(store.ok()) << store.error().text;
    model::FieldNames names;
    for (int i = 0; i < 2; ++i) {
        model::Batch batch(names);
        batch.add("host", "a");
        batch.finish({});
        ASSERT_TRUE((*store)->append({&batch, nullptr, 0, ""}).ok());
    }
    const auto table = (*store)->query("SELECT count(*) FROM events WHERE host = 'a'", {}, {});
    EXPECT_EQ(std::get<int64_t>(table->rows[0][0]), 2);
}

}  // namespace
}  // namespace ward::store
