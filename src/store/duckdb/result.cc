// SPDX-License-Identifier: Apache-2.0
// DuckDB's answers as tables in Kusto's types. Scalars are read from the vectors; nested values are
// rendered as JSON (dynamic); what Kusto has no type for is text. Never fails: what it does not
// know is null.
#include <cmath>

#include "base/json.h"
#include "store/duckdb/connection.h"

namespace ward::store::duckdb {

namespace {

constexpr int64_t tick_ns = 100;  // a Kusto timespan counts these
constexpr int64_t day_ns = int64_t{86'400} * base::second_ns;
constexpr int64_t month_days = 30;

struct Cell {
    duckdb_vector vector;
    duckdb_logical_type type;
    idx_t row;
};

std::string_view kusto_type(duckdb_logical_type type) {
    switch (duckdb_get_type_id(type)) {
        case DUCKDB_TYPE_BOOLEAN:
            return "bool";
        case DUCKDB_TYPE_TINYINT:
        case DUCKDB_TYPE_SMALLINT:
        case DUCKDB_TYPE_INTEGER:
        case DUCKDB_TYPE_BIGINT:
        case DUCKDB_TYPE_UTINYINT:
        case DUCKDB_TYPE_USMALLINT:
        case DUCKDB_TYPE_UINTEGER:
        case DUCKDB_TYPE_UBIGINT:
        case DUCKDB_TYPE_HUGEINT:
        case DUCKDB_TYPE_UHUGEINT:
            return "long";
        case DUCKDB_TYPE_FLOAT:
        case DUCKDB_TYPE_DOUBLE:
            return "real";
        case DUCKDB_TYPE_DECIMAL:
            return "decimal";
        case DUCKDB_TYPE_TIMESTAMP:
        case DUCKDB_TYPE_TIMESTAMP_S:
        case DUCKDB_TYPE_TIMESTAMP_MS:
        case DUCKDB_TYPE_TIMESTAMP_NS:
        case DUCKDB_TYPE_TIMESTAMP_TZ:
        case DUCKDB_TYPE_DATE:
            return "datetime";
        case DUCKDB_TYPE_INTERVAL:
        case DUCKDB_TYPE_TIME:
            return "timespan";
        case DUCKDB_TYPE_UUID:
            return "guid";
        case DUCKDB_TYPE_LIST:
        case DUCKDB_TYPE_ARRAY:
        case DUCKDB_TYPE_STRUCT:
        case DUCKDB_TYPE_MAP:
        case DUCKDB_TYPE_UNION:
            return "dynamic";
        default:
            break;
    }
    char* alias = duckdb_logical_type_get_alias(type);
    const bool json = alias != nullptr && std::string_view(alias) == "JSON";
    duckdb_free(alias);
    return json ? "dynamic" : "string";
}

template <typename T>
T at(const Cell& cell) {
    return static_cast<const T*>(duckdb_vector_get_data(cell.vector))[cell.row];
}

double number_of(const Cell& cell, duckdb_type physical) {
    switch (physical) {
        case DUCKDB_TYPE_SMALLINT:
            return at<int16_t>(cell);
        case DUCKDB_TYPE_INTEGER:
            return at<int32_t>(cell);
        case DUCKDB_TYPE_BIGINT:
            return static_cast<double>(at<int64_t>(cell));
        default:
            return duckdb_hugeint_to_double(at<duckdb_hugeint>(cell));
    }
}

Value decimal(const Cell& cell) {
    const double scale = std::pow(10.0, duckdb_decimal_scale(cell.type));
    return number_of(cell, duckdb_decimal_internal_type(cell.type)) / scale;
}

// Sums of counts are HUGEINT: a long where it fits, else a real.
Value huge(duckdb_hugeint number) {
    const bool fits = (number.upper == 0 && number.lower <= uint64_t{INT64_MAX}) ||
                      (number.upper == -1 && number.lower > uint64_t{INT64_MAX});
    if (fits) return static_cast<int64_t>(number.lower);
    return duckdb_hugeint_to_double(number);
}

Value unsigned_long(uint64_t number) {
    if (number > uint64_t{INT64_MAX}) return static_cast<double>(number);
    return static_cast<int64_t>(number);
}

Value scaled_time(int64_t count, int64_t unit_ns) {
    int64_t ns = 0;
    if (__builtin_mul_overflow(count, unit_ns, &ns)) return std::monostate{};
    return Timestamp{ns};
}

Value interval(duckdb_interval span) {
    const int64_t days = int64_t{span.months} * month_days + span.days;
    return days * (day_ns / tick_ns) + span.micros * 1000 / tick_ns;
}

std::string uuid_text(duckdb_hugeint id) {
    const uint64_t high = static_cast<uint64_t>(id.upper) ^ (uint64_t{1} << 63);
    std::string out;
    constexpr std::string_view digits = "0123456789abcdef";
    for (int nibble = 0; nibble < 32; ++nibble) {
        if (nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20) out += '-';
        const uint64_t half = nibble < 16 ? high : id.lower;
        out += digits[(half >> (60 - 4 * (nibble % 16))) & 15];
    }
    return out;
}

std::string text_of(const Cell& cell) {
    auto text = at<duckdb_string_t>(cell);
    return {duckdb_string_t_data(&text), duckdb_string_t_length(text)};
}

Value value_of(const Cell& cell);
void append_json(std::string& out, const Cell& cell);

struct Child {
    duckdb_logical_type type;
    explicit Child(duckdb_logical_type t) : type(t) {}
    ~Child() { duckdb_destroy_logical_type(&type); }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
};

void append_list(std::string& out, const Cell& cell) {
    const bool array = duckdb_get_type_id(cell.type) == DUCKDB_TYPE_ARRAY;
    const Child child(array ? duckdb_array_type_child_type(cell.type)
                            : duckdb_list_type_child_type(cell.type));
    const auto vector = array ? duckdb_array_vector_get_child(cell.vector)
                              : duckdb_list_vector_get_child(cell.vector);
    duckdb_list_entry entry{};
    if (array)
        entry.length = duckdb_array_type_array_size(cell.type),
        entry.offset = cell.row * entry.length;
    else
        entry = at<duckdb_list_entry>(cell);
    out += '[';
    for (idx_t i = 0; i < entry.length; ++i) {
        if (i > 0) out += ',';
        append_json(out, {vector, child.type, entry.offset + i});
    }
    out += ']';
}

void append_struct(std::string& out, const Cell& cell) {
    out += '{';
    for (idx_t i = 0; i < duckdb_struct_type_child_count(cell.type); ++i) {
        if (i > 0) out += ',';
        char* name = duckdb_struct_type_child_name(cell.type, i);
        base::append_json_string(out, name);
        duckdb_free(name);
        out += ':';
        const Child child(duckdb_struct_type_child_type(cell.type, i));
        append_json(out, {duckdb_struct_vector_get_child(cell.vector, i), child.type, cell.row});
    }
    out += '}';
}

void append_map(std::string& out, const Cell& cell) {
    const Child key(duckdb_map_type_key_type(cell.type));
    const Child value(duckdb_map_type_value_type(cell.type));
    const auto entries = duckdb_list_vector_get_child(cell.vector);
    const auto entry = at<duckdb_list_entry>(cell);
    out += '{';
    for (idx_t i = entry.offset; i < entry.offset + entry.length; ++i) {
        if (i > entry.offset) out += ',';
        std::string name;
        append_json(name, {duckdb_struct_vector_get_child(entries, 0), key.type, i});
        if (name.starts_with('"'))
            out += name;
        else
            base::append_json_string(out, name);
        out += ':';
        append_json(out, {duckdb_struct_vector_get_child(entries, 1), value.type, i});
    }
    out += '}';
}

void append_json(std::string& out, const Cell& cell) {
    const Value value = value_of(cell);
    base::JsonWriter writer(out);
    if (const auto* flag = std::get_if<bool>(&value))
        writer.value(*flag);
    else if (const auto* number = std::get_if<int64_t>(&value))
        writer.value(*number);
    else if (const auto* real = std::get_if<double>(&value))
        writer.value(*real);
    else if (const auto* text = std::get_if<std::string>(&value))
        writer.value(*text);
    else if (const auto* time = std::get_if<Timestamp>(&value))
        writer.value(base::format_rfc3339(time->ns));
    else if (const auto* dynamic = std::get_if<Dynamic>(&value))
        writer.raw(dynamic->json);
    else
        writer.null();
}

Value nested(const Cell& cell, void (*append)(std::string&, const Cell&)) {
    Dynamic out;
    append(out.json, cell);
    return out;
}

bool is_null(const Cell& cell) {
    uint64_t* validity = duckdb_vector_get_validity(cell.vector);
    return validity != nullptr && !duckdb_validity_row_is_valid(validity, cell.row);
}

Value time_of(const Cell& cell, duckdb_type type) {
    if (type == DUCKDB_TYPE_DATE) return scaled_time(at<int32_t>(cell), day_ns);
    const int64_t count = at<int64_t>(cell);
    if (type == DUCKDB_TYPE_TIMESTAMP_S) return scaled_time(count, base::second_ns);
    if (type == DUCKDB_TYPE_TIMESTAMP_MS) return scaled_time(count, 1'000'000);
    if (type == DUCKDB_TYPE_TIMESTAMP_NS) return scaled_time(count, 1);
    return scaled_time(count, 1000);
}

Value integer_of(const Cell& cell, duckdb_type type) {
    switch (type) {
        case DUCKDB_TYPE_TINYINT:
            return int64_t{at<int8_t>(cell)};
        case DUCKDB_TYPE_SMALLINT:
            return int64_t{at<int16_t>(cell)};
        case DUCKDB_TYPE_INTEGER:
            return int64_t{at<int32_t>(cell)};
        case DUCKDB_TYPE_BIGINT:
            return at<int64_t>(cell);
        case DUCKDB_TYPE_UTINYINT:
            return int64_t{at<uint8_t>(cell)};
        case DUCKDB_TYPE_USMALLINT:
            return int64_t{at<uint16_t>(cell)};
        case DUCKDB_TYPE_UINTEGER:
            return int64_t{at<uint32_t>(cell)};
        case DUCKDB_TYPE_UBIGINT:
            return unsigned_long(at<uint64_t>(cell));
        case DUCKDB_TYPE_HUGEINT:
            return huge(at<duckdb_hugeint>(cell));
        default:
            return duckdb_uhugeint_to_double(at<duckdb_uhugeint>(cell));
    }
}

Value value_of(const Cell& cell) {
    if (is_null(cell)) return std::monostate{};
    const auto type = duckdb_get_type_id(cell.type);
    const auto kusto = kusto_type(cell.type);
    if (type == DUCKDB_TYPE_BOOLEAN) return at<bool>(cell);
    if (kusto == "long") return integer_of(cell, type);
    if (type == DUCKDB_TYPE_FLOAT) return static_cast<double>(at<float>(cell));
    if (type == DUCKDB_TYPE_DOUBLE) return at<double>(cell);
    if (type == DUCKDB_TYPE_DECIMAL) return decimal(cell);
    if (kusto == "datetime") return time_of(cell, type);
    if (type == DUCKDB_TYPE_INTERVAL) return interval(at<duckdb_interval>(cell));
    if (type == DUCKDB_TYPE_TIME) return at<int64_t>(cell) * 1000 / tick_ns;
    if (type == DUCKDB_TYPE_UUID) return uuid_text(at<duckdb_hugeint>(cell));
    if (type == DUCKDB_TYPE_LIST || type == DUCKDB_TYPE_ARRAY) return nested(cell, append_list);
    if (type == DUCKDB_TYPE_STRUCT) return nested(cell, append_struct);
    if (type == DUCKDB_TYPE_MAP) return nested(cell, append_map);
    if (type != DUCKDB_TYPE_VARCHAR && type != DUCKDB_TYPE_BLOB) return std::monostate{};
    if (kusto == "dynamic") return Dynamic{text_of(cell)};
    return text_of(cell);
}

}  // namespace

Table to_table(Rows& rows, size_t rows_max) {
    Table out;
    std::vector<std::unique_ptr<Child>> types;
    const idx_t columns = duckdb_column_count(rows.handle());
    for (idx_t c = 0; c < columns; ++c) {
        types.push_back(std::make_unique<Child>(duckdb_column_logical_type(rows.handle(), c)));
        out.columns.push_back(
            {duckdb_column_name(rows.handle(), c), std::string(kusto_type(types.back()->type))});
    }
    while (duckdb_data_chunk chunk = duckdb_fetch_chunk(*rows.handle())) {
        const idx_t size = duckdb_data_chunk_get_size(chunk);
        for (idx_t r = 0; r < size && !out.truncated; ++r) {
            out.truncated = out.rows.size() >= rows_max;
            if (out.truncated) break;
            auto& row = out.rows.emplace_back();
            row.reserve(columns);
            for (idx_t c = 0; c < columns; ++c)
                row.push_back(
                    value_of({duckdb_data_chunk_get_vector(chunk, c), types[c]->type, r}));
        }
        duckdb_destroy_data_chunk(&chunk);
        if (out.truncated) break;
    }
    return out;
}

}  // namespace ward::store::duckdb
