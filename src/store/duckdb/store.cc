// SPDX-License-Identifier: Apache-2.0
// Opens the instance and its days, and removes old days. Settings are locked after opening: a
// query can reach no file but the days.
#include "store/duckdb/store.h"

#include <fmt/format.h>

#include <filesystem>
#include <tuple>

#include "base/file.h"
#include "base/json.h"
#include "store/duckdb/derived.h"
#include "store/duckdb/finding_rows.h"
#include "store/duckdb/schema.h"

namespace ward::store {

base::Result<std::unique_ptr<EventStore>> EventStore::open(const std::string& folder,
                                                           const base::Clock& clock,
                                                           std::shared_ptr<const Deriver> deriver) {
    TRY_DO(base::make_folders(folder));
    auto out = std::make_unique<duckdb::DuckStore>(folder, clock, std::move(deriver));
    TRY_DO(out->open());
    return std::unique_ptr<EventStore>(std::move(out));
}

base::Result<std::unique_ptr<EventStore>> EventStore::open_temporary(
    std::shared_ptr<const Deriver> deriver) {
    static const base::SystemClock clock;
    auto out = std::make_unique<duckdb::DuckStore>("", clock, std::move(deriver));
    TRY_DO(out->open());
    return std::unique_ptr<EventStore>(std::move(out));
}

}  // namespace ward::store

namespace ward::store::duckdb {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view library_version = "v1.5.6";
constexpr std::string_view suffix = ".duckdb";
constexpr std::string_view memory_limit = "1GB";  // of the instance: all reads together
// Of 2048 rows each: a checkpoint writes the last, partial group anew, so smaller ones cost less
// (measured, transactions of 8,000 rows: 9.0 us and 101 B a row; with DuckDB's 122,880 13.2 us and
// 121 B).
constexpr int row_group_rows = 15 * 2048;
// Of WAL: bounds its replay (0.1 s/MB) and how long a checkpoint keeps findings waiting (at 20,000
// events/s 0.8 s with 64MB, 0.3 s with 24MB; with 12MB checkpoints come faster than they end).
constexpr std::string_view checkpoint_bytes = "24MB";

constexpr int late_rows_max = 10'000;  // of the newest rows, what is made or large is read last
constexpr int late_keys_max = 1000;    // of so many rows the scan is told their very records
constexpr uint64_t headers_bytes = 3 * 4096;  // a smaller file was never whole, so never committed

bool is_day(std::string_view name) {
    if (name.size() != 10 + suffix.size() || !name.ends_with(suffix)) return false;
    for (size_t i = 0; i < 10; ++i) {
        const bool dash = i == 4 || i == 7;
        if (dash ? name[i] != '-' : name[i] < '0' || name[i] > '9') return false;
    }
    return true;
}

std::string catalog_of(std::string_view day) {
    return fmt::format("d{}{}{}", day.substr(0, 4), day.substr(5, 2), day.substr(8, 2));
}

uint64_t file_bytes(const std::string& path) {
    std::error_code error;
    const auto bytes = fs::file_size(path, error);
    return error ? 0 : bytes;
}

}  // namespace

DuckStore::~DuckStore() {
    close_instance();
}

base::Result<void> DuckStore::open() {
    if (duckdb_library_version() != library_version)
        return base::Error{base::ErrorKind::unavailable,
                           fmt::format("cannot open the event store: libduckdb is {}, not {}",
                                       duckdb_library_version(), library_version)};
    const std::unique_lock lock(instance_);
    return open_instance();
}

base::Result<void> DuckStore::open_instance() {
    if (duckdb_open(nullptr, &database_) != DuckDBSuccess)
        return base::Error{base::ErrorKind::unavailable, "cannot start the event store"};
    writer_ = std::make_unique<Connection>(database_);
    const auto set = [this](std::string_view name, const std::string& value) {
        return writer_->run(fmt::format("SET {} = {}", name, value));
    };
    TRY_DO(set("autoinstall_known_extensions", "false"));
    TRY_DO(set("autoload_known_extensions", "false"));
    TRY_DO(set("allow_community_extensions", "false"));
    TRY_DO(set("memory_limit", literal(memory_limit)));
    TRY_DO(set("GLOBAL late_materialization_max_rows", std::to_string(late_rows_max)));
    TRY_DO(set("GLOBAL dynamic_or_filter_threshold", std::to_string(late_keys_max)));
    TRY_DO(set("checkpoint_threshold", literal(checkpoint_bytes)));
    TRY_DO(set("storage_compatibility_version", "'v1.5.0'"));
    TRY_DO(set("temp_directory", literal(folder_.empty() ? "" : folder_ + "/spill")));
    if (!folder_.empty()) TRY_DO(set("allowed_directories", "[" + literal(folder_ + "/") + "]"));
    TRY_DO(set("enable_external_access", "false"));
    TRY_DO(set("lock_configuration", "true"));
    TRY_DO(add_derived(*writer_, deriver_));
    return load_days();
}

base::Result<void> DuckStore::load_days() {
    std::vector<Day> days;
    if (!folder_.empty()) {
        TRY(const auto names, base::list_folder(folder_));
        for (const auto& name : names) {
            if (!is_day(name)) continue;
            if (file_bytes(folder_ + "/" + name) < headers_bytes) {
                TRY_DO(base::remove_file(folder_ + "/" + name));
                continue;
            }
            const std::string day = name.substr(0, name.size() - suffix.size());
            days.push_back({day, catalog_of(day)});
        }
    }
    for (size_t i = 0; i < days.size(); ++i) {
        TRY_DO(attach(days[i]));
        TRY(const bool begun, is_begun(days[i]));
        if (!begun) {  // a crash before its first commit: the next append begins it again
            TRY_DO(writer_->run("DETACH " + days[i].catalog));
            TRY_DO(base::remove_file(path_of(days[i])));
            days.erase(days.begin() + static_cast<ptrdiff_t>(i--));
            continue;
        }
        TRY_DO(check_columns(days[i]));
        TRY_DO(load_state(days[i]));
        if (i + 2 >= days.size()) TRY_DO(load_known(days[i]));
    }
    const std::lock_guard lock(mutex_);
    days_ = std::move(days);
    return {};
}

std::string DuckStore::path_of(const Day& day) const {
    return folder_ + "/" + day.name + std::string(suffix);
}

base::Result<void> DuckStore::attach(const Day& day) {
    const std::string path = folder_.empty() ? ":memory:" : path_of(day);
    const auto attached = writer_->run(fmt::format("ATTACH {} AS {} (ROW_GROUP_SIZE {})",
                                                   literal(path), day.catalog, row_group_rows));
    if (attached.ok()) return {};
    return base::wrap("cannot open " + path, attached.error());
}

// Tables and state row of a day are committed together.
base::Result<bool> DuckStore::is_begun(const Day& day) {
    TRY(const Table tables,
        writer_->table("SELECT 1 FROM duckdb_tables() WHERE database_name = ?1 AND "
                       "table_name = 'state'",
                       {day.catalog}));
    return !tables.rows.empty();
}

// A file of another version of Ward is left as it is.
base::Result<void> DuckStore::check_columns(const Day& day) {
    TRY(const Table table,
        writer_->table("SELECT column_name FROM duckdb_columns() WHERE database_name = ?1 AND "
                       "table_name = 'events' ORDER BY column_index",
                       {day.catalog}));
    std::vector<std::string_view> want, have;
    const auto columns = stored_event_columns();
    for (const auto& column : columns) want.push_back(column.name);
    for (const auto& row : table.rows) have.push_back(std::get<std::string>(row[0]));
    if (want == have) return {};
    return base::Error{base::ErrorKind::corrupt,
                       fmt::format("{} was written by another version of Ward, with other "
                                   "columns; move it away to go on without its events",
                                   path_of(day))};
}

base::Result<void> DuckStore::load_state(Day& day) {
    TRY(const Table table,
        writer_->table(fmt::format("SELECT min_ns, max_ns, timeless, position, last_row, counts, "
                                   "detector, detector_position FROM {}.main.state",
                                   day.catalog)));
    if (table.rows.empty()) return {};
    const auto& row = table.rows.front();
    day.min_ns = number_in(row[0], INT64_MAX), day.max_ns = number_in(row[1], INT64_MIN);
    const auto* timeless = std::get_if<bool>(&row[2]);
    day.timeless = timeless != nullptr && *timeless;
    State state;  // days come oldest first: the one that stays is the newest one's
    state.position = static_cast<uint64_t>(number_in(row[3], 0));
    state.last_row = static_cast<uint64_t>(number_in(row[4], 0));
    std::tie(state.counts, state.cursors) = counts_of(text_in(row[5]));
    state.detector = text_in(row[6]);
    state.detector_position = static_cast<uint64_t>(number_in(row[7], 0));
    const std::lock_guard lock(mutex_);
    state_ = std::move(state);
    return {};
}

base::Result<void> DuckStore::load_known(const Day& day) {
    TRY(const Table ids,
        writer_->table(fmt::format("SELECT finding_id FROM {}.main.findings", day.catalog)));
    for (const auto& row : ids.rows) findings_known_.insert(text_in(row[0]));
    TRY(const Table rules,
        writer_->table(fmt::format("SELECT hash FROM {}.main.rules", day.catalog)));
    rules_known_.clear();
    for (const auto& row : rules.rows) rules_known_.insert(text_in(row[0]));
    return {};
}

/// Needs `appending_`. Functions that were added are there again.
base::Result<void> DuckStore::reopen_if_broken() {
    if (!broken_) return {};
    const std::unique_lock alone(instance_);
    close_instance();
    TRY_DO(open_instance());
    for (const auto& [name, function] : functions_) TRY_DO(add_function(*writer_, *function));
    broken_ = false;
    return {};
}

void DuckStore::close_instance() {
    writer_.reset();
    duckdb_close(&database_);
    findings_known_.clear(), rules_known_.clear();
}

base::JournalPosition DuckStore::position() const {
    const std::lock_guard lock(mutex_);
    return state_.position;
}

std::string DuckStore::detector_state() const {
    const std::lock_guard lock(mutex_);
    return state_.detector;
}

base::JournalPosition DuckStore::detector_position() const {
    const std::lock_guard lock(mutex_);
    return state_.detector_position;
}

std::map<std::string, SourceCounts> DuckStore::counts() const {
    const std::lock_guard lock(mutex_);
    return state_.counts;
}

std::map<std::string, std::string> DuckStore::cursors() const {
    const std::lock_guard lock(mutex_);
    return state_.cursors;
}

uint64_t DuckStore::bytes_on_disk() const {
    const std::lock_guard lock(mutex_);
    uint64_t out = 0;
    for (const auto& day : days_)
        if (!folder_.empty()) out += file_bytes(path_of(day)) + file_bytes(path_of(day) + ".wal");
    return out;
}

base::Result<size_t> DuckStore::retain(int age_days, uint64_t bytes_max) {
    const std::lock_guard append_lock(appending_);
    const std::string oldest_kept =
        base::format_rfc3339(clock_.now_ns() - age_days * int64_t{86'400} * base::second_ns)
            .substr(0, 10);
    size_t removed = 0;
    for (;;) {
        Day day;
        {
            const std::lock_guard lock(mutex_);
            if (days_.size() < 2) return removed;  // the newest holds the position: it stays
            day = days_.front();
        }
        const bool old = age_days > 0 && day.name < oldest_kept;
        if (!old && (bytes_max == 0 || bytes_on_disk() <= bytes_max)) return removed;
        const std::unique_lock alone(instance_);
        TRY_DO(writer_->run("DETACH " + day.catalog));
        if (!folder_.empty()) {
            TRY_DO(base::remove_file(path_of(day)));
            if (base::exists(path_of(day) + ".wal"))
                TRY_DO(base::remove_file(path_of(day) + ".wal"));
        }
        const std::lock_guard lock(mutex_);
        days_.erase(days_.begin());
        ++removed;
    }
}

static void write_counts(base::JsonWriter& writer, const SourceCounts& one) {
    writer.begin_object();
    writer.field("stored", one.stored).field("quarantined", one.quarantined);
    if (one.last_event_ns != base::no_time) writer.field("last", one.last_event_ns);
    if (!one.dropped.empty()) {
        writer.key("dropped").begin_object();
        for (const auto& [reason, n] : one.dropped) writer.field(reason, n);
        writer.end_object();
    }
    writer.end_object();
}

std::string counts_text(const Counts& counts, const Cursors& cursors) {
    std::string out;
    base::JsonWriter writer(out);
    writer.begin_object().key("sources").begin_object();
    for (const auto& [source, one] : counts) write_counts(writer.key(source), one);
    writer.end_object().key("cursors").begin_object();
    for (const auto& [key, value] : cursors) writer.field(key, value);
    writer.end_object().end_object();
    return out;
}

std::pair<Counts, Cursors> counts_of(const std::string& text) {
    std::pair<Counts, Cursors> out;
    const auto json = base::parse_json(text);
    if (!json.ok()) return out;
    for (const auto& [source, one] : (*json)["sources"].object()) {
        auto& to = out.first[source];
        to.stored = static_cast<uint64_t>(one["stored"].integer());
        to.quarantined = static_cast<uint64_t>(one["quarantined"].integer());
        to.last_event_ns = one["last"].integer(base::no_time);
        for (const auto& [reason, n] : one["dropped"].object())
            to.dropped[reason] = static_cast<uint64_t>(n.integer());
    }
    for (const auto& [key, value] : (*json)["cursors"].object())
        out.second[key] = std::string(value.text());
    return out;
}

}  // namespace ward::store::duckdb
