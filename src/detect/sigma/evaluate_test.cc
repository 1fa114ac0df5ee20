// SPDX-License-Identifier: Apache-2.0
// What selections mean: a detection, an event, and whether they meet.
#include "detect/sigma/evaluate.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "detect/sigma/encode.h"
#include "detect/sigma/fold.h"
#include "detect/sigma/load.h"

namespace ward::detect::sigma {
namespace {

using Fields = std::vector<std::pair<const char*, const char*>>;  // a null value is null

bool met(std::string_view selection, const Fields& fields, const LoadOptions& options = {}) {
    std::vector<RuleReport> reports;
    const auto rules = load_text(
        fmt::format("title: t\nlogsource: {{product: test}}\ndetection:\n  s: {}\n  condition: s\n",
                    selection),
        "r.yml", options, reports);
    for (const auto& report : reports)
        if (report.status == RuleReport::Status::rejected)
            for (const auto& message : report.messages.all())
                ADD_FAILURE() << base::render(message);
    if (rules.rules.empty()) return false;
    model::FieldNames names;
    model::Batch batch(names);
    for (const auto& [name, value] : fields)
        value ? batch.add(name, value) : batch.add(name, "", model::ValueKind::null);
    return matches(rules.rules[0], batch, *batch.finish({}));
}

TEST(Selection, text_and_wildcards) {
    const auto f = [](std::string_view selection, const char* value, bool want) {
        EXPECT_EQ(met(selection, {{"F", value}}), want) << selection << " on " << value;
    };
    f("{F: ab}", "AB", true);
    f("{F: ab}", "abc", false);
    f("{F: 'a*c'}", "aXXc", true);
    f("{F: 'a*c'}", "ac", true);
    f("{F: 'a*b*c'}", "acb", false);
    f("{F: '*aba*aba*'}", "ababa", false);  // pieces do not overlap
    f("{F: 'ab*ba'}", "aba", false);
    f("{F: 'a?c'}", "aéc", true);
    f("{F: 'a?c'}", "ac", false);
    f("{F: '*?x'}", "x", false);
    f("{F: '*?x'}", "üx", true);
    f("{F: '?\?'}", "éü", true);
    f(R"({F: 'a\*'})", "a*", true);
    f(R"({F: 'a\*'})", "ab", false);
    f(R"({F: 'a\\*'})", R"(a\b)", true);
    f(R"({F: 'a\b'})", R"(a\b)", true);
    f(R"({F|contains: '\'})", R"(a\b)", true);
    f("{F|startswith: ÄÖ}", "äöü", true);
    f("{F|endswith: ς}", "ΛΟΓΟΣ", true);
    f("{F|contains|cased: Ab}", "xaby", false);
    f("{F|contains|cased: Ab}", "xAby", true);
    f("{F: ''}", "", true);
    f("{F: '*'}", "", true);
    f("{F|contains: a}",
      "\xFF\xFE"
      "A",
      true);
}

TEST(Selection, lists_fields_and_logic) {
    EXPECT_TRUE(met("{F|contains|all: [a, b]}", {{"F", "xbxa"}}));
    EXPECT_FALSE(met("{F|contains|all: [a, b]}", {{"F", "xa"}}));
    EXPECT_TRUE(met("{F|all: [a, b]}", {{"F", "a"}, {"F", "b"}}));
    EXPECT_TRUE(met("[{F: a}, {G: b, H: c}]", {{"G", "b"}, {"H", "c"}}));
    EXPECT_FALSE(met("[{F: a}, {G: b, H: c}]", {{"G", "b"}}));
    EXPECT_TRUE(met("{F|neq: a}", {{"F", "b"}}));
    EXPECT_TRUE(met("{F|neq: a}", {}));
    EXPECT_FALSE(met("{F|neq: [a, b]}", {{"F", "B"}}));
    EXPECT_TRUE(met("{F: null}", {}));
    EXPECT_TRUE(met("{F: null}", {{"F", nullptr}}));
    EXPECT_FALSE(met("{F: null}", {{"F", ""}}));
    EXPECT_TRUE(met("{F: [null, a]}", {{"F", "a"}}));
    EXPECT_FALSE(met("{F: '*'}", {{"F", nullptr}}));
    EXPECT_TRUE(met("{F|exists: true}", {{"F", nullptr}}));
    EXPECT_TRUE(met("{F|exists: false}", {{"G", "a"}}));
}

TEST(Selection, keywords) {
    EXPECT_TRUE(met("[evil, bad]", {{"F", "so BAD it is"}}));
    EXPECT_FALSE(met("[F]", {{"F", "x"}}));
    EXPECT_TRUE(met("{'|all': [a, b]}", {{"F", "a"}, {"G", "b"}}));
    EXPECT_TRUE(met("{'|re': 'a+b'}", {{"F", "xaab"}}));
    EXPECT_TRUE(met("{'|startswith': a}", {{"F", "ab"}}));
    EXPECT_FALSE(met("{'|startswith': a}", {{"F", "ba"}}));
    EXPECT_TRUE(met("[{F: a}, word]", {{"G", "a word"}}));
}

TEST(Selection, numbers_addresses_dates_and_references) {
    const auto f = [](std::string_view selection, const char* value, bool want) {
        EXPECT_EQ(met(selection, {{"F", value}, {"G", "Part"}}), want)
            << selection << " on " << value;
    };
    f("{F|gte: 2.5}", "2.5", true);
    f("{F|lt: 0}", "-1e3", true);
    f("{F|lt: 5}", "four", false);
    f("{F|cidr: 10.0.0.0/8}", "10.1.2.3", true);
    f("{F|cidr: 10.0.0.0/8}", "::ffff:10.1.2.3", false);
    f("{F|cidr: 2001:db8::/32}", "2001:DB8:1::1", true);
    f("{F|cidr: fe80::/10}", "fe80::1%eth0", true);
    f("{F|hour: 13}", "2026-01-02T13:59:59Z", true);
    f("{F|hour|gte: 20}", "2026-01-02 21:00:00.123", true);
    f("{F|hour: 13}", "2026-01-02T13:59:59+05:00", true);  // as written
    f("{F|week: 1}", "2025-12-29", true);                  // ISO: the week of its Thursday
    f("{F|year: 2026}", "1767225600", true);
    f("{F|day: 1}", "no date", false);
    f("{F|fieldref: G}", "PART", true);
    f("{F|fieldref|cased: G}", "PART", false);
    f("{F|fieldref|endswith: G}", "a part", true);
    f("{F|fieldref|startswith: G}", "parted", true);
    f("{F|fieldref|contains: G}", "departed", true);
    f("{F|fieldref: H}", "x", false);
}

TEST(Selection, regular_expressions) {
    const auto f = [](std::string_view selection, const char* value, bool want) {
        EXPECT_EQ(met(selection, {{"F", value}}), want) << selection << " on " << value;
    };
    f("{F|re: 'b.d'}", "abcde", true);
    f("{F|re: 'B.D'}", "abcde", false);
    f("{F|re|i: 'B.D'}", "abcde", true);
    f("{F|re|i|s: 'B.D'}", "b\nd", true);
    f("{F|re|m: '^b'}", "a\nb", true);
    f("{F|re|startswith: 'b|c'}", "ab", false);
    f("{F|re|neq: 'b'}", "a", true);
}

TEST(Selection, encodings_and_dashes) {
    EXPECT_EQ(to_base64("any carnal pleas"), "YW55IGNhcm5hbCBwbGVhcw==");
    EXPECT_EQ(to_utf16("a\xF0\x9F\x98\x80", Utf16::little_endian),
              std::string("a\0\x3D\xD8\0\xDE", 6));
    const auto places = base64_offsets("word of text");
    for (const std::string before : {"", "x", "xy"}) {
        for (const std::string after : {"", "z", "zz"}) {
            const auto whole = to_base64(before + "word of text" + after);
            EXPECT_NE(whole.find(places[before.size()]), std::string::npos) << whole;
        }
    }
    for (const auto* dash : {"-", "/", "–", "—", "―"})
        EXPECT_TRUE(met("{F|windash|contains: ' -a'}", {{"F", fmt::format("x {}a", dash).c_str()}}))
            << dash;
    EXPECT_FALSE(met("{F|windash|contains: 'a-b'}", {{"F", "a/b"}}));
    EXPECT_TRUE(met("{F|utf16|base64: a}", {{"F", "//5hAA=="}}));
}

TEST(Selection, placeholders) {
    const LoadOptions options{"", {{"who", {"ann", "b*"}}}};
    EXPECT_TRUE(met("{F|expand: '%who%'}", {{"F", "ANN"}}, options));
    EXPECT_TRUE(met("{F|expand: 'x-%who%'}", {{"F", "x-bob"}}, options));
    EXPECT_TRUE(met("{F|contains|expand: '%who%'}", {{"F", "joanne"}}, options));
    EXPECT_FALSE(met("{F|expand: '100%'}", {{"F", "ann"}}, options));
    EXPECT_TRUE(met("{F|expand: '100%'}", {{"F", "100%"}}, options));
}

TEST(Fold, one_character_to_one) {
    EXPECT_EQ(fold("ÄÖÜß ΣΊΣΥΦΟΣ Ж K"), "äöüß σίσυφοσ ж k");
    EXPECT_EQ(fold("\xC3"), "\xC3");
    EXPECT_EQ(fold("\xED\xA0\x80"), "\xED\xA0\x80");  // a surrogate is no character
}

}  // namespace
}  // namespace ward::detect::sigma
