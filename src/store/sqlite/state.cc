// SPDX-License-Identifier: Apache-2.0
// The state of one server in one SQLite file: WAL, every commit synced. One connection behind one
// mutex; statements are prepared once. Text from outside is only ever bound.
//
//   document (kind, key) -> json, rank, status, version     incidents, users, sessions, settings
//   audit    id -> entry, hash                              hash = SHA-256(previous hash, entry)
#include <sqlite3.h>

#include <fmt/format.h>

#include <map>
#include <mutex>
#include <thread>

#include "base/hash.h"
#include "base/text.h"
#include "store/state_store.h"

namespace ward::store {

namespace {

constexpr int busy_timeout_ms = 5000;  // a command line tool may hold the file for a moment
constexpr size_t page_max = 10'000;

constexpr const char* schema = R"(
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA foreign_keys = ON;
CREATE TABLE IF NOT EXISTS document (
    kind TEXT NOT NULL, key TEXT NOT NULL, json TEXT NOT NULL, rank REAL NOT NULL,
    status TEXT NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS document_order ON document (kind, rank DESC, key);
CREATE INDEX IF NOT EXISTS document_status ON document (kind, status, rank DESC, key);
CREATE TABLE IF NOT EXISTS audit (
    id INTEGER PRIMARY KEY, time_ns INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
    object TEXT NOT NULL, detail TEXT NOT NULL, hash TEXT NOT NULL);
)";

/// A prepared statement in use: bound from the left, reset at the end.
class Use {
public:
    explicit Use(sqlite3_stmt* statement) : statement_(statement) {}
    ~Use() {
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
    }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

    Use& bind(std::string_view text) {
        sqlite3_bind_text64(statement_, ++bound_, text.data() != nullptr ? text.data() : "",
                            text.size(), SQLITE_STATIC, SQLITE_UTF8);
        return *this;
    }
    Use& bind(int64_t number) {
        sqlite3_bind_int64(statement_, ++bound_, number);
        return *this;
    }
    Use& bind(double number) {
        sqlite3_bind_double(statement_, ++bound_, number);
        return *this;
    }
    int step() { return sqlite3_step(statement_); }
    std::string text(int column) {
        const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
        return {bytes != nullptr ? bytes : "",
                static_cast<size_t>(sqlite3_column_bytes(statement_, column))};
    }
    int64_t number(int column) { return sqlite3_column_int64(statement_, column); }
    double real(int column) { return sqlite3_column_double(statement_, column); }

private:
    sqlite3_stmt* statement_;
    int bound_ = 0;
};

/// Fields with their lengths, so that no two entries have the same text.
std::string hash_after(const std::string& previous, const AuditEntry& entry) {
    std::string text = previous;
    const std::string time = std::to_string(entry.time_ns);
    for (const std::string* part :
         {&time, &entry.actor, &entry.action, &entry.object, &entry.detail})
        text += fmt::format("|{}:", part->size()) + *part;
    return base::sha256_hex(text);
}

/// Where a page ended: the rank and key of its last document.
std::string cursor_text(const Document& last) {
    return fmt::format("{:a}:{}", last.rank, last.key);
}

class SqliteState final : public StateStore {
public:
    ~SqliteState() override {
        for (auto& [sql, statement] : statements_) sqlite3_finalize(statement);
        sqlite3_close(database_);
    }

    base::Result<void> open(const std::string& path);

    base::Result<void> transact(const std::function<base::Result<void>()>& work) override;
    base::Result<std::optional<Document>> find(std::string_view kind,
                                               std::string_view key) override;
    base::Result<uint64_t> put(std::string_view kind, const Document& document,
                               uint64_t expected_version) override;
    base::Result<bool> remove(std::string_view kind, std::string_view key) override;
    base::Result<Page> list(std::string_view kind, std::string_view status,
                            const std::string& cursor, size_t limit) override;
    base::Result<void> audit(const AuditEntry& entry) override;
    base::Result<std::vector<AuditEntry>> audit_log(size_t limit) override;
    base::Result<std::optional<AuditEntry>> verify_audit() override;

private:
    /// Prepared once; CHECKs that our own SQL is right.
    base::Result<sqlite3_stmt*> prepared(const char* sql);
    base::Result<void> run(const char* sql);
    base::Error failure(std::string_view what) const {
        const int code = sqlite3_errcode(database_);
        const bool corrupt = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
        return {corrupt ? base::ErrorKind::corrupt : base::ErrorKind::unavailable,
                fmt::format("cannot {}: {}", what, sqlite3_errmsg(database_))};
    }
    base::Result<uint64_t> version_of(std::string_view kind, std::string_view key);

    std::recursive_mutex mutex_;  // recursive: calls inside transact() are this thread's own
    bool in_transaction_ = false;
    sqlite3* database_ = nullptr;
    std::map<const char*, sqlite3_stmt*> statements_;  // by the address of the literal
};

base::Result<void> SqliteState::open(const std::string& path) {
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(path.c_str(), &database_, flags, nullptr) != SQLITE_OK)
        return failure("open " + path);
    sqlite3_busy_timeout(database_, busy_timeout_ms);
    char* cause = nullptr;
    if (sqlite3_exec(database_, schema, nullptr, nullptr, &cause) == SQLITE_OK) return {};
    sqlite3_free(cause);
    return failure("open " + path);
}

base::Result<sqlite3_stmt*> SqliteState::prepared(const char* sql) {
    auto& statement = statements_[sql];
    if (statement == nullptr && sqlite3_prepare_v3(database_, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                                   &statement, nullptr) != SQLITE_OK)
        return failure("prepare a statement");
    return statement;
}

base::Result<void> SqliteState::run(const char* sql) {
    TRY(auto* statement, prepared(sql));
    Use use(statement);
    if (use.step() != SQLITE_DONE) return failure("write the state");
    return {};
}

base::Result<void> SqliteState::transact(const std::function<base::Result<void>()>& work) {
    const std::lock_guard lock(mutex_);
    CHECK(!in_transaction_);
    TRY_DO(run("BEGIN IMMEDIATE"));
    in_transaction_ = true;
    auto outcome = work();
    in_transaction_ = false;
    if (outcome.ok()) outcome = run("COMMIT");
    if (!outcome.ok() && sqlite3_get_autocommit(database_) == 0) static_cast<void>(run("ROLLBACK"));
    return outcome;
}

base::Result<std::optional<Document>> SqliteState::find(std::string_view kind,
                                                        std::string_view key) {
    const std::lock_guard lock(mutex_);
    TRY(auto* statement,
        prepared("SELECT json, rank, status, version FROM document WHERE kind = ? AND key = ?"));
    Use use(statement);
    const int step = use.bind(kind).bind(key).step();
    if (step == SQLITE_DONE) return std::optional<Document>();
    if (step != SQLITE_ROW) return failure("read the state");
    return std::optional(Document{std::string(key), use.text(0), use.real(1), use.text(2),
                                  static_cast<uint64_t>(use.number(3))});
}

base::Result<uint64_t> SqliteState::version_of(std::string_view kind, std::string_view key) {
    TRY(auto* statement, prepared("SELECT version FROM document WHERE kind = ? AND key = ?"));
    Use use(statement);
    const int step = use.bind(kind).bind(key).step();
    if (step == SQLITE_ROW) return static_cast<uint64_t>(use.number(0));
    if (step == SQLITE_DONE) return uint64_t{0};
    return failure("read the state");
}

base::Result<uint64_t> SqliteState::put(std::string_view kind, const Document& document,
                                        uint64_t expected_version) {
    const std::lock_guard lock(mutex_);
    if (expected_version != 0) {
        TRY(const uint64_t version, version_of(kind, document.key));
        if (version != expected_version)
            return base::Error{base::ErrorKind::usage,
                               fmt::format("cannot change {}: it is at version {}, not {}",
                                           document.key, version, expected_version)};
    }
    TRY(auto* statement,
        prepared("INSERT INTO document (kind, key, json, rank, status, version) "
                 "VALUES (?, ?, ?, ?, ?, 1) ON CONFLICT (kind, key) DO UPDATE SET "
                 "json = excluded.json, rank = excluded.rank, status = excluded.status, "
                 "version = version + 1 RETURNING version"));
    Use use(statement);
    use.bind(kind).bind(document.key).bind(document.json).bind(document.rank);
    if (use.bind(document.status).step() != SQLITE_ROW) return failure("write the state");
    const auto version = static_cast<uint64_t>(use.number(0));
    if (use.step() != SQLITE_DONE) return failure("write the state");
    return version;
}

base::Result<bool> SqliteState::remove(std::string_view kind, std::string_view key) {
    const std::lock_guard lock(mutex_);
    TRY(auto* statement, prepared("DELETE FROM document WHERE kind = ? AND key = ?"));
    Use use(statement);
    if (use.bind(kind).bind(key).step() != SQLITE_DONE) return failure("write the state");
    return sqlite3_changes(database_) > 0;
}

base::Result<StateStore::Page> SqliteState::list(std::string_view kind, std::string_view status,
                                                 const std::string& cursor, size_t limit) {
    const std::lock_guard lock(mutex_);
    std::string_view key = cursor;
    const std::string rank(base::take_until(key, ':'));
    char* end = nullptr;
    const double from = std::strtod(rank.c_str(), &end);
    if (!cursor.empty() && (rank.empty() || *end != '\0'))
        return base::Error{base::ErrorKind::usage, "no such cursor"};
    TRY(auto* statement,
        prepared("SELECT key, json, rank, status, version FROM document WHERE kind = ?1 AND "
                 "(?2 = '' OR status = ?2) AND (?3 = 0 OR rank < ?4 OR (rank = ?4 AND key > ?5)) "
                 "ORDER BY rank DESC, key LIMIT ?6"));
    limit = std::min(limit, page_max);
    Use use(statement);
    use.bind(kind).bind(status).bind(int64_t{cursor.empty() ? 0 : 1}).bind(from).bind(key);
    use.bind(static_cast<int64_t>(limit));
    Page out;
    int step = SQLITE_DONE;
    while ((step = use.step()) == SQLITE_ROW)
        out.documents.push_back({use.text(0), use.text(1), use.real(2), use.text(3),
                                 static_cast<uint64_t>(use.number(4))});
    if (step != SQLITE_DONE) return failure("read the state");
    if (limit > 0 && out.documents.size() == limit) out.next = cursor_text(out.documents.back());
    return out;
}

base::Result<void> SqliteState::audit(const AuditEntry& entry) {
    const std::lock_guard lock(mutex_);
    // Reading the newest hash and adding the next must be one step: another process audits too.
    if (!in_transaction_) return transact([&] { return audit(entry); });
    std::string previous;
    {
        TRY(auto* statement, prepared("SELECT hash FROM audit ORDER BY id DESC LIMIT 1"));
        Use use(statement);
        const int step = use.step();
        if (step != SQLITE_ROW && step != SQLITE_DONE) return failure("read the audit log");
        if (step == SQLITE_ROW) previous = use.text(0);
    }
    TRY(auto* statement, prepared("INSERT INTO audit (time_ns, actor, action, object, detail, "
                                  "hash) VALUES (?, ?, ?, ?, ?, ?)"));
    Use use(statement);
    const std::string hash = hash_after(previous, entry);
    use.bind(entry.time_ns).bind(entry.actor).bind(entry.action).bind(entry.object);
    if (use.bind(entry.detail).bind(hash).step() != SQLITE_DONE)
        return failure("write the audit log");
    return {};
}

AuditEntry entry_in(Use& use) {
    return {use.number(0), use.text(1), use.text(2), use.text(3), use.text(4), use.text(5)};
}

base::Result<std::vector<AuditEntry>> SqliteState::audit_log(size_t limit) {
    const std::lock_guard lock(mutex_);
    TRY(auto* statement, prepared("SELECT time_ns, actor, action, object, detail, hash FROM audit "
                                  "ORDER BY id DESC LIMIT ?"));
    Use use(statement);
    use.bind(static_cast<int64_t>(std::min(limit, page_max)));
    std::vector<AuditEntry> out;
    int step = SQLITE_DONE;
    while ((step = use.step()) == SQLITE_ROW) out.push_back(entry_in(use));
    if (step != SQLITE_DONE) return failure("read the audit log");
    return out;
}

base::Result<std::optional<AuditEntry>> SqliteState::verify_audit() {
    const std::lock_guard lock(mutex_);
    TRY(auto* statement, prepared("SELECT time_ns, actor, action, object, detail, hash FROM audit "
                                  "ORDER BY id"));
    Use use(statement);
    std::string previous;
    int step = SQLITE_DONE;
    while ((step = use.step()) == SQLITE_ROW) {
        auto entry = entry_in(use);
        if (entry.hash != hash_after(previous, entry)) return std::optional(std::move(entry));
        previous = std::move(entry.hash);
    }
    if (step != SQLITE_DONE) return failure("read the audit log");
    return std::optional<AuditEntry>();
}

}  // namespace

base::Result<std::unique_ptr<StateStore>> StateStore::open(const std::string& path) {
    auto out = std::make_unique<SqliteState>();
    TRY_DO(out->open(path));
    return std::unique_ptr<StateStore>(std::move(out));
}

}  // namespace ward::store
