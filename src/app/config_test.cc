// SPDX-License-Identifier: Apache-2.0
#include "app/config.h"

#include <gtest/gtest.h>

namespace ward::app {

TEST(Config, reads_keys_and_names_what_is_wrong) {
    const auto f = [](std::string_view text, std::string_view want) {
        base::Diagnostics diagnostics;
        parse_config(text, "ward.toml", diagnostics);
        std::string got;
        for (const auto& one : diagnostics.all()) got += base::render(one) + "\n";
        EXPECT_EQ(got, want) << text;
    };
    f("", "");
    f("listen = \"127.0.0.1:1\"\n[receivers.syslog]\ntcp = \"127.0.0.1:5514\"\n", "");
    f("lisen = \"x\"", "ward.toml:1:9: error: unknown key 'lisen'; did you mean 'listen'?\n");
    f("listen = 5", "ward.toml:1:10: error: 'listen' must be a text in quotes\n");
    f("[retention]\ndays = -1",
      "ward.toml:2:8: error: 'retention.days' must be a number, 0 or more\n");
    f("[tls]\ncertificate = \"a\"", "ward.toml: error: tls needs both a certificate and a key\n");
}

TEST(Config, the_sample_is_valid_and_says_the_defaults) {
    base::Diagnostics diagnostics;
    const Config config = parse_config(sample_config(), "sample", diagnostics);
    EXPECT_FALSE(diagnostics.has_errors()) << base::render(diagnostics.all().front());
    EXPECT_EQ(config.listen, Config{}.listen);
    EXPECT_EQ(config.retention_days, Config{}.retention_days);
}

}  // namespace ward::app
