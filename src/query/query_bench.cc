// SPDX-License-Identifier: Apache-2.0
// What a query costs before it runs: reading it, and planning it into SQL.
#include <fmt/format.h>

#include "base/clock.h"
#include "query/complete.h"
#include "query/query.h"

namespace ward::query {

namespace {

constexpr std::string_view ordinary =
    "let since = ago(7d); Events | where TimeGenerated > since and Host has 'web' and "
    "Native.EventID in (4624, 4625) "
    "| extend Account = tolower(strcat(UserDomain, '\\\\', User)) | summarize Count = count(), "
    "Last = max(TimeGenerated), "
    "Hosts = make_set(Host, 10) by Account, bin(TimeGenerated, 1h) | where Count > 20 | sort by "
    "Count desc | take 100";

constexpr int rounds = 2000;

template <typename Work>
void measure(const char* name, Work work) {
    const base::SystemClock clock;
    const auto began = clock.monotonic_ns();
    for (int i = 0; i < rounds; ++i) work();
    const auto each = static_cast<double>(clock.monotonic_ns() - began) / rounds / 1000;
    fmt::print("{:<12} {:>8.1f} us\n", name, each);
}

}  // namespace

}  // namespace ward::query

int main() {
    using namespace ward;
    query::measure("read", [] {
        base::Diagnostics diagnostics;
        query::check(query::ordinary, diagnostics);
    });
    query::measure("plan", [] {
        base::Diagnostics diagnostics;
        query::lint(query::ordinary, 0, diagnostics);
    });
    const std::string text = std::string(query::ordinary) + " | where Acc";
    query::measure("complete", [&] { query::complete(text, text.size()); });
}
