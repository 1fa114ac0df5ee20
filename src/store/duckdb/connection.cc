// SPDX-License-Identifier: Apache-2.0
// Runs statements and binds parameters. Text from outside is only ever bound, never pasted into
// SQL.
#include "store/duckdb/connection.h"

namespace ward::store::duckdb {

namespace {

base::Error failure(duckdb_error_type type, const char* text) {
    using base::ErrorKind;
    std::string cause = text != nullptr ? text : "unknown";
    cause = cause.substr(0, cause.find('\n'));
    switch (type) {
        case DUCKDB_ERROR_INTERRUPT:
            return {ErrorKind::limit, "cannot finish the query: it took too long"};
        case DUCKDB_ERROR_OUT_OF_MEMORY:
            return {ErrorKind::limit, "cannot finish the query: it needs too much memory"};
        case DUCKDB_ERROR_BINDER:
        case DUCKDB_ERROR_PARSER:
        case DUCKDB_ERROR_SYNTAX:
        case DUCKDB_ERROR_CATALOG:
        case DUCKDB_ERROR_CONVERSION:
        case DUCKDB_ERROR_INVALID_INPUT:
        case DUCKDB_ERROR_OUT_OF_RANGE:
        case DUCKDB_ERROR_PERMISSION:
            return {ErrorKind::usage, "cannot run the query: " + cause};
        default:
            return {ErrorKind::unavailable, "event store: " + cause};
    }
}

struct Statement {
    duckdb_prepared_statement handle = nullptr;
    ~Statement() { duckdb_destroy_prepare(&handle); }
};

void bind(duckdb_prepared_statement statement, idx_t at, const Value& value) {
    if (const auto* flag = std::get_if<bool>(&value))
        duckdb_bind_boolean(statement, at, *flag);
    else if (const auto* number = std::get_if<int64_t>(&value))
        duckdb_bind_int64(statement, at, *number);
    else if (const auto* real = std::get_if<double>(&value))
        duckdb_bind_double(statement, at, *real);
    else if (const auto* text = std::get_if<std::string>(&value))
        duckdb_bind_varchar_length(statement, at, text->data(), text->size());
    else if (const auto* time = std::get_if<Timestamp>(&value))
        duckdb_bind_int64(statement, at, time->ns);  // times are BIGINT in every table
    else if (const auto* dynamic = std::get_if<Dynamic>(&value))
        duckdb_bind_varchar_length(statement, at, dynamic->json.data(), dynamic->json.size());
    else
        duckdb_bind_null(statement, at);
}

}  // namespace

base::Result<void> Connection::run(const std::string& sql) {
    Rows rows;
    if (duckdb_query(connection_, sql.c_str(), rows.handle()) == DuckDBSuccess) return {};
    return failure(duckdb_result_error_type(rows.handle()), duckdb_result_error(rows.handle()));
}

base::Result<Rows> Connection::ask(const std::string& sql, const std::vector<Value>& parameters,
                                   bool read_only) {
    Statement statement;
    if (duckdb_prepare(connection_, sql.c_str(), &statement.handle) != DuckDBSuccess)
        return base::Error{base::ErrorKind::usage, std::string("cannot run the query: ") +
                                                       duckdb_prepare_error(statement.handle)};
    if (read_only &&
        duckdb_prepared_statement_type(statement.handle) != DUCKDB_STATEMENT_TYPE_SELECT)
        return base::Error{base::ErrorKind::denied, "cannot run the query: it is not a question"};
    for (size_t i = 0; i < parameters.size(); ++i) bind(statement.handle, i + 1, parameters[i]);
    Rows rows;
    if (duckdb_execute_prepared(statement.handle, rows.handle()) != DuckDBSuccess)
        return failure(duckdb_result_error_type(rows.handle()), duckdb_result_error(rows.handle()));
    return rows;
}

base::Result<Table> Connection::table(const std::string& sql, const std::vector<Value>& parameters,
                                      size_t rows_max, bool read_only) {
    TRY(Rows rows, ask(sql, parameters, read_only));
    return to_table(rows, rows_max);
}

std::string literal(std::string_view text) {
    std::string out = "'";
    for (const char c : text) out.append(c == '\'' ? 2 : 1, c);
    return out + "'";
}

std::string quoted(std::string_view name) {
    std::string out = "\"";
    for (const char c : name) out.append(c == '"' ? 2 : 1, c);
    return out + "\"";
}

}  // namespace ward::store::duckdb
