// SPDX-License-Identifier: Apache-2.0
// Coverage: which hosts sent logs of which kind, and until when. From it an incident knows what it
// cannot know. It only grows, so what is seen twice changes nothing.
#pragma once

#include <map>
#include <set>
#include <string>

#include "base/json.h"
#include "model/batch.h"

namespace ward::incident {

class Coverage {
public:
    struct Host {
        base::TimeNs last_ns = base::no_time;
        std::set<int64_t> classes;  // OCSF class_uid
    };
    static constexpr size_t hosts_max = 10'000;  // names in logs are endless; real hosts are not

    void observe(const model::Batch& batch);
    const Host* find(const std::string& host) const;
    /// The time of the newest event of any host.
    base::TimeNs last_ns() const { return last_ns_; }
    /// True if any host sent events of this OCSF class.
    bool has_class(int64_t class_uid) const { return classes_.contains(class_uid); }
    bool is_empty() const { return hosts_.empty(); }

    std::string to_json() const;
    void read_json(const base::Json& json);

private:
    std::map<std::string, Host, std::less<>> hosts_;
    std::set<int64_t> classes_;
    base::TimeNs last_ns_ = base::no_time;
};

}  // namespace ward::incident
