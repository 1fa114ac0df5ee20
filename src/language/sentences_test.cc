// SPDX-License-Identifier: Apache-2.0
#include "language/sentences.h"

#include <gtest/gtest.h>

#include "language/template/template.h"

namespace ward::language {
namespace {

using Fields = std::vector<std::pair<std::string_view, std::string_view>>;

TEST(Template, fills_drops_and_refuses) {
    const auto f = [](std::string_view text, const Fields& fields, std::string_view want) {
        model::FieldNames names;
        model::Batch batch(names);
        for (const auto& [name, value] : fields) batch.add(name, value);
        const model::Event event = *batch.finish({});
        base::Diagnostics diagnostics;
        const WordLists lists = {{"kind", {{"10", "over Remote Desktop"}}},
                                 {"every", {{"*", "by way {} of it"}}}};
        std::string got = "He: ";
        const bool is_told =
            Template::compile(text, lists, names, {}, diagnostics).fill(batch, event, got);
        if (!is_told) {
            EXPECT_EQ(got, "He: ");
        }
        EXPECT_EQ(diagnostics.has_errors() ? "fault"
                  : is_told                ? got.substr(4)
                                           : "nothing",
                  want)
            << text;
    };
    f("{u} came", {{"u", "alice"}}, "alice came");
    f("{u} came", {}, "nothing");
    f("{u} came", {{"u", "-"}}, "nothing");
    f("came[ from {a}][ to {b}]", {{"b", "x"}}, "came to x");
    f("{a|b}", {{"b", "x"}}, "x");
    f("{p:name}", {{"p", "C:\\Windows\\cmd.exe"}}, "cmd.exe");
    f("{t:kind}", {{"t", "10"}}, "over Remote Desktop");
    f("{t:kind}", {{"t", "99"}}, "nothing");
    f("{t:every}", {{"t", "99"}}, "by way 99 of it");
    f("{u:account} came", {{"u", "EXAMPLE\\ann"}}, "ann came");
    f("{u} came", {{"u", "a b"}}, "'a b' came");
    f("'{u}' came", {{"u", "a b"}}, "'a b' came");
    f("came: {u}", {{"u", "a b"}}, "came: a b");
    f("{t:absent}", {{"t", "10"}}, "fault");
    f("[a", {}, "fault");
    f("a]", {}, "fault");
    f("{a", {}, "fault");
}

TEST(Template, makes_values_harmless) {
    const auto f = [](std::string_view value, std::string_view want) {
        std::string got;
        append_harmless(got, value);
        EXPECT_EQ(got, want);
    };
    f("plain", "plain");
    f("two  lines\r\nroot signed in", "two lines root signed in");
    f("\x1b[31mred\x07", "[31mred");
    f("gr\xc3\xbc\xc3\x9f dich", "gr\xc3\xbc\xc3\x9f dich");
    f("bad \xff\xfe bytes \xc3", "bad ?? bytes ?");
    f("exe.\xe2\x80\xaetxt", "exe. txt");  // U+202E turns what follows
    f("a\xe2\x80\x8b"
      "b\xef\xbb\xbf",
      "a b");
    f(std::string(value_bytes_max, 'x'), std::string(value_bytes_max, 'x'));
    f(std::string(value_bytes_max + 1, 'x'), std::string(value_bytes_max, 'x') + "...");
    f(std::string(value_bytes_max - 1, 'x') + "\xc3\xbc",
      std::string(value_bytes_max - 1, 'x') + "...");
}

TEST(Sentences, shipped_ones_load_and_tell) {
    model::FieldNames names;
    base::Diagnostics diagnostics;
    const auto sentences = Sentences::load("content/sentences", names, diagnostics);
    for (const auto& one : diagnostics.all()) ADD_FAILURE() << base::render(one);
    const auto f = [&](const model::LogSource& source, const Fields& fields,
                       std::string_view want) {
        model::Batch batch(names);
        for (const auto& [name, value] : fields) batch.add(name, value);
        model::Event event;
        event.source = source;
        EXPECT_EQ(sentences->tell(batch, *batch.finish(event)), want);
    };
    f({"evtx", "windows", "", ""},
      {{"Channel", "Security"},
       {"EventID", "4625"},
       {"TargetUserName", "alice"},
       {"Computer", "WS-07"},
       {"LogonType", "10"},
       {"IpAddress", "203.0.113.9"},
       {"SubStatus", "0xc000006a"}},
      "alice failed to sign in to WS-07 over Remote Desktop from 203.0.113.9 (the password was "
      "wrong)");
    f({"json", "aws", "", "cloudtrail"},
      {{"eventName", "CreateUser"},
       {"eventSource", "iam.amazonaws.com"},
       {"userIdentity.userName", "bob"}},
      "bob called CreateUser on iam.amazonaws.com");
    f({"text", "", "", ""}, {{"message", "hello"}}, "text event: hello");
}

}  // namespace
}  // namespace ward::language
