// SPDX-License-Identifier: Apache-2.0
// Functions that the query module brings, called from DuckDB a vector at a time. A value of a kind
// that no function takes is null to it.
#include <vector>

#include "store/duckdb/inputs.h"
#include "store/duckdb/store.h"

namespace ward::store::duckdb {

namespace {

Argument argument_of(const Input& input, idx_t row) {
    if (input.is_null(row)) return {};
    switch (input.type) {
        case DUCKDB_TYPE_BOOLEAN:
            return input.at<bool>(row);
        case DUCKDB_TYPE_INTEGER:
            return int64_t{input.at<int32_t>(row)};
        case DUCKDB_TYPE_BIGINT:
            return input.at<int64_t>(row);
        case DUCKDB_TYPE_DOUBLE:
            return input.at<double>(row);
        case DUCKDB_TYPE_VARCHAR:
            return input.text(row);
        default:
            return {};
    }
}

template <typename T>
bool put(duckdb_vector output, idx_t row, const CallResult& result) {
    const T* value = std::get_if<T>(&result);
    if (value != nullptr) static_cast<T*>(duckdb_vector_get_data(output))[row] = *value;
    return value != nullptr;
}

bool put_result(duckdb_vector output, idx_t row, ScalarType type, const CallResult& result) {
    switch (type) {
        case ScalarType::boolean:
            return put<bool>(output, row, result);
        case ScalarType::integer:
            return put<int64_t>(output, row, result);
        case ScalarType::real:
            return put<double>(output, row, result);
        case ScalarType::text:
            break;
    }
    const auto* text = std::get_if<std::string>(&result);
    if (text != nullptr)
        duckdb_vector_assign_string_element_len(output, row, text->data(), text->size());
    return text != nullptr;
}

void call(duckdb_function_info info, duckdb_data_chunk chunk, duckdb_vector output) {
    const auto& function =
        *static_cast<const ScalarFunction*>(duckdb_scalar_function_get_extra_info(info));
    const auto inputs = inputs_of(chunk);
    std::vector<Argument> arguments(inputs.size());
    duckdb_vector_ensure_validity_writable(output);
    uint64_t* validity = duckdb_vector_get_validity(output);
    for (idx_t row = 0; row < duckdb_data_chunk_get_size(chunk); ++row) {
        for (size_t i = 0; i < inputs.size(); ++i) arguments[i] = argument_of(inputs[i], row);
        if (!put_result(output, row, function.result, function.call(arguments)))
            duckdb_validity_set_row_invalid(validity, row);
    }
}

duckdb_type type_of(ScalarType type) {
    switch (type) {
        case ScalarType::boolean:
            return DUCKDB_TYPE_BOOLEAN;
        case ScalarType::integer:
            return DUCKDB_TYPE_BIGINT;
        case ScalarType::real:
            return DUCKDB_TYPE_DOUBLE;
        case ScalarType::text:
            break;
    }
    return DUCKDB_TYPE_VARCHAR;
}

}  // namespace

base::Result<void> add_function(const Connection& connection, const NewFunction& function) {
    duckdb_scalar_function made = duckdb_create_scalar_function();
    duckdb_logical_type any = duckdb_create_logical_type(DUCKDB_TYPE_ANY);
    duckdb_logical_type result = duckdb_create_logical_type(function.result);
    duckdb_scalar_function_set_name(made, function.name.c_str());
    if (function.arguments == 0) duckdb_scalar_function_set_varargs(made, any);
    for (size_t i = 0; i < function.arguments; ++i) duckdb_scalar_function_add_parameter(made, any);
    duckdb_scalar_function_set_return_type(made, result);
    duckdb_scalar_function_set_special_handling(made);  // nulls reach the function
    if (function.is_volatile) duckdb_scalar_function_set_volatile(made);
    duckdb_scalar_function_set_extra_info(made, function.extra, function.free_extra);
    duckdb_scalar_function_set_function(made, function.call);
    const bool added = duckdb_register_scalar_function(connection.handle(), made) == DuckDBSuccess;
    duckdb_destroy_logical_type(&any);
    duckdb_destroy_logical_type(&result);
    duckdb_destroy_scalar_function(&made);
    if (added) return {};
    return base::Error{base::ErrorKind::unavailable,
                       "event store: cannot add the function " + function.name};
}

base::Result<void> add_function(const Connection& connection, const ScalarFunction& function) {
    return add_function(
        connection,
        NewFunction{std::string(function.name), 0, type_of(function.result), call,
                    const_cast<ScalarFunction*>(&function), nullptr, function.is_volatile});
}

base::Result<void> DuckStore::add_functions(std::span<const ScalarFunction* const> functions) {
    return read([&]() -> base::Result<void> {
        const std::lock_guard adding(functions_adding_);
        Connection connection(database_);
        for (const ScalarFunction* function : functions) {
            if (functions_.contains(function->name)) continue;
            TRY_DO(add_function(connection, *function));
            functions_.emplace(function->name, function);
        }
        return {};
    });
}

}  // namespace ward::store::duckdb
