// SPDX-License-Identifier: Apache-2.0
// Dialects of Windows events as JSON: what each sender writes, and the native names that come out.
#include "ingest/parse/windows/fold.h"

#include <gtest/gtest.h>

#include "ingest/parse/json/json.h"

namespace ward::ingest {
namespace {

struct Read {
    model::FieldNames names;
    model::Batch batch{names};
    std::string text;
    explicit Read(std::string_view json) : text(json) {
        json_parser().parse(text, {}, nullptr, batch);
    }
    const model::Event& event() const { return batch.events()[0]; }
    // "Name=value" for each of the wanted names; a list's values are joined with '|'.
    std::string of(std::string_view name) const {
        std::string out;
        const auto id = names.find(name);
        if (batch.events().empty() || !id) return "(none)";
        bool found = false;
        for (const auto& field : batch.fields(event())) {
            if (field.id != *id) continue;
            if (found) out += '|';
            out.append(field.text()), found = true;
        }
        return found ? out : "(none)";
    }
};

struct Want {
    std::string_view name, value;
};

void expect(std::string_view json, std::initializer_list<Want> wanted) {
    Read read(json);
    ASSERT_EQ(read.batch.events().size(), 1U) << json;
    EXPECT_EQ(read.event().source.product, "windows") << json;
    for (const auto& [name, value] : wanted)
        EXPECT_EQ(read.of(name), value) << name << " in " << json;
}

TEST(Fold, reads_winlogbeat) {
    expect(R"({"@timestamp":"2026-03-01T00:00:00.123Z","message":"m","log":{"level":"warning"},
        "winlog":{"channel":"Microsoft-Windows-Sysmon/Operational","event_id":"1","record_id":77,
        "provider_name":"Microsoft-Windows-Sysmon","computer_name":"host1.example.net",
        "process":{"pid":4,"thread":{"id":8}},"user":{"identifier":"S-1-5-18"},
        "event_data":{"Image":"C:\\a.exe","CommandLine":"a.exe -x "}}})",
           {{"EventID", "1"},
            {"Channel", "Microsoft-Windows-Sysmon/Operational"},
            {"Image", "C:\\a.exe"},
            {"CommandLine", "a.exe -x "},
            {"EventRecordID", "77"},
            {"Execution_ProcessID", "4"},
            {"Execution_ThreadID", "8"},
            {"Security_UserID", "S-1-5-18"},
            {"Level", "3"},
            {"Message", "m"},
            {"Computer", "host1.example.net"},
            {"TimeCreated_SystemTime", "2026-03-01T00:00:00.123Z"}});
}

TEST(Fold, regains_what_went_into_ecs) {
    expect(R"({"event":{"code":"1","provider":"Microsoft-Windows-Sysmon"},
        "winlog":{"channel":"Microsoft-Windows-Sysmon/Operational"},
        "process":{"executable":"C:\\a.exe","command_line":"a -b","pid":12,
        "hash":{"md5":"00ff","sha256":"abcd"},"parent":{"executable":"C:\\p.exe"}},
        "user":{"name":"alice","domain":"EXAMPLE"}})",
           {{"EventID", "1"},
            {"Image", "C:\\a.exe"},
            {"CommandLine", "a -b"},
            {"ProcessId", "12"},
            {"ParentImage", "C:\\p.exe"},
            {"Hashes", "MD5=00FF,SHA256=ABCD"},
            {"User", "EXAMPLE\\alice"},
            {"process.executable", "C:\\a.exe"}});
}

TEST(Fold, reads_nxlog) {
    expect(R"({"EventTime":"2026-03-01 00:00:00","Hostname":"host1","Keywords":-9223372036854775808,
        "EventType":"INFO","EventID":13,"SourceName":"Microsoft-Windows-Sysmon","OpcodeValue":0,
        "ProviderGuid":"{5770385F-C22A-43E0-BF4C-06F5698FFBD9}","RecordNumber":5,"ProcessID":1436,
        "ThreadID":2,"Channel":"Microsoft-Windows-Sysmon/Operational","UserID":"S-1-5-18",
  "Message":"Registry value set:\r\nRuleName: -\r\nEventType: SetValue\r\nProcessId: 1012\r\n",
        "Opcode":"Info","TargetObject":"HKLM\\x","SourceModuleType":"im_msvistalog"})",
           {{"Computer", "host1"},
            {"Keywords", "0x8000000000000000"},
            {"EventType", "SetValue"},
            {"RenderingInfo_EventType", "INFO"},
            {"Execution_ProcessID", "1436"},
            {"ProcessId", "1012"},
            {"EventRecordID", "5"},
            {"Opcode", "0"},
            {"RenderingInfo_Opcode", "Info"},
            {"Provider_Name", "Microsoft-Windows-Sysmon"},
            {"TargetObject", "HKLM\\x"},
            {"SourceModuleType", "im_msvistalog"}});
}

TEST(Fold, reads_the_xml_as_json) {
    constexpr std::string_view evtx_dump =
        R"({"Event":{"#attributes":{"xmlns":"urn:e"},"System":{"Provider":{"#attributes":
        {"Name":"P","Guid":"11CD958A-C507-4EF3-B3F2-5FD9DFBD2C78"}},"EventID":{"#text":1102,
        "#attributes":{"Qualifiers":3}},"TimeCreated":{"#attributes":{"SystemTime":
        "2026-03-01T00:00:00.5Z"}},"Correlation":null,"EventRecordID":9,"Channel":"Security"},
        "EventData":{"Threat Name":"w","Data":["a","b"]},
        "UserData":{"LogFileCleared":{"#attributes":{"xmlns":"urn:l"},"SubjectUserName":"bob"}}}})";
    expect(evtx_dump, {{"Provider_Name", "P"},
                       {"Provider_Guid", "{11CD958A-C507-4EF3-B3F2-5FD9DFBD2C78}"},
                       {"EventID", "1102"},
                       {"EventID_Qualifiers", "3"},
                       {"Correlation", "(none)"},
                       {"Threat Name", "w"},
                       {"ThreatName", "w"},
                       {"Data", "a|b"},
                       {"SubjectUserName", "bob"},
                       {"LogFileCleared_xmlns", "(none)"},
                       {"Event.#attributes.xmlns", "(none)"}});
    expect(R"({"System":{"Provider":{"Name":"P"},"EventID":{"Value":4624},"Channel":"Security",
        "TimeCreated":{"SystemTime":1772323200.25}},"EventData":{"LogonType":3},"Message":"m"})",
           {{"EventID", "4624"}, {"LogonType", "3"}, {"Provider_Name", "P"}, {"Message", "m"}});
    expect(R"({"Event":{"System":{"EventID":"4688","Channel":"Security"},"EventData":{"Data":
        [{"@Name":"NewProcessName","#text":"C:\\a.exe"},{"@Name":"Empty"},
         {"@Name":"ProcessId","#text":"0x4"}]}}})",
           {{"NewProcessName", "C:\\a.exe"}, {"ProcessId", "0x4"}, {"Data", "(none)"}});
}

TEST(Fold, reads_xml_in_a_string) {
    expect(R"({"host":"h","EventID":"1","_raw":"<Event xmlns='urn:e'><System><EventID>1</EventID>)"
           R"(<Channel>Security</Channel></System><EventData><Data Name='A'>&lt;x</Data>)"
           R"(</EventData></Event>"})",
           {{"EventID", "1"}, {"A", "<x"}, {"host", "h"}, {"_raw", "(none)"}});
    expect(R"({"category":"WindowsEventLogsTable","properties":{"Channel":"Application","RawXml":)"
           R"("<Event><System><EventID>2</EventID></System></Event>"}})",
           {{"EventID", "2"}, {"properties.Channel", "Application"}});
    expect(
        R"({"EventID":7,"EventLog":"Application","Source":"S","EventData":"<DataItem><EventData>)"
        R"(<Data>x</Data></EventData></DataItem>"})",
        {{"Channel", "Application"}, {"Provider_Name", "S"}, {"Data", "x"}});
}

TEST(Fold, reads_the_others) {
    expect(R"({"EventCode":"4625","LogName":"Security","ComputerName":"h","SourceName":"S"})",
           {{"EventID", "4625"}, {"Channel", "Security"}, {"Computer", "h"}});
    expect(R"({"ProviderName":"P","Qualifiers":1,"EventID":7,"Channel":"System","ThreadID":3,
        "StringInserts":["a","b"]})",
           {{"Provider_Name", "P"}, {"EventID_Qualifiers", "1"}, {"Data", "a|b"}});
    expect(R"({"Id":4624,"LogName":"Security","ProviderName":"P","MachineName":"h","RecordId":3,
        "LevelDisplayName":"Information","TimeCreated":"/Date(1772323200000)/"})",
           {{"EventID", "4624"}, {"Computer", "h"}, {"EventRecordID", "3"}});
    expect(R"({"rule":{"id":"1"},"decoder":{"name":"d"},"agent":{"id":"2"},"data":{"win":{"system":
  {"eventID":"1","channel":"Security","providerName":"P"},"eventdata":{"commandLine":"c"}}}})",
           {{"EventID", "1"}, {"CommandLine", "c"}, {"Provider_Name", "P"}, {"rule.id", "1"}});
    expect(R"({"event_id":4624,"log_name":"Security","event_data":{"LogonType":"3"}})",
           {{"EventID", "4624"}, {"LogonType", "3"}});
}

TEST(Fold, reads_opentelemetry) {
    expect(
        R"({"timeUnixNano":"1772353800000000000","severityText":"Info","body":{"channel":"Security",
  "event_id":{"id":4624,"qualifiers":0},"provider":{"name":"P","guid":"{g}"},"computer":"h",
  "record_id":9,"system_time":"2026-03-01T08:30:00.5Z","level":"Information",
  "execution":{"process_id":4},"event_data":{"data":[{"LogonType":"3"},{"TargetUserName":"a"}]}}})",
        {{"EventID", "4624"},
         {"Channel", "Security"},
         {"Provider_Name", "P"},
         {"Computer", "h"},
         {"LogonType", "3"},
         {"TargetUserName", "a"},
         {"Execution_ProcessID", "4"},
         {"Level", "0"}});
}

TEST(Fold, leaves_native_names_alone) {
    expect(R"({"EventID":1,"Channel":"Security","Provider_Name":"P","Execution_ProcessID":4,
        "ProcessID":"7","Hostname":"x","UserID":"y","SourceName":"z"})",
           {{"ProcessID", "7"},
            {"Hostname", "x"},
            {"UserID", "y"},
            {"SourceName", "z"},
            {"Execution_ProcessID", "4"},
            {"Computer", "(none)"}});
}

TEST(Fold, says_no) {
    for (const std::string_view json :
         {R"({"EventID":1,"user":"a"})", R"({"Channel":"news","title":"a"})", R"({"a":"<Event"})",
          R"({"Provider":"p","Id":3})", R"({"html":"<Event><b>not of Windows</b></Event> "})"}) {
        Read read(json);
        ASSERT_EQ(read.batch.events().size(), 1U);
        EXPECT_EQ(read.event().source.product, "") << json;
    }
}

}  // namespace
}  // namespace ward::ingest
