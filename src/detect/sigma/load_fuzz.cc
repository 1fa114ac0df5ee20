// SPDX-License-Identifier: Apache-2.0
// Fuzz: Sigma YAML. Whatever the bytes are, loading ends in rules and messages, and what loads can
// be evaluated, loaded again from its own text, and correlated.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "detect/correlate/correlator.h"
#include "detect/sigma/evaluate.h"
#include "detect/sigma/example.h"
#include "detect/sigma/load.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace ward;
    constexpr size_t bytes_max = 64 * 1024;  // larger inputs find nothing new
    if (size > bytes_max) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const detect::LoadOptions options{"", {{"name", {"one", "two*"}}}};
    std::vector<detect::RuleReport> reports;
    const auto rules = detect::sigma::load_text(text, "fuzz.yml", options, reports);
    CHECK(rules.rules.size() + rules.correlations.size() <= reports.size());
    model::FieldNames names;
    model::Batch batch(names);
    batch.add("Image", "C:\\Windows\\System32\\cmd.exe");
    batch.add("EventID", "4624", model::ValueKind::integer);
    const auto* event = batch.finish({});
    detect::Correlator correlator(rules);
    std::vector<detect::Matched> matches;
    for (uint32_t i = 0; i < rules.rules.size(); i++)
        if (detect::sigma::matches(rules.rules[i], batch, *event)) matches.push_back({i, nullptr});
    model::Findings findings;
    correlator.feed(batch, *event, 0, matches, findings);
    CHECK(correlator.restore(correlator.save()).ok());
    base::Diagnostics told;
    detect::sigma::read_examples(text, "fuzz.yml", told);
    return 0;
}
