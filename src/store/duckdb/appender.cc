// SPDX-License-Identifier: Apache-2.0
// Fills data chunks of 2,048 rows and hands them to DuckDB's appender. Knows types, not meanings.
#include "store/duckdb/appender.h"

namespace ward::store::duckdb {

namespace {

duckdb_type type_of(std::string_view name) {
    if (name == "TINYINT") return DUCKDB_TYPE_TINYINT;
    if (name == "INTEGER") return DUCKDB_TYPE_INTEGER;
    if (name == "BIGINT") return DUCKDB_TYPE_BIGINT;
    if (name == "UINTEGER") return DUCKDB_TYPE_UINTEGER;
    if (name == "UBIGINT") return DUCKDB_TYPE_UBIGINT;
    if (name == "BLOB") return DUCKDB_TYPE_BLOB;
    CHECK(name == "VARCHAR");
    return DUCKDB_TYPE_VARCHAR;
}

}  // namespace

Appender::Appender(Connection& connection, const std::string& catalog, const std::string& table,
                   const std::vector<std::string_view>& types) {
    failed_ = duckdb_appender_create_ext(connection.handle(), catalog.c_str(), "main",
                                         table.c_str(), &appender_) != DuckDBSuccess;
    std::vector<duckdb_logical_type> logical;
    for (const auto name : types) {
        columns_.push_back({type_of(name), nullptr, nullptr, false});
        logical.push_back(duckdb_create_logical_type(columns_.back().type));
    }
    chunk_ = duckdb_create_data_chunk(logical.data(), logical.size());
    for (auto& type : logical) duckdb_destroy_logical_type(&type);
    open_chunk();
}

Appender::~Appender() {
    duckdb_destroy_data_chunk(&chunk_);
    duckdb_appender_destroy(&appender_);
}

void Appender::open_chunk() {
    duckdb_data_chunk_reset(chunk_);
    for (idx_t c = 0; c < columns_.size(); ++c) {
        auto& column = columns_[c];
        column.vector = duckdb_data_chunk_get_vector(chunk_, c);
        duckdb_vector_ensure_validity_writable(column.vector);
        column.data = duckdb_vector_get_data(column.vector);
        column.is_set = false;
    }
    row_ = 0;
}

void Appender::set(size_t column, std::string_view text) {
    auto& to = columns_[column];
    duckdb_vector_assign_string_element_len(to.vector, row_, text.data(), text.size());
    to.is_set = true;
}

void Appender::set_number(size_t column, int64_t number) {
    auto& to = columns_[column];
    to.is_set = true;
    switch (to.type) {
        case DUCKDB_TYPE_TINYINT:
            static_cast<int8_t*>(to.data)[row_] = static_cast<int8_t>(number);
            return;
        case DUCKDB_TYPE_INTEGER:
        case DUCKDB_TYPE_UINTEGER:
            static_cast<int32_t*>(to.data)[row_] = static_cast<int32_t>(number);
            return;
        default:
            static_cast<int64_t*>(to.data)[row_] = number;
    }
}

void Appender::end_row() {
    for (auto& column : columns_) {
        if (!column.is_set)
            duckdb_validity_set_row_invalid(duckdb_vector_get_validity(column.vector), row_);
        column.is_set = false;
    }
    if (++row_ == duckdb_vector_size()) send_chunk();
}

void Appender::send_chunk() {
    duckdb_data_chunk_set_size(chunk_, row_);
    if (!failed_ && row_ > 0)
        failed_ = duckdb_append_data_chunk(appender_, chunk_) != DuckDBSuccess;
    open_chunk();
}

base::Result<void> Appender::finish() {
    send_chunk();
    failed_ = failed_ || duckdb_appender_flush(appender_) != DuckDBSuccess;
    if (!failed_) return {};
    const char* cause = duckdb_appender_error(appender_);
    return base::Error{base::ErrorKind::unavailable,
                       std::string("event store: ") + (cause != nullptr ? cause : "cannot append")};
}

}  // namespace ward::store::duckdb
