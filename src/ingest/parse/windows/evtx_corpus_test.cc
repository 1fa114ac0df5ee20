// SPDX-License-Identifier: Apache-2.0
// The EVTX reader on the shared corpus, where it is present: every record as the oracle has it, and
// every record again from the text that a store would keep.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

#include "base/file.h"
#include "ingest/cut.h"
#include "ingest/parse/json/document.h"
#include "ingest/parse/json/json.h"
#include "ingest/parse/windows/evtx.h"

namespace ward::ingest {
namespace {

using Fields = std::multimap<std::string, std::string>;

std::string corpus() {
    const char* home = std::getenv("HOME");
    return std::string(home ? home : "") + "/.cache/ward-corpus";
}

// What an XML parser and the oracle's conventions do to text: line ends become one character,
// control characters and blank text are none, XML in a value is read on, hexadecimal numbers lose
// their zeros.
std::string normal(std::string_view text) {
    std::string out;
    for (size_t i = 0; i < text.size(); ++i) {
        const auto code = static_cast<unsigned char>(text[i]);
        if (code == '\r' && (i + 1 >= text.size() || text[i + 1] != '\n')) out += '\n';
        if (code >= 0x20 || code == '\n' || code == '\t') out += text[i];
    }
    if (out.starts_with("<s:Env") || out.starts_with("<S:Env")) out.clear();
    if (out.find_first_not_of(" \n\t") == std::string::npos) out.clear();
    if (out.starts_with("0x")) {
        const size_t digits = out.find_first_not_of('0', 2);
        out.erase(2, digits == std::string::npos ? out.size() - 3 : digits - 2);
    }
    return out;
}

Fields fields_of(const model::Batch& batch, const model::Event& event, bool normalises) {
    Fields out;
    for (const auto& field : batch.fields(event))
        out.emplace(batch.names().name(field.id),
                    normalises ? normal(field.text()) : std::string(field.text()));
    return out;
}

void read(const std::string& bytes, bool is_stored, model::Batch& batch) {
    RecordContext context;
    context.is_stored = is_stored;
    const auto state = evtx_parser().make_state();
    Cutter cutter(bytes, evtx_parser());
    while (const auto piece = cutter.next())
        evtx_parser().parse(*piece, context, state.get(), batch);
}

TEST(EvtxCorpus, reads_again_what_a_store_keeps) {
    const auto files = base::list_files(corpus() + "/evtx-samples");
    if (!files.ok()) GTEST_SKIP() << "no corpus";
    size_t events = 0, differ = 0;
    for (const std::string& path : *files) {
        if (!path.ends_with(".evtx")) continue;
        const auto bytes = base::read_file(path);
        ASSERT_TRUE(bytes.ok());
        model::FieldNames names;
        model::Batch batch(names), again(names);
        read(*bytes, true, batch);
        for (const auto& event : batch.events()) {
            // a record that is cut keeps its bytes; one without a channel is one of these
            if (event.source.service.empty() && batch.text_of(event, "Channel").empty()) continue;
            again.clear();
            evtx_parser().parse(event.raw, {}, nullptr, again);
            ++events;
            const bool is_same =
                again.events().size() == 1 &&
                fields_of(again, again.events()[0], false) == fields_of(batch, event, false) &&
                again.events()[0].time_ns == event.time_ns &&
                again.events()[0].source.service == event.source.service;
            if (is_same) continue;
            if (++differ <= 3) ADD_FAILURE() << path << " " << event.index << ": " << event.raw;
        }
    }
    EXPECT_EQ(differ, 0U) << "of " << events;
}

// The events of one file as the oracle has them, by record number.
using Oracle = std::map<std::string, std::multimap<std::string, Fields>>;

Oracle load_oracle(const std::string& text) {
    Oracle out;
    model::FieldNames names;
    model::Batch batch(names);
    const auto state = json_parser().make_state();
    Lines lines(text);
    while (const auto line = lines.next()) {
        std::string_view path = json::member_of(*line, "_evtx");
        path = path.substr(1, path.size() - 2);
        batch.clear();
        json_parser().parse(json::member_of(*line, "event"), {}, state.get(), batch);
        if (batch.events().empty()) continue;
        const model::Event& event = batch.events()[0];
        out[std::string(path)].emplace(batch.text_of(event, "EventRecordID"),
                                       fields_of(batch, event, true));
    }
    return out;
}

// True if `event` has every field of `wanted`, with all its values. Attributes of user data and
// what stands on EventData itself the oracle does not know.
bool has_all(const Fields& event, const Fields& wanted) {
    for (auto it = wanted.begin(); it != wanted.end();) {
        const auto [first, last] = wanted.equal_range(it->first);
        const auto [found, end] = event.equal_range(it->first);
        if (!std::equal(first, last, found, end)) return false;
        it = last;
    }
    return true;
}

TEST(EvtxCorpus, agrees_with_the_oracle) {
    const auto text = base::read_file(corpus() + "/sigma-oracle/events.ndjson");
    if (!text.ok()) GTEST_SKIP() << "no corpus";
    size_t events = 0, differ = 0;
    for (const auto& [path, wanted] : load_oracle(*text)) {
        const auto bytes = base::read_file(corpus() + "/" + path);
        ASSERT_TRUE(bytes.ok()) << path;
        model::FieldNames names;
        model::Batch batch(names);
        read(*bytes, false, batch);
        std::multimap<std::string, Fields> read_events;
        for (const auto& event : batch.events())
            read_events.emplace(batch.text_of(event, "EventRecordID"),
                                fields_of(batch, event, true));
        for (const auto& [number, fields] : wanted) {
            ++events;
            const auto [first, last] = read_events.equal_range(number);
            const bool is_there = std::any_of(
                first, last, [&](const auto& one) { return has_all(one.second, fields); });
            if (!is_there && ++differ <= 3) ADD_FAILURE() << path << " record " << number;
        }
    }
    EXPECT_EQ(differ, 0U) << "of " << events;
}

}  // namespace
}  // namespace ward::ingest
