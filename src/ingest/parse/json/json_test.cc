// SPDX-License-Identifier: Apache-2.0
// JSON parser: values, limits, documents, envelopes, and what is not JSON.
#include "ingest/parse/json/json.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "ingest/parse/json/classify.h"
#include "ingest/parse/json/document.h"

namespace ward::ingest {
namespace {

// "name=value name=value" of each event in order, then "!reason" of each reject.
std::vector<std::string> parse(std::string_view record) {
    static model::FieldNames names;
    model::Batch batch(names);
    const auto state = json_parser().make_state();
    json_parser().parse(record, {}, state.get(), batch);
    std::vector<std::string> out;
    for (const auto& event : batch.events()) {
        std::string line;
        for (const auto& field : batch.fields(event)) {
            if (!line.empty()) line += ' ';
            line += fmt::format("{}={}", names.name(field.id), field.text());
            if (field.kind == model::ValueKind::null) line += "null";
        }
        out.push_back(line);
    }
    for (const auto& reject : batch.rejects())
        out.push_back("!" + std::string(to_text(reject.reason)));
    return out;
}

using Lines = std::vector<std::string>;

TEST(Json, reads_values_into_fields) {
    auto f = [](std::string_view json, const Lines& want) { EXPECT_EQ(parse(json), want) << json; };
    f(R"({"a1":1,"b1":{"c":"x"},"d1":true})", {"a1=1 b1.c=x d1=true"});
    f(R"({"a2":[1,"2",null]})", {"a2=1 a2=2 a2=null"});
    f(R"({"a3":[{"b":1,"c":2},{"b":3}]})", {"a3.b=1 a3.b=3 a3.c=2"});
    f(R"({"a4":1,"a4":2})", {"a4=1 a4=2"});
    f(R"( { "a5" : -0.10e+05 } )", {"a5=-0.10e+05"});
    f(R"({"a6":"\u00e4\ud83d\ude00\n\\"})", {"a6=ä😀\n\\"});
    f(R"({"a7":"\ud83dx"})", {"a7=\uFFFDx"});
    f(R"({"a8\"":"C:\\x","b8":"y"})", {R"(a8"=C:\x b8=y)"});
    f("{}", {""});
    f("{\"a9\":\"\xff\"}", {"a9=\uFFFD"});
    f(R"({"a10":12345678901234567890123})", {"a10=12345678901234567890123"});
}

TEST(Json, says_what_is_wrong) {
    auto f = [](std::string_view json, const Lines& want) { EXPECT_EQ(parse(json), want) << json; };
    f(R"({"a":01})", {"!malformed"});
    f(R"({"a":1.})", {"!malformed"});
    f(R"({"a":tru})", {"!malformed"});
    f(R"({"a":1,})", {"!malformed"});
    f(R"({"a" 1})", {"!malformed"});
    f(R"({"a":"\x"})", {"!malformed"});
    f("{\"a\":\"\t\"}", {"!malformed"});
    f(R"({"a":"b)", {"!truncated"});
    f(R"({"a":)", {"!truncated"});
    f(R"({"a":1} {"a":2} {)", {"a=1", "a=2", "!truncated"});
    f(R"({"a":1}})", {"a=1", "!malformed"});
}

std::string nested(size_t depth) {
    std::string out;
    for (size_t i = 1; i < depth; ++i) out += "{\"k\":";
    return out + "{\"k\":1}" + std::string(depth - 1, '}');
}

std::string wide(size_t fields) {
    std::string out = "{";
    for (size_t i = 0; i < fields; ++i) out += fmt::format("{}\"w{}\":1", i ? "," : "", i);
    return out + "}";
}

TEST(Json, keeps_the_limits) {
    const auto reason = [](const std::string& json) {
        const auto lines = parse(json);
        return lines.size() == 1 && lines[0].starts_with("!") ? lines[0] : std::string("event");
    };
    const auto sized = [](size_t bytes) {
        return "{\"v\":\"" + std::string(bytes - 8, 'x') + "\"}";
    };
    EXPECT_EQ(reason(nested(32)), "event");
    EXPECT_EQ(reason(nested(33)), "!too_deep");
    EXPECT_EQ(reason(nested(320)), "!too_deep");
    EXPECT_EQ(reason(wide(1024)), "event");
    EXPECT_EQ(reason(wide(1025)), "!too_many_fields");
    EXPECT_EQ(reason(wide(10240)), "!too_many_fields");
    for (const size_t bytes : {256, 257, 2560})
        EXPECT_EQ(reason("{\"" + std::string(bytes, 'k') + "\":1}"),
                  bytes == 256 ? "event" : "!key_too_long");
    EXPECT_EQ(reason(sized(1 << 20)), "event");
    EXPECT_EQ(reason(sized((1 << 20) + 1)), "!event_too_large");
    EXPECT_EQ(reason(sized(10 << 20)), "!event_too_large");
}

TEST(Json, opens_documents_and_envelopes) {
    auto f = [](std::string_view json, const Lines& want) { EXPECT_EQ(parse(json), want) << json; };
    f(R"([{"e":1},{"e":2}])", {"e=1", "e=2"});
    f(R"([{"e":1},{"e":2})", {"e=1", "e=2", "!truncated"});
    f(R"({"Records":[{"e":1},{"e":2}]})", {"e=1", "e=2"});
    f(R"({"@odata.context":"u","value":[{"e":1}]})", {"e=1"});
    f(R"({"value":[{"e":1}]})", {"e=1"});
    f(R"({"value":[{"e":1}],"x":2})", {"value.e=1 x=2"});
    f(R"({"hits":{"total":1,"hits":[{"_id":"i","_source":{"e":1}}]}})", {"e=1"});
    f(R"({"_index":"i","_source":{"e":1}})", {"e=1"});
    f(R"({"preview":false,"result":{"e":1}})", {"e=1"});
    f(R"({"logGroup":"g","logEvents":[{"message":"{\"e\":1}"},{"message":"x"}]})",
      {"e=1", "message=x"});
    f(R"({"resourceLogs":[{"resource":{"attributes":[{"key":"host","value":{"stringValue":"h"}}]},)"
      R"("scopeLogs":[{"logRecords":[{"timeUnixNano":"5","body":{"stringValue":"b"},)"
      R"("attributes":[{"key":"n","value":{"intValue":"-7"}},{"key":"l","value":{"arrayValue":)"
      R"({"values":[{"boolValue":true},{"stringValue":"x"}]}}}]},{"e":1}]}]}]})",
      {"timeUnixNano=5 body=b n=-7 l=true l=x resource.host=h", "e=1 resource.host=h"});
}

TEST(Json, knows_well_known_services) {
    const auto f = [](std::string_view json, std::string_view want) {
        model::FieldNames names;
        model::Batch batch(names);
        json_parser().parse(json, {}, nullptr, batch);
        ASSERT_EQ(batch.events().size(), 1U) << json;
        const auto& source = batch.events()[0].source;
        EXPECT_EQ(fmt::format("{}/{}/{}", source.product, source.category, source.service), want)
            << json;
    };
    f(R"({"eventVersion":"1.08","eventSource":"s3.amazonaws.com","eventName":"GetObject"})",
      "aws//cloudtrail");
    f(R"({"event_type":"dns","src_ip":"192.0.2.1","timestamp":"2026-01-01T00:00:00+0000"})",
      "suricata/dns/");
    f(R"({"_path":"conn","ts":1.5,"uid":"C1","id.orig_h":"192.0.2.1"})", "zeek//conn");
    f(R"({"protoPayload":{"methodName":"m","serviceName":"s"}})", "gcp//gcp.audit");
    f(R"({"category":"SignInLogs","operationName":"Sign-in activity"})", "azure//signinlogs");
    f(R"({"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"1","verb":"get"})",
      "kubernetes/application/audit");
    f(R"({"a":1})", "//");
}

TEST(Json, reads_times) {
    const auto f = [](std::string_view text, int64_t want) {
        EXPECT_EQ(json::event_time(text).value_or(-1), want) << text;
    };
    f("1700000000", 1'700'000'000'000'000'000);
    f("1700000000.123456789", 1'700'000'000'123'456'789);
    f("1700000000123", 1'700'000'000'123'000'000);
    f("1700000000123456", 1'700'000'000'123'456'000);
    f("1700000000123456789", 1'700'000'000'123'456'789);
    f("2023-11-14T22:13:20.5Z", 1'700'000'000'500'000'000);
    f("2023-11-14 22:13:20 UTC", 1'700'000'000'000'000'000);
    f("/Date(1700000000123)/", 1'700'000'000'123'000'000);
    f("yesterday", -1);
    f("", -1);
}

TEST(Document, is_told_from_lines) {
    const auto f = [](std::string_view text, bool want) {
        EXPECT_EQ(json::is_line_by_line(text), want) << text;
    };
    f("{\"a\":1}\n{\"a\":2}\n", true);
    f("{\"a\":1\n{\"a\":2}\n", true);  // the first line is broken
    f("{\n\"a\":1}\n", false);
    f("[\n{\"a\":1}\n]", false);
    f("[{\"a\":1},\n{\"a\":1}]", false);
}

}  // namespace
}  // namespace ward::ingest
