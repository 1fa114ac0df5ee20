// SPDX-License-Identifier: Apache-2.0
// Fuzz target: any bytes as content/logsources.yaml. What loads routes, and the finder agrees with
// the literal evaluation.
#include "base/check.h"
#include "detect/route.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace ward;
    model::FieldNames names;
    base::Diagnostics diagnostics;
    auto router = detect::Router::parse({reinterpret_cast<const char*>(data), size}, "fuzz.yaml",
                                        names, diagnostics);
    for (const char* category : {"", "process_creation", "dns"})
        for (const char* product : {"", "windows", "linux"})
            for (const char* service : {"", "security", "sysmon"})
                router.add({product, category, service});
    model::Batch batch(names);
    batch.add("Channel", "Security");
    batch.add("EventID", "4688", model::ValueKind::integer);
    model::Event event;
    event.source = {"json", "windows", "", "security"};
    const auto* finished = batch.finish(event);
    detect::RouteFinder finder(router);
    const auto& found = finder.of(batch, *finished).routes;
    size_t expected = 0;
    for (detect::RouteId id = 0; id < router.size(); ++id)
        expected += router.evaluate(id, batch, *finished) != nullptr ? 1 : 0;
    CHECK(found.size() == expected);
    return 0;
}
