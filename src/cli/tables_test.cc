// SPDX-License-Identifier: Apache-2.0
// Every view under content/tables: its query runs, and its example event, read as any log, gives
// the row that stands beside it.
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/json.h"
#include "cli/command.h"
#include "ingest/reader.h"
#include "query/query.h"

namespace ward::cli {

namespace {

std::string text_of(const store::Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* number = std::get_if<int64_t>(&value)) return std::to_string(*number);
    if (const auto* real = std::get_if<double>(&value)) return base::to_json(base::Json(*real));
    if (const auto* yes = std::get_if<bool>(&value)) return *yes ? "true" : "false";
    if (const auto* json = std::get_if<store::Dynamic>(&value)) return json->json;
    return "";
}

// The rows that the view gives of its example.
base::Result<query::Answer> ask(const std::string& name, const query::View& view,
                                const query::Tables& views) {
    TRY(const auto store, store::EventStore::open_temporary());
    if (!view.example.event.empty()) {
        const std::string path = testing::TempDir() + "ward_view_" + name + ".log";
        TRY_DO(base::write_file_atomically(path, view.example.event + "\n"));
        model::FieldNames names;
        base::Result<void> appended;
        TRY_DO(ingest::read_file(path, {}, names, [&](model::Batch&& batch) {
            store::AppendRequest request;
            request.batch = &batch;
            appended = store->append(request);
            return appended.ok();
        }));
        TRY_DO(appended);
    }
    base::Diagnostics diagnostics;
    const auto& parameters = view.tree.lets[0].parameters;
    const bool takes_table = !parameters.empty() && parameters[0].declaration.type == "table";
    const std::string text =
        takes_table ? "print x = 1 | invoke " + name + "('x')" : name + " | take 1";
    return query::run(text, *store, {}, 0, diagnostics, base::no_time, base::no_time, {&views, {}});
}

TEST(Tables, give_the_rows_of_their_examples) {
    const query::Tables views(content_folder() + "/tables");
    ASSERT_GE(views.names().size(), 40U);
    for (const auto& name : views.names()) {
        const query::View* view = views.find(name);
        ASSERT_NE(view, nullptr) << name << ": the file cannot be read";
        EXPECT_FALSE(view->about.empty()) << name;
        const auto answer = ask(name, *view, views);
        ASSERT_TRUE(answer.ok()) << name << ": " << answer.error().text;
        if (view->example.event.empty()) continue;
        ASSERT_EQ(answer->table.rows.size(), 1U) << name << ": the example gives no row";
        EXPECT_FALSE(view->example.row.empty()) << name;
        for (const auto& [column, wanted] : view->example.row) {
            std::string found = "no such column";
            for (size_t i = 0; i < answer->table.columns.size(); ++i)
                if (answer->table.columns[i].name == column)
                    found = text_of(answer->table.rows[0][i]);
            EXPECT_EQ(found, wanted) << name << "." << column;
        }
    }
}

}  // namespace

}  // namespace ward::cli
