// SPDX-License-Identifier: Apache-2.0
// Visitors of the simulated company's web shop, as nginx logs them (combined format).
#include "app/demo/company.h"

namespace ward::app::demo {

constexpr base::TimeNs hour_ns = 3600 * base::second_ns;

void Company::plan_shop() {
    const base::TimeNs begin = day_.midnight_ns();
    const auto visitor = [this] {
        shop(stranger(), pick("agents"), static_cast<int>(day_.between(1, 9)), "-");
    };
    repeat(190, begin, begin + 24 * hour_ns, visitor);
    repeat(75, begin + 8 * hour_ns, begin + 22 * hour_ns, visitor);
    // Search engines walk slowly all day; some of their links are old.
    repeat(70, begin, begin + 24 * hour_ns, [this] {
        const bool is_old = day_.chance(0.15);
        access("192.0.2.61",
               is_old ? fmt::format("GET /old/page-{} HTTP/1.1", day_.below(900))
                      : "GET " + pick("pages") + " HTTP/1.1",
               is_old ? 404 : 200, is_old ? 162 : day_.between(3'000, 40'000), "-",
               "Mozilla/5.0 (compatible; SearchWalker/2.1; +https://walker.example/bot)");
    });
}

void Company::access(const std::string& client, const std::string& request, int status,
                     int64_t bytes, const std::string& referrer, const std::string& agent) {
    const base::CivilTime t = base::to_civil(day_.now_ns());
    const std::string month = syslog_time(day_.now_ns()).substr(0, 3);
    day_.write(
        "web-01/access",
        fmt::format("{} - - [{:02}/{}/{}:{:02}:{:02}:{:02} +0000] \"{}\" {} {} \"{}\" \"{}\"",
                    client, t.day, month, t.year, t.hour, t.minute, t.second, request, status,
                    bytes, referrer, agent));
}

// A page and what it is made of; then, after some reading, the next one.
void Company::shop(const std::string& client, const std::string& agent, int pages_left,
                   const std::string& referrer) {
    const std::string page = pick("pages");
    access(client, "GET " + page + " HTTP/1.1", 200, day_.between(4'000, 60'000), referrer, agent);
    const std::string url = "https://shop." + scenario_.domain + page;
    for (int64_t i = referrer == "-" ? day_.between(3, 7) : day_.between(0, 2); i > 0; --i)
        access(client, "GET " + pick("assets") + " HTTP/1.1", day_.chance(0.3) ? 304 : 200,
               day_.between(400, 90'000), url, agent);
    if (page == "/cart" && day_.chance(0.5))
        access(client, "POST /cart/items HTTP/1.1", 302, 0, url, agent);
    if (pages_left <= 1) return;
    day_.after(4 + day_.wait(40), [=, this] { shop(client, agent, pages_left - 1, url); });
}

}  // namespace ward::app::demo
