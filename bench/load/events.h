// SPDX-License-Identifier: Apache-2.0
// Events for the load: what a mid-sized network's Windows, Linux, web, DNS and firewall logs look
// like as Splunk senders send them. Deterministic from a seed.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/random.h"

namespace ward::bench {

class EventMaker {
public:
    explicit EventMaker(uint64_t seed) : random_(seed) {}
    /// Appends one HEC object of about 500 bytes; its time is `now`.
    void append(std::string& out, base::TimeNs now);
    /// Appends one that a shipped rule finds (whoami by a web server's user), marked with `mark`.
    static void append_finding(std::string& out, base::TimeNs now, uint64_t mark);

private:
    void windows_logon(std::string& out, base::TimeNs now);
    void windows_process(std::string& out, base::TimeNs now);
    void web_access(std::string& out, base::TimeNs now);
    void dns_query(std::string& out, base::TimeNs now);
    void firewall(std::string& out, base::TimeNs now);
    void sshd(std::string& out, base::TimeNs now);
    std::string address();
    std::string user();
    std::string host(const char* kind, uint64_t count);

    base::SeededRandom random_;
    uint64_t number_ = 0;
};

}  // namespace ward::bench
