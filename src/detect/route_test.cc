// SPDX-License-Identifier: Apache-2.0
// The router: the shipped table and the rules of equality.
#include "detect/route.h"

#include <gtest/gtest.h>

namespace ward::detect {
namespace {

using Fields = std::vector<std::pair<const char*, const char*>>;

struct Bench {
    model::FieldNames names;
    base::Diagnostics diagnostics;
    Router router = Router::load("content/logsources.yaml", names, diagnostics);

    // The native name of `field` if the event is of the log source, else "no".
    std::string of(const sigma::LogSourceWanted& wanted, const model::LogSource& source,
                   const Fields& fields, const char* field = "") {
        model::Batch batch(names);
        for (const auto& [name, value] : fields) batch.add(name, value);
        model::Event event;
        event.source = source;
        const auto* finished = batch.finish(event);
        const RouteId id = router.add(wanted);
        RouteFinder finder(router);
        const auto* literal = router.evaluate(id, batch, *finished);
        for (int again = 0; again < 2; again++) {
            const auto& set = finder.of(batch, *finished);
            const auto it = std::find_if(set.routes.begin(), set.routes.end(),
                                         [&](const Routed& r) { return r.route == id; });
            EXPECT_EQ(it != set.routes.end(), literal != nullptr);
            if (literal) {
                EXPECT_EQ(router.aliases(it->aliases), *literal);
            }
        }
        return literal ? std::string(sigma::native_name(*literal, field)) : "no";
    }
};

constexpr model::LogSource windows{"json", "windows", "", ""};

TEST(Router, shipped_table_is_without_fault) {
    Bench bench;
    for (const auto& message : bench.diagnostics.all()) ADD_FAILURE() << base::render(message);
}

TEST(Router, windows_events_by_channel_and_number) {
    Bench b;
    const Fields sysmon{{"Channel", "Microsoft-Windows-Sysmon/Operational"}, {"EventID", "1"}};
    const Fields audit{{"Channel", "Security"}, {"EventID", "4688"}};
    const sigma::LogSourceWanted process{"windows", "process_creation", ""};
    EXPECT_EQ(b.of(process, windows, sysmon, "Image"), "Image");
    EXPECT_EQ(b.of(process, windows, audit, "Image"), "NewProcessName");
    EXPECT_EQ(b.of(process, windows, audit, "CommandLine"), "CommandLine");
    EXPECT_EQ(b.of(process, windows, {{"Channel", "System"}, {"EventID", "1"}}), "no");
    EXPECT_EQ(b.of({"windows", "process_creation", "sysmon"}, windows, audit), "no");
    EXPECT_EQ(b.of({"windows", "", "security"}, windows, audit), "");
    EXPECT_EQ(b.of({"windows", "", "security"}, windows, sysmon), "no");
    EXPECT_EQ(b.of({"windows", "", ""}, windows, sysmon), "");
    EXPECT_EQ(b.of({"linux", "", ""}, windows, sysmon), "no");
    EXPECT_EQ(b.of({"", "process_creation", ""}, windows, sysmon), "");
}

TEST(Router, conditions_on_other_fields) {
    Bench b;
    const auto registry = [](const char* type) {
        return Fields{{"Channel", "microsoft-windows-sysmon/operational"},
                      {"EventID", "12"},
                      {"EventType", type}};
    };
    EXPECT_EQ(b.of({"windows", "registry_add", ""}, windows, registry("CreateKey")), "");
    EXPECT_EQ(b.of({"windows", "registry_add", ""}, windows, registry("DeleteKey")), "no");
    EXPECT_EQ(b.of({"windows", "registry_event", ""}, windows, registry("DeleteKey")), "");
}

TEST(Router, parts_that_the_event_states_itself) {
    Bench b;
    EXPECT_EQ(b.of({"test", "", ""}, {"json", "test", "", ""}, {}), "");
    EXPECT_EQ(b.of({"test", "", "x"}, {"json", "test", "", ""}, {}), "no");
    EXPECT_EQ(b.of({"aws", "", "cloudtrail"}, {"json", "aws", "", "cloudtrail"}, {}), "");
    EXPECT_EQ(b.of({"", "webserver", ""}, {"access", "apache", "webserver", ""}, {}), "");
    EXPECT_EQ(
        b.of({"windows", "process_creation", ""}, {"json", "windows", "process_creation", ""}, {}),
        "");
    EXPECT_EQ(b.of({"windows", "", "security"}, {"json", "windows", "", "security"}, {}), "");
    EXPECT_EQ(b.of({"windows", "", "security"}, {"json", "windows", "", "security"},
                   {{"Channel", "System"}}),
              "no");
}

TEST(Router, names_what_is_wrong_with_a_table) {
    const auto f = [](std::string_view text, std::string_view want) {
        model::FieldNames names;
        base::Diagnostics diagnostics;
        Router::parse(text, "t.yaml", names, diagnostics);
        ASSERT_TRUE(diagnostics.has_errors()) << text;
        EXPECT_NE(diagnostics.all()[0].text.find(want), std::string::npos)
            << base::render(diagnostics.all()[0]);
    };
    f("a: 1", "'logsources' is wanted");
    f("logsources: [{asks: {product: x}, events: []}]", "a category or a service");
    f("logsources: [{asks: {service: x}, events: [{produkt: y}]}]", "unknown key 'produkt'");
    f("logsources: [{asks: {category: c}, events: [{product: windows, service: nosuch}]}]",
      "not explained above");
}

TEST(Router, other_logs_by_what_their_parsers_say) {
    Bench b;
    const auto of = [&](const sigma::LogSourceWanted& wanted, const model::LogSource& source,
                        const Fields& fields,
                        const char* field) { return b.of(wanted, source, fields, field); };
    const model::LogSource zeek_http{"zeek", "zeek", "", "http"};
    EXPECT_EQ(of({"", "webserver", ""}, zeek_http, {}, "cs-uri-query"), "uri");
    EXPECT_EQ(of({"", "proxy", ""}, zeek_http, {}, "c-useragent"), "user_agent");
    EXPECT_EQ(of({"", "webserver", ""}, {"access", "", "webserver", ""}, {}, "cs-uri"), "cs-uri");
    EXPECT_EQ(of({"", "firewall", ""}, {"kv", "linux", "firewall", "iptables"}, {}, "dst_ip"),
              "DST");
    EXPECT_EQ(of({"", "dns", ""}, {"json", "suricata", "dns", ""}, {}, "query"), "dns.rrname");
    const model::LogSource auditd{"audit", "linux", "", "auditd"};
    EXPECT_EQ(of({"linux", "process_creation", ""}, auditd, {{"type", "EXECVE"}}, "Image"), "exe");
    EXPECT_EQ(of({"linux", "process_creation", ""}, auditd, {{"type", "PATH"}}, "Image"), "no");
    EXPECT_EQ(of({"linux", "", "auth"}, {"syslog", "linux", "", "sudo"}, {}, "USER"), "USER");
    EXPECT_EQ(of({"cisco", "", "aaa"}, {"syslog", "cisco", "", "ios"}, {}, "x"), "x");
    EXPECT_EQ(of({"azure", "", "pim"}, {"json", "azure", "", "riskdetection"}, {}, "x"), "x");
}

TEST(Router, one_products_events_in_the_log_of_another) {
    Bench b;
    const sigma::LogSourceWanted rpc{"rpc_firewall", "application", ""};
    EXPECT_EQ(b.of(rpc, windows, {{"Channel", "RPCFW"}, {"EventID", "3"}}, "EventLog"), "Channel");
    EXPECT_EQ(b.of(rpc, windows, {{"Channel", "Security"}}), "no");
    EXPECT_EQ(b.of({"linux", "process_creation", ""}, windows,
                   {{"Channel", "Microsoft-Windows-Sysmon/Operational"}, {"EventID", "1"}}),
              "no");
}

}  // namespace
}  // namespace ward::detect
