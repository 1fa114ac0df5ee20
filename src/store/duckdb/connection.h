// SPDX-License-Identifier: Apache-2.0
// DuckDB's C API behind Result: a database, its connections, statements and answers. Nothing of
// DuckDB leaves this folder.
#pragma once

#include <duckdb.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/event_store.h"

namespace ward::store::duckdb {

/// An answer that is whole in memory.
class Rows {
public:
    Rows() = default;
    Rows(Rows&& other) noexcept : result_(std::exchange(other.result_, {})) {}
    Rows& operator=(Rows&& other) noexcept {
        std::swap(result_, other.result_);
        return *this;
    }
    ~Rows() { duckdb_destroy_result(&result_); }
    duckdb_result* handle() { return &result_; }

private:
    duckdb_result result_{};
};

class Connection {
public:
    explicit Connection(duckdb_database database) { duckdb_connect(database, &connection_); }
    ~Connection() { duckdb_disconnect(&connection_); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    duckdb_connection handle() const { return connection_; }
    base::Result<void> run(const std::string& sql);
    /// One statement with parameters; refuses anything but a SELECT where `read_only`.
    base::Result<Rows> ask(const std::string& sql, const std::vector<Value>& parameters = {},
                           bool read_only = false);
    /// The same as a table of at most `rows_max` rows.
    base::Result<Table> table(const std::string& sql, const std::vector<Value>& parameters = {},
                              size_t rows_max = SIZE_MAX, bool read_only = false);

private:
    duckdb_connection connection_ = nullptr;
};

/// Rows as Kusto sees them (result.cc).
Table to_table(Rows& rows, size_t rows_max);

/// A function for SQL that gets nulls too, and arguments of any types.
struct NewFunction {
    std::string name;
    size_t arguments = 0;  // 0: any number
    duckdb_type result = DUCKDB_TYPE_VARCHAR;
    duckdb_scalar_function_t call = nullptr;
    void* extra = nullptr;  // for duckdb_scalar_function_get_extra_info()
    duckdb_delete_callback_t free_extra = nullptr;
    bool is_volatile = false;
};

/// Lets the SQL of every connection to the same instance call it (functions.cc).
base::Result<void> add_function(const Connection& connection, const NewFunction& function);
base::Result<void> add_function(const Connection& connection, const ScalarFunction& function);

/// A text as an SQL literal, and as a quoted name.
std::string literal(std::string_view text);
std::string quoted(std::string_view name);

}  // namespace ward::store::duckdb
