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
        const WordLists lists = {{"kind", {{"10", "over Remote Desktop"}}}};
        const auto got = Template::compile(text, lists, names, {}, diagnostics).fill(batch, event);
        EXPECT_EQ(diagnostics.has_errors() ? "fault" : got.value_or("nothing"), want) << text;
    };
    f("{u} came", {{"u", "alice"}}, "alice came");
    f("{u} came", {}, "nothing");
    f("{u} came", {{"u", "-"}}, "nothing");
    f("came[ from {a}][ to {b}]", {{"b", "x"}}, "came to x");
    f("{a|b}", {{"b", "x"}}, "x");
    f("{p:name}", {{"p", "C:\\Windows\\cmd.exe"}}, "cmd.exe");
    f("{t:kind}", {{"t", "10"}}, "over Remote Desktop");
    f("{t:kind}", {{"t", "99"}}, "99");
    f("{t:absent}", {{"t", "10"}}, "fault");
    f("[a", {}, "fault");
    f("a]", {}, "fault");
    f("{a", {}, "fault");
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
