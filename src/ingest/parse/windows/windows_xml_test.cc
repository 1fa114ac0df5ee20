// SPDX-License-Identifier: Apache-2.0
#include "ingest/parse/windows/windows_xml.h"

#include <gtest/gtest.h>

namespace ward::ingest {
namespace {

struct Read {
    model::FieldNames names;
    model::Batch batch{names};
    explicit Read(std::string_view text) { windows_xml_parser().parse(text, {}, nullptr, batch); }
    std::string fields(size_t event = 0) const {
        std::string out;
        if (event >= batch.events().size()) return "no event";
        for (const auto& field : batch.fields(batch.events()[event]))
            out.append(names.name(field.id)).append("=").append(field.text()).append(";");
        return out;
    }
};

TEST(WindowsXml, names_fields) {
    struct Case {
        std::string_view inside, want;
    };
    const Case cases[] = {
        {"<System><EventID Qualifiers='16384'>7036</EventID></System>",
         "EventID_Qualifiers=16384;EventID=7036;"},
        {"<System><Provider Name=\"P\"/><Correlation/></System>", "Provider_Name=P;"},
        {"<EventData><Data Name='A'>1</Data><Data>x</Data><Data>y</Data></EventData>",
         "A=1;Data=x;Data=y;"},
        {"<EventData><Data Name='Threat Name'>w</Data></EventData>", "Threat Name=w;ThreatName=w;"},
        {"<EventData><Data Name='E'/><Data Name='F'></Data></EventData>", "E=;F=;"},
        {"<UserData><x:R xmlns:x='urn:e'><x:User a='b'>u</x:User></x:R></UserData>",
         "User_a=b;User=u;"},
        {"<EventData><Data Name='A'>&lt;&#65;&#x42;&amp;amp;&nope; &</Data></EventData>",
         "A=<AB&amp;&nope; &;"},
        {"<EventData><Data Name='A'>a<![CDATA[<b>]]>c<!-- no --></Data></EventData>", "A=a<b>c;"},
        {"<RenderingInfo Culture='en-US'><Message>m</Message><Level>Info</Level></RenderingInfo>",
         "RenderingInfo_Culture=en-US;Message=m;RenderingInfo_Level=Info;"},
    };
    for (const auto& [inside, want] : cases) {
        const std::string text =
            "<Event xmlns='urn:e'>" + std::string(inside) + "</Event>";  // borrowed by the batch
        Read read(text);
        EXPECT_EQ(read.fields(), want) << inside;
    }
}

TEST(WindowsXml, finds_the_events) {
    struct Case {
        std::string_view text;
        size_t events, rejects;
    };
    constexpr std::string_view one = "<Event><System><EventID>1</EventID></System></Event>";
    const std::string three = std::string(one) + "\r\n" + std::string(one) + std::string(one);
    const std::string wrapped = "<?xml version='1.0'?><Events>" + three + "</Events>\n";
    const std::string junk = std::string(one) + "junk" + std::string(one);
    const std::string cut = std::string(one) + "<Event><System><EventID>1</Ev";
    const std::string bad = "<Event><System></Event>" + std::string(one);
    const std::string entity = "<!DOCTYPE x [<!ENTITY a 'b'>]>" + std::string(one);
    const std::string inner = "<Event><!ENTITY a 'b'><System/></Event>" + std::string(one);
    std::string deep;
    for (int i = 0; i < 33; ++i) deep += "<Event>";
    const Case cases[] = {{one, 1, 0},    {three, 3, 0}, {wrapped, 3, 0},
                          {junk, 2, 1},   {cut, 1, 1},   {bad, 1, 1},
                          {entity, 1, 1}, {inner, 1, 1}, {"<Event/>", 0, 1}};
    for (const auto& [text, events, rejects] : cases) {
        Read read(text);
        EXPECT_EQ(read.batch.events().size(), events) << text;
        EXPECT_EQ(read.batch.rejects().size(), rejects) << text;
    }
    EXPECT_EQ(Read(deep).batch.events().size(), 0U);
}

TEST(WindowsXml, keeps_to_the_limits) {
    const auto with_data = [](size_t count) {
        std::string text = "<Event><EventData>";
        for (size_t i = 0; i < count; ++i) text += "<Data>1</Data>";
        return text + "</EventData></Event>";
    };
    const std::string at_limit = with_data(model::event_fields_max);
    const std::string over = with_data(model::event_fields_max + 1);
    EXPECT_EQ(Read(at_limit).batch.events().size(), 1U);
    EXPECT_EQ(Read(over).batch.events().size(), 0U);
    const std::string open(100'000, '<');
    Read many(open);
    EXPECT_LE(many.batch.rejects().size(), 100U);
    std::string unclosed;
    for (int i = 0; i < 20'000; ++i) unclosed += "<Event><!--";
    EXPECT_LE(Read(unclosed).batch.rejects().size(), 100U);
}

TEST(WindowsXml, is_recognised) {
    const auto f = [](std::string_view head) { return windows_xml_parser().recognise(head) > 0; };
    EXPECT_TRUE(f("<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System>"));
    EXPECT_TRUE(f("<?xml version='1.0'?>\r\n<Events><Event><System>"));
    EXPECT_FALSE(f("<Event><Name>other</Name>"));
    EXPECT_FALSE(f("<Events/>"));
    EXPECT_FALSE(f("<13>Mar  1 00:00:00 host program: text"));
}

}  // namespace
}  // namespace ward::ingest
