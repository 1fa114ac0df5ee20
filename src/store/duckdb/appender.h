// SPDX-License-Identifier: Apache-2.0
// A bulk append into one table: rows are set column by column into DuckDB's vectors.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "store/duckdb/connection.h"

namespace ward::store::duckdb {

class Appender {
public:
    /// `types` are DuckDB's names of the table's columns, in order.
    Appender(Connection& connection, const std::string& catalog, const std::string& table,
             const std::vector<std::string_view>& types);
    ~Appender();
    Appender(const Appender&) = delete;
    Appender& operator=(const Appender&) = delete;

    /// Values of the open row; a column that is not set is NULL. Text must be valid UTF-8.
    void set(size_t column, std::string_view text);
    void set_number(size_t column, int64_t number);
    void end_row();
    base::Result<void> finish();

private:
    struct Column {
        duckdb_type type;
        duckdb_vector vector;
        void* data;
        bool is_set;
    };
    void open_chunk();
    void send_chunk();

    duckdb_appender appender_ = nullptr;
    duckdb_data_chunk chunk_ = nullptr;
    std::vector<Column> columns_;
    idx_t row_ = 0;
    bool failed_ = false;
};

}  // namespace ward::store::duckdb
