// SPDX-License-Identifier: Apache-2.0
// The arguments of a function that DuckDB calls, a vector of each.
#pragma once

#include <duckdb.h>

#include <string_view>
#include <vector>

namespace ward::store::duckdb {

struct Input {
    const void* data = nullptr;
    uint64_t* validity = nullptr;
    duckdb_type type = DUCKDB_TYPE_SQLNULL;

    bool is_null(idx_t row) const {
        return data == nullptr || type == DUCKDB_TYPE_SQLNULL ||
               (validity != nullptr && !duckdb_validity_row_is_valid(validity, row));
    }
    template <typename T>
    const T& at(idx_t row) const {
        return static_cast<const T*>(data)[row];
    }
    /// Of a VARCHAR or BLOB; empty if null.
    std::string_view text(idx_t row) const {
        if (is_null(row)) return {};
        const auto& text = at<duckdb_string_t>(row);
        return {
            duckdb_string_is_inlined(text) ? text.value.inlined.inlined : text.value.pointer.ptr,
            text.value.inlined.length};
    }
};

inline std::vector<Input> inputs_of(duckdb_data_chunk chunk) {
    std::vector<Input> out;
    for (idx_t i = 0; i < duckdb_data_chunk_get_column_count(chunk); ++i) {
        const duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, i);
        duckdb_logical_type type = duckdb_vector_get_column_type(vector);
        out.push_back({duckdb_vector_get_data(vector), duckdb_vector_get_validity(vector),
                       duckdb_get_type_id(type)});
        duckdb_destroy_logical_type(&type);
    }
    return out;
}

}  // namespace ward::store::duckdb
