// SPDX-License-Identifier: Apache-2.0
// Explanations: which test, which value; and the entities of an event.
#include <gtest/gtest.h>

#include "detect/detector.h"

namespace ward::detect {
namespace {

constexpr const char* rule = R"(title: t
logsource: {product: windows, category: process_creation}
detection:
  selection:
    Image|endswith: ['\one.exe', '\two.exe']
    User: bob
  filter: {CommandLine|contains|all: [safe, sound]}
  condition: selection and not filter
)";

struct Bench {
    model::FieldNames names;
    LoadOptions options{"content/logsources.yaml", {}};
    Explanation run(const std::vector<std::pair<const char*, const char*>>& fields) {
        model::Batch batch(names);
        for (const auto& [name, value] : fields) batch.add(name, value);
        model::Event event;
        event.source = {"json", "windows", "", ""};
        return explain(rule, options, batch, *batch.finish(event), names);
    }
};

TEST(Explain, a_match_by_other_names) {
    const auto got = Bench().run({{"Channel", "Security"},
                                  {"EventID", "4688"},
                                  {"NewProcessName", "C:\\two.exe"},
                                  {"User", "bob"}});
    EXPECT_TRUE(got.matched);
    ASSERT_EQ(got.tests.size(), 3U);
    EXPECT_EQ(got.tests[0].path, "selection.Image|endswith");
    EXPECT_EQ(got.tests[0].wanted, "one of '*\\two.exe', '*\\one.exe'");
    EXPECT_EQ(got.tests[0].value, "C:\\two.exe (NewProcessName)");
    EXPECT_TRUE(got.tests[0].met);
    EXPECT_EQ(got.tests[2].value, "(absent)");
    EXPECT_FALSE(got.tests[2].met);
    EXPECT_EQ(got.condition, "selection and not filter");
}

TEST(Explain, why_not) {
    Bench bench;
    const char* channel = "Microsoft-Windows-Sysmon/Operational";
    const auto user = bench.run(
        {{"Channel", channel}, {"EventID", "1"}, {"Image", "\\one.exe"}, {"User", "ann"}});
    EXPECT_FALSE(user.matched);
    EXPECT_TRUE(user.routed);
    EXPECT_EQ(user.reason,
              "the condition 'selection and not filter' is not met because of selection.User");
    const auto other = bench.run({{"Channel", channel}, {"EventID", "3"}});
    EXPECT_FALSE(other.routed);
    EXPECT_EQ(other.reason,
              "the event is not of the rule's log source (product windows, category "
              "process_creation)");
}

TEST(Explain, a_rule_that_cannot_be_loaded) {
    model::FieldNames names;
    model::Batch batch(names);
    const auto got = explain("title: t", {}, batch, *batch.finish({}), names);
    EXPECT_FALSE(got.matched);
    EXPECT_TRUE(got.reason.starts_with("the rule cannot be loaded: ")) << got.reason;
}

std::string entities(const std::vector<std::pair<const char*, const char*>>& fields) {
    model::FieldNames names;
    model::Batch batch(names);
    for (const auto& [name, value] : fields) batch.add(name, value);
    std::string out;
    for (const auto& entity : entities_of(batch, *batch.finish({})))
        out += std::string(to_text(entity.kind)) + " " + entity.value + "; ";
    return out;
}

TEST(Entities, are_normalised) {
    const auto f = [](const char* name, const char* value, const char* want) {
        EXPECT_EQ(entities({{name, value}}), want) << name << " " << value;
    };
    f("Computer", "WEB-01.corp.example", "host web-01; ");
    f("Computer", "localhost", "");
    f("SubjectUserName", "CORP\\Alice", "user alice; ");
    f("userPrincipalName", "Bob@example.org", "user bob; ");
    f("TargetUserName", "WEB-01$", "");
    f("User", "NT AUTHORITY\\SYSTEM", "");
    f("TargetUserName", "-", "");
    f("userIdentity.arn", "arn:aws:iam::1:user/Eve", "user arn:aws:iam::1:user/Eve; ");
    f("IpAddress", "::ffff:203.0.113.9", "address 203.0.113.9; ");
    f("SourceIp", "2001:DB8:0:0::1", "address 2001:db8::1; ");
    f("SourceIp", "127.0.0.1", "");
    f("SourceIp", "::1", "");
    f("Image", "C:\\A\\B.EXE", "process c:\\a\\b.exe; ");
    f("Hashes",
      "SHA1=DA39A3EE5E6B4B0D3255BFEF95601890AFD80709,MD5=D41D8CD98F00B204E9800998ECF8427E",
      "file_hash da39a3ee5e6b4b0d3255bfef95601890afd80709; ");
    f("QueryName", "Evil.Example.", "domain evil.example; ");
}

TEST(Entities, ocsf_comes_first) {
    model::FieldNames names;
    model::Batch batch(names);
    batch.add("Computer", "native-host");
    batch.add("SourceIp", "203.0.113.9");
    auto* event = batch.finish({});
    std::vector<model::Field> attributes;
    const std::string_view host = "ocsf-host";
    attributes.push_back({names.intern("device.hostname") & model::no_field, model::ValueKind::text,
                          static_cast<uint32_t>(host.size()), host.data()});
    batch.set_ocsf(*event, attributes);
    const auto got = entities_of(batch, *event);
    ASSERT_EQ(got.size(), 2U);
    EXPECT_EQ(got[0].value, "ocsf-host");
    EXPECT_EQ(got[1].value, "203.0.113.9");
}

}  // namespace
}  // namespace ward::detect
