// SPDX-License-Identifier: Apache-2.0
#include "store/duckdb/derived.h"

#include "base/text.h"
#include "store/duckdb/inputs.h"
#include "store/event_json.h"
#include "store/packed_fields.h"

namespace ward::store::duckdb {

namespace {

// The order of the arguments (derived.h).
enum Argument : size_t {
    layout,
    field_values,
    raw,
    raw_binary,
    format,
    product,
    category,
    service,
    source_name,
    time_ns,
    time_digits,
    received_ns,
    record_id,
    arguments,
};

using Making = std::shared_ptr<const Deriver>;

void put_text(duckdb_vector output, idx_t row, std::string_view text) {
    duckdb_vector_assign_string_element_len(output, row, text.data(), text.size());
}

void set_null(duckdb_vector output, idx_t row) {
    duckdb_validity_set_row_invalid(duckdb_vector_get_validity(output), row);
}

void call_native(duckdb_function_info, duckdb_data_chunk chunk, duckdb_vector output) {
    const auto in = inputs_of(chunk);
    std::string text;
    for (idx_t row = 0; row < duckdb_data_chunk_get_size(chunk); ++row) {
        text.clear();
        append_packed_json(text, in[layout].text(row), in[field_values].text(row),
                           in[raw].text(row));
        put_text(output, row, text);
    }
}

model::Event event_of(const std::vector<Input>& in, idx_t row) {
    model::Event out;
    out.source = {in[format].text(row), in[product].text(row), in[category].text(row),
                  in[service].text(row)};
    out.source_name = in[source_name].text(row);
    out.raw = in[raw].is_null(row) ? in[raw_binary].text(row) : in[raw].text(row);
    if (!in[time_ns].is_null(row)) out.time_ns = in[time_ns].at<int64_t>(row);
    if (!in[time_digits].is_null(row)) out.time_digits = in[time_digits].at<int8_t>(row);
    if (!in[received_ns].is_null(row)) out.received_ns = in[received_ns].at<int64_t>(row);
    if (!in[record_id].is_null(row)) out.record_id = in[record_id].at<int64_t>(row);
    return out;
}

// Reads and maps the rows, then lets `make` write each one's text; an empty one is NULL.
template <typename Make>
void derive(duckdb_function_info info, duckdb_data_chunk chunk, duckdb_vector output, Make&& make) {
    const auto& deriver = *static_cast<const Making*>(duckdb_scalar_function_get_extra_info(info));
    const idx_t rows = duckdb_data_chunk_get_size(chunk);
    duckdb_vector_ensure_validity_writable(output);
    const auto in = inputs_of(chunk);
    if (!deriver || in.size() != arguments) {
        for (idx_t row = 0; row < rows; ++row) set_null(output, row);
        return;
    }
    model::Batch batch(deriver->names());
    std::vector<idx_t> row_of;  // by event
    for (idx_t row = 0; row < rows; ++row) {
        unpack(in[layout].text(row), in[field_values].text(row), in[raw].text(row), batch);
        if (batch.finish(event_of(in, row)) != nullptr)
            row_of.push_back(row);
        else
            set_null(output, row);
    }
    deriver->map(batch);
    std::string text;
    for (size_t i = 0; i < row_of.size(); ++i) {
        text.clear();
        make(*deriver, batch, batch.events()[i], text);
        if (text.empty())
            set_null(output, row_of[i]);
        else
            put_text(output, row_of[i], text);
    }
}

void call_ocsf(duckdb_function_info info, duckdb_data_chunk chunk, duckdb_vector output) {
    OcsfJson ocsf;
    derive(info, chunk, output,
           [&ocsf](const Deriver&, const model::Batch& batch, const model::Event& event,
                   std::string& text) { ocsf.append(text, batch, event); });
}

void call_sentence(duckdb_function_info info, duckdb_data_chunk chunk, duckdb_vector output) {
    derive(info, chunk, output,
           [](const Deriver& deriver, const model::Batch& batch, const model::Event& event,
              std::string& text) {
               text = deriver.tell(batch, event);
               if (!base::is_valid_utf8(text)) text = base::printable(text);
           });
}

}  // namespace

base::Result<void> add_derived(const Connection& connection,
                               std::shared_ptr<const Deriver> deriver) {
    constexpr size_t native_arguments = 3;
    const auto add = [&](const char* name, size_t count, duckdb_scalar_function_t call) {
        const auto free_extra = [](void* kept) { delete static_cast<Making*>(kept); };
        return add_function(connection, NewFunction{name, count, DUCKDB_TYPE_VARCHAR, call,
                                                    new Making(deriver), free_extra});
    };
    TRY_DO(add("kept_native", native_arguments, call_native));
    TRY_DO(add("kept_ocsf", arguments, call_ocsf));
    return add("kept_sentence", arguments, call_sentence);
}

}  // namespace ward::store::duckdb
