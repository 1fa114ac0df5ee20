// SPDX-License-Identifier: Apache-2.0
// Metrics: counters and gauges by name and labels, rendered for Prometheus. One registry is made in
// app and handed down.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace ward::base {

class Counter {
public:
    void add(uint64_t n = 1) { value_.fetch_add(n, std::memory_order_relaxed); }
    uint64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<uint64_t> value_{0};
};

class Gauge {
public:
    void set(int64_t v) { value_.store(v, std::memory_order_relaxed); }
    void add(int64_t n) { value_.fetch_add(n, std::memory_order_relaxed); }
    int64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<int64_t> value_{0};
};

class Metrics {
public:
    /// `name` as Prometheus spells it ("ward_received_events_total"); `labels` like `source="web"`,
    /// or empty. The reference stays valid.
    Counter& counter(const std::string& name, const std::string& labels = {});
    Gauge& gauge(const std::string& name, const std::string& labels = {});
    /// `collect` is called before each render(): it sets what is counted elsewhere.
    void before_render(std::function<void()> collect);
    /// Prometheus text format 0.0.4.
    std::string render() const;

private:
    mutable std::mutex mutex_;
    std::map<std::string, std::map<std::string, std::unique_ptr<Counter>>> counters_;
    std::map<std::string, std::map<std::string, std::unique_ptr<Gauge>>> gauges_;
    std::vector<std::function<void()>> collectors_;
};

/// A label's value with quotes, backslashes and line ends escaped.
std::string metric_label(std::string_view name, std::string_view value);

}  // namespace ward::base
