// SPDX-License-Identifier: Apache-2.0
// StateStore: what people and the line decide: incidents, users, sessions, tokens, audit, settings.
// Small, transactional, never lost. Implementations: sqlite/ (WAL, synchronous=FULL). Documents are
// JSON; each has a kind, a key, a version and a few indexed columns.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace ward::store {

struct Document {
    std::string key;
    std::string json;
    double rank = 0;       // list() orders by it, highest first
    std::string status;    // list() filters by it
    uint64_t version = 0;  // set by the store; 1 after the first put
};

struct AuditEntry {
    base::TimeNs time_ns = 0;
    std::string actor, action, object, detail;
    std::string hash;  // SHA-256 over the previous hash and this entry: the chain shows any change
};

class StateStore {
public:
    virtual ~StateStore() = default;
    static base::Result<std::unique_ptr<StateStore>> open(
        const std::string& path);  // ":memory:" for tests

    /// Everything that `work` does through this store is one transaction; an error from it rolls
    /// back. Calls do not nest.
    virtual base::Result<void> transact(const std::function<base::Result<void>()>& work) = 0;

    virtual base::Result<std::optional<Document>> find(std::string_view kind,
                                                       std::string_view key) = 0;
    /// Inserts or replaces. `expected_version`: 0 any, else refused (usage) if the stored one is
    /// another.
    virtual base::Result<uint64_t> put(std::string_view kind, const Document& document,
                                       uint64_t expected_version = 0) = 0;
    virtual base::Result<bool> remove(std::string_view kind, std::string_view key) = 0;
    struct Page {
        std::vector<Document> documents;
        std::string next;  // cursor of the following page; empty at the end
    };
    virtual base::Result<Page> list(std::string_view kind, std::string_view status,
                                    const std::string& cursor, size_t limit) = 0;

    virtual base::Result<void> audit(const AuditEntry& entry) = 0;  // hash is computed
    virtual base::Result<std::vector<AuditEntry>> audit_log(size_t limit) = 0;
    /// The first entry whose hash does not fit, or nothing.
    virtual base::Result<std::optional<AuditEntry>> verify_audit() = 0;
};

}  // namespace ward::store
