// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "ingest/event_json.h"
#include "ingest/map/convert.h"
#include "ingest/map/load.h"
#include "ingest/map/reading.h"

namespace ward::ingest::map {
namespace {

constexpr std::string_view schema = R"(
schema:
  version: 9.9.9
  classes:
    base_event:
      uid: 0
      caption: Base Event
      category: 0
      category_caption: Uncategorized
      has:
        [activity_id, activity_name, category_uid, class_name, class_uid, metadata, severity,
         severity_id, status, status_id, time, type_uid, count]
      requires:
        [activity_id, category_uid, class_uid, metadata, severity_id, time, type_uid]
      profile.host: [device]
      enums.activity_id: {Unknown: 0, Other: 99}
    visit:
      uid: 7001
      caption: Visit
      category: 7
      category_caption: Visits
      has: [guest, answers, activity_id, port, ip, is_new, sizes]
      requires: [guest, activity_id]
      enums.activity_id: {Unknown: 0, Come: 1, Go: 2, Other: 99}
  objects:
    metadata: {has: [version, product, profiles, event_code], requires: [version, product]}
    product: {has: [name, vendor_name], one_of: [name]}
    guest:
      has: [name, uid, type_id, type, hashes]
      requires: [type_id]
      one_of: [name, uid]
      enums.type_id: {Unknown: 0, Friend: 1, Other: 99}
    answer: {has: [rdata, type], requires: [rdata]}
    device: {has: [hostname]}
    fingerprint: {has: [algorithm_id, value, algorithm]}
  attributes:
    activity_id: integer ~ activity_name
    activity_name: string
    category_uid: integer
    class_name: string
    class_uid: integer
    count: integer
    metadata: object metadata
    severity: string
    severity_id: integer ~ severity
    status: string
    status_id: integer ~ status
    time: timestamp
    type_uid: long
    guest: object guest
    answers: object answer[]
    port: port
    ip: ip
    is_new: boolean
    sizes: integer[]
    version: string
    product: object product
    profiles: string[]
    event_code: string
    name: string
    vendor_name: string
    uid: string
    type_id: integer ~ type
    type: string
    hashes: object fingerprint[]
    rdata: string
    device: object device
    hostname: string
    algorithm_id: integer
    algorithm: string
    value: string
  enums:
    severity_id: {Unknown: 0, Informational: 1, High: 4}
    status_id: {Unknown: 0, Success: 1, Failure: 2, Other: 99}
    type_id: {Unknown: 0, Other: 99}
)";

constexpr std::string_view head = "product: {name: Book}\n";

using Fields = std::vector<std::pair<std::string_view, std::string_view>>;

std::string faults_of(const base::Diagnostics& diagnostics) {
    std::string out;
    for (const auto& one : diagnostics.all()) out += base::render(one) + "\n";
    return out;
}

// The OCSF of an event with `fields`, or the faults of the mapping.
std::string map(std::string_view mapping, const Fields& fields, std::string_view product = "book") {
    model::FieldNames names;
    base::Diagnostics diagnostics;
    const auto mapper = load({{"schema.yaml", std::string(schema)},
                              {"m.yaml", std::string(head) + std::string(mapping)}},
                             names, diagnostics);
    if (diagnostics.has_errors()) return faults_of(diagnostics);
    model::Batch batch(names);
    for (const auto& [name, value] : fields) batch.add(name, value);
    model::Event event;
    event.source.product = product, event.time_ns = 1'500'000'000;
    batch.finish(event);
    mapper->map(batch);
    std::string out;
    append_ocsf(out, batch, batch.events()[0]);
    return out;
}

void expect_part(std::string_view mapping, const Fields& fields, std::string_view want) {
    const std::string got = map(mapping, fields);
    EXPECT_NE(got.find(want), std::string::npos) << want << "\nnot in " << got;
}

constexpr std::string_view come =
    "mappings:\n  - {class: visit, activity: Come, from: {guest.name: who, ";

std::string with(std::string_view rest) {
    return std::string(come) + std::string(rest) + "}}\n";
}

TEST(Mapping, brings_what_every_event_has) {
    EXPECT_EQ(map(with("count: n"), {{"who", "ann"}, {"n", "3"}}),
              R"({"activity_id":1,"activity_name":"Come","category_uid":7,)"
              R"("class_name":"Visit","class_uid":7001,"count":3,)"
              R"("guest":{"name":"ann","type_id":0},)"
              R"("metadata":{"product":{"name":"Book"},"version":"9.9.9"},)"
              R"("severity":"Informational","severity_id":1,"time":1500,"type_uid":700101})");
}

TEST(Mapping, converts_to_the_attributes_types) {
    const auto f = [](std::string_view path, std::string_view value, std::string_view want) {
        expect_part(with("'" + std::string(path) + "': v"), {{"who", "ann"}, {"v", value}}, want);
    };
    f("port", "443", R"("port":443)");
    f("port", "0x1bb", R"("port":443)");
    f("ip", "192.0.2.1", R"("ip":"192.0.2.1")");
    f("ip", "2001:db8::1", R"("ip":"2001:db8::1")");
    f("is_new", "True", R"("is_new":true)");
    f("count", "-7", R"("count":-7)");
    f("sizes[]", "5", R"("sizes":[5])");
}

TEST(Mapping, leaves_out_what_is_no_such_value) {
    const auto f = [](std::string_view path, std::string_view value) {
        const auto got = map(with(std::string(path) + ": v"), {{"who", "ann"}, {"v", value}});
        EXPECT_EQ(got.find("\"" + std::string(path) + "\":"), std::string::npos) << value << got;
        EXPECT_NE(got.find("ann"), std::string::npos) << got;
    };
    for (const auto value : {"65536", "-1", "http", "", "-", "4 43"}) f("port", value);
    for (const auto value : {"192.0.2.256", "192.0.2", "host", "::g", "192.0.2.1.", "%eth0"})
        f("ip", value);
    for (const auto value : {"maybe", "2"}) f("is_new", value);
    for (const auto value : {"1e5", "0x", "99999999999999999999"}) f("count", value);
}

TEST(Mapping, drops_objects_that_are_not_whole_and_then_the_class) {
    EXPECT_EQ(map(with("count: n"), {{"n", "3"}}), "{}");
    EXPECT_EQ(map(with("count: n"), {{"who", "-"}, {"n", "3"}}), "{}");
}

TEST(Mapping, zips_lists_and_reads_hashes) {
    expect_part(
        with("'answers[].rdata': a, 'answers[].type': t"),
        {{"who", "ann"}, {"a", "x"}, {"a", "-"}, {"a", "z"}, {"t", "A"}, {"t", "B"}, {"t", "C"}},
        R"("answers":[{"rdata":"x","type":"A"},{"rdata":"z","type":"C"}])");
    expect_part(with("guest.hashes: h as hashes"),
                {{"who", "ann"}, {"h", "MD5=00112233445566778899AABBCCDDEEFF,X=1"}},
                R"("hashes":[{"algorithm":"MD5","algorithm_id":1,)"
                R"("value":"00112233445566778899AABBCCDDEEFF"}])");
}

TEST(Mapping, reads_enumerations_by_tables) {
    const std::string_view mapping =
        "tables: {way: {in: Come, out: Go, '*': Other}}\n"
        "mappings:\n  - {class: visit, from: {guest.name: who, activity_id: w as way}}\n";
    expect_part(mapping, {{"who", "ann"}, {"w", "OUT"}}, R"("activity_id":2,"activity_name":"Go")");
    expect_part(mapping, {{"who", "ann"}, {"w", "up"}}, R"("activity_id":99,"activity_name":"up")");
}

TEST(Mapping, picks_from_lists_of_objects) {
    const Fields fields = {{"t", "Key"}, {"t", "User"}, {"id", "k1"}, {"id", "ann"}};
    expect_part(
        "mappings:\n  - {class: visit, activity: Go, from: {guest.name: id where t = User}}\n",
        fields, R"("name":"ann")");
    EXPECT_EQ(
        map("mappings:\n  - {class: visit, activity: Go, from: {guest.name: id where t = X}}\n",
            fields),
        "{}");
}

TEST(Mapping, takes_the_most_particular_that_fits) {
    const std::string_view mapping =
        "mappings:\n"
        "  - {class: visit, activity: Go, from: {guest.name: who}}\n"
        "  - {when: {w: [a, b]}, class: visit, activity: Come, from: {guest.name: visitor}}\n";
    expect_part(mapping, {{"w", "b"}, {"visitor", "v"}, {"who", "x"}}, R"("name":"v")");
    expect_part(mapping, {{"w", "c"}, {"visitor", "v"}, {"who", "x"}}, R"("name":"x")");
    expect_part(mapping, {{"w", "a"}, {"who", "x"}}, R"("name":"x")");
}

TEST(Mapping, names_every_fault_with_place_and_hint) {
    const auto f = [](std::string_view mapping, std::string_view want) {
        const std::string got = map(mapping, {});
        EXPECT_NE(got.find(want), std::string::npos) << want << "\nnot in\n" << got;
    };
    f("mappings:\n  - {class: vist, activity: Come}\n",
      "m.yaml:3:5: error: OCSF has no class 'vist'; did you mean 'visit'?");
    f("mappings:\n  - {class: visit, activity: Cone, from: {guest.name: a}}\n",
      "error: 'Cone' is none of its values; did you mean 'Come'?");
    f(with("guest.nme: x"), "OCSF's 'guest' has no attribute 'nme'; did you mean 'name'?");
    f(with("count: x as nam"), "there is no reading and no table 'nam'; did you mean 'name'?");
    f(with("guest: x"), "'guest' is an object: name one of its attributes");
    f(with("count.x: x"), "'count' is no object");
    f(with("sizes: x"), "'sizes' is a list: write sizes[] or sizes[0]");
    f("mappings:\n  - {class: visit, activity: Come}\n", "class 'visit' needs guest");
    f("mappings:\n  - {class: visit, activity: Come, from: {guest.type_id: t}}\n",
      "'guest' needs one of name, uid");
    f("mappings:\n  - {clas: visit}\n", "a mapping has no 'clas'; did you mean 'class'?");
    f("mappings:\n  - {class: visit, activity: Come, use: x}\n", "there is no part 'x' above");
    f("mappings:\n  - {class: visit, activity: Come, set: {count: many}, from: {guest.name: x}}\n",
      "'many' is no value of 'count'");
    f("tables: {name: {a: b}}\n", "'name' is a reading: a table needs another name");
    f("mappings: 3\n", "a mapping file needs a list called 'mappings'");
    f("mappings:\n  - {class: visit, activity: Come, when: 3, from: {guest.name: x}}\n",
      "'when' wants names with values");
}

TEST(Reading, cuts) {
    base::Arena arena;
    const auto f = [&](std::string_view name, std::string_view text, std::string_view want) {
        EXPECT_EQ(apply(*find_reading(name), text, arena), want) << name << " of " << text;
    };
    f("name", "C:\\Windows\\cmd.exe", "cmd.exe");
    f("name", "/bin/sh", "sh");
    f("name", "cmd.exe", "cmd.exe");
    f("folder", "C:\\Windows\\cmd.exe", "C:\\Windows");
    f("folder", "cmd.exe", "");
    f("account", "EXAMPLE\\ann", "ann");
    f("domain", "EXAMPLE\\ann", "EXAMPLE");
    f("domain", "ann", "");
    f("host", "https://ann@www.example.com:8443/x?y", "www.example.com");
    f("port", "https://ann@www.example.com:8443/x?y", "8443");
    f("host", "https://[2001:db8::1]:443/", "2001:db8::1");
    f("port", "192.0.2.1:80", "80");
    f("host", "2001:db8::1", "2001:db8::1");
    f("path", "https://www.example.com/a/b?c=d#e", "/a/b");
    f("path", "/a/b?c", "/a/b");
    f("query", "/a/b?c=d#e", "c=d");
    f("scheme", "https://x/", "https");
    f("scheme", "/x", "");
    f("milliseconds", "1.5", "1500");
    f("lower", "TCP", "tcp");
    f("word", "sh -c x", "sh");
}

TEST(Mapping, takes_terms_and_what_it_needs) {
    constexpr std::string_view text = R"(
vocabulary: {place: [ip, client_ip], person: [user.name, login]}
mappings:
  - {class: visit, activity: Come, needs: [ip], from: {guest.name: ~person, ip: ~place}}
  - {class: base_event, activity: Unknown, from: {device.hostname: ~person}}
)";
    expect_part(text, {{"Login", "ann"}, {"clientIp", "192.0.2.1"}}, R"("ip":"192.0.2.1")");
    expect_part(text, {{"login", "ann"}, {"ip", "none"}, {"a.client_ip", "192.0.2.1"}},
                R"("ip":"192.0.2.1")");
    expect_part(text, {{"login", "ann"}}, R"("class_name":"Base Event")");
    expect_part("vocabulary: {place: [ip]}\n" + with("ip: ~plcae"), {}, "did you mean 'place'?");
    expect_part("vocabulary: {place: [ip, '...']}\n" + with("ip: ~place"), {}, "cannot be a word");
}

}  // namespace
}  // namespace ward::ingest::map
