// SPDX-License-Identifier: Apache-2.0
#include "serve/ledger.h"

#include <gtest/gtest.h>

namespace ward::serve {

namespace {

SourceAccount account(const Ledger& ledger, const std::string& name) {
    for (auto& one : ledger.accounts())
        if (one.name == name) return one;
    return {};
}

void expect_exact(const Ledger& ledger) {
    for (const auto& one : ledger.accounts()) {
        uint64_t sum = one.stored + one.quarantined + one.in_flight;
        for (const auto& [reason, n] : one.dropped) sum += n;
        EXPECT_EQ(one.received, sum) << one.name;
    }
}

}  // namespace

TEST(Ledger, moves_units_from_place_to_place) {
    Ledger ledger;
    ledger.arrived("web", 5);
    ledger.arrived("web", 3);
    ledger.refused("web", 3);
    EXPECT_EQ(account(ledger, "web").in_flight, 5u);
    ledger.carried({{"web", 4}}, {}, {{"web", {3, 1, {}, base::no_time}}});
    const auto one = account(ledger, "web");
    EXPECT_EQ(one.in_flight, 1u);
    EXPECT_EQ(one.stored, 3u);
    EXPECT_EQ(one.quarantined, 1u);
    EXPECT_EQ(one.received, 5u);
    expect_exact(ledger);
}

TEST(Ledger, shows_losses_before_and_after_they_are_committed) {
    Ledger ledger;
    ledger.lost("syslog:udp", "kernel_buffer", 7);
    ledger.lost("syslog:udp", "kernel_buffer", 0);
    EXPECT_EQ(account(ledger, "syslog:udp").dropped.at("kernel_buffer"), 7u);
    const auto losses = ledger.take_losses();
    EXPECT_EQ(account(ledger, "syslog:udp").dropped.at("kernel_buffer"), 7u);
    ledger.give_back(losses);
    EXPECT_EQ(account(ledger, "syslog:udp").received, 7u);
    const auto again = ledger.take_losses();
    ledger.carried({}, again, {{"syslog:udp", {0, 0, {{"kernel_buffer", 7}}, base::no_time}}});
    EXPECT_EQ(account(ledger, "syslog:udp").dropped.at("kernel_buffer"), 7u);
    EXPECT_TRUE(ledger.take_losses().empty());
    expect_exact(ledger);
}

TEST(Ledger, limits_names) {
    Ledger ledger;
    EXPECT_EQ(ledger.admit("web\n\x01-01"), "web-01");
    EXPECT_EQ(ledger.admit(""), Ledger::other);
    EXPECT_EQ(ledger.admit(std::string(Ledger::name_bytes_max + 1, 'x')).size(),
              Ledger::name_bytes_max);
    for (size_t i = 0; i < 2 * Ledger::sources_max; i++) ledger.admit(std::to_string(i));
    EXPECT_EQ(ledger.admit("one more"), Ledger::other);
    EXPECT_EQ(ledger.admit("web-01"), "web-01");
}

}  // namespace ward::serve
