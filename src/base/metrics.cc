// SPDX-License-Identifier: Apache-2.0
#include "base/metrics.h"

#include <fmt/format.h>

namespace ward::base {

Counter& Metrics::counter(const std::string& name, const std::string& labels) {
    const std::lock_guard lock(mutex_);
    auto& slot = counters_[name][labels];
    if (!slot) slot = std::make_unique<Counter>();
    return *slot;
}

Gauge& Metrics::gauge(const std::string& name, const std::string& labels) {
    const std::lock_guard lock(mutex_);
    auto& slot = gauges_[name][labels];
    if (!slot) slot = std::make_unique<Gauge>();
    return *slot;
}

template <typename Families>
static void render_families(std::string& out, const Families& families, std::string_view type) {
    for (const auto& [name, series] : families) {
        out += fmt::format("# TYPE {} {}\n", name, type);
        for (const auto& [labels, metric] : series)
            out += labels.empty() ? fmt::format("{} {}\n", name, metric->value())
                                  : fmt::format("{}{{{}}} {}\n", name, labels, metric->value());
    }
}

void Metrics::before_render(std::function<void()> collect) {
    const std::lock_guard lock(mutex_);
    collectors_.push_back(std::move(collect));
}

std::string Metrics::render() const {
    std::vector<std::function<void()>> collectors;
    {
        const std::lock_guard lock(mutex_);
        collectors = collectors_;
    }
    for (const auto& collect : collectors) collect();
    const std::lock_guard lock(mutex_);
    std::string out;
    render_families(out, counters_, "counter");
    render_families(out, gauges_, "gauge");
    return out;
}

std::string metric_label(std::string_view name, std::string_view value) {
    std::string out(name);
    out += "=\"";
    for (const char c : value) {
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

}  // namespace ward::base
