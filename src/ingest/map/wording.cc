// SPDX-License-Identifier: Apache-2.0
// Wording: see the header.
#include "ingest/map/wording.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/text.h"
#include "ingest/map/convert.h"

namespace ward::ingest::map {

namespace {

constexpr size_t npos = std::string_view::npos;
constexpr size_t sentence_bytes_max = 256;  // longer texts say too much to be told by a word

// Letters alone, in lower case: "Logged-In" and "logged in" are one word then.
class Letters {
public:
    explicit Letters(std::string_view text) {
        if (text.size() > sentence_bytes_max) return;
        for (const char c : text)
            if (base::is_alpha(c)) bytes_[size_++] = base::lower(c);
    }
    template <size_t n>
    bool has_any(const std::string_view (&words)[n]) const {
        const std::string_view text(bytes_.data(), size_);
        return std::any_of(std::begin(words), std::end(words),
                           [&](std::string_view word) { return text.find(word) != npos; });
    }
    template <size_t n>
    bool is_any(const std::string_view (&words)[n]) const {
        const std::string_view text(bytes_.data(), size_);
        return std::find(std::begin(words), std::end(words), text) != std::end(words);
    }

private:
    std::array<char, sentence_bytes_max> bytes_;
    size_t size_ = 0;
};

constexpr std::string_view ends[] = {"logout",        "loggedout",          "logoff",  "loggedoff",
                                     "signout",       "signedout",          "logsout", "sessionend",
                                     "sessionclosed", "disconnectedsession"};
constexpr std::string_view begins[] = {
    "login",      "logon",        "loggedin",       "loggedon",  "signin",   "signedin",
    "logsin",     "signon",       "authenticat",    "userauth",  "ssoauth",  "mfachallenge",
    "userverify", "passwordauth", "sessionstarted", "loginuser", "authfail", "authsucc"};
constexpr std::string_view failures[] = {
    "fail",      "denied",   "deny",        "invalid",   "reject",  "refuse",  "unauthor",
    "incorrect", "wrongpas", "lockedout",   "notallow",  "expired", "blocked", "unsuccess",
    "forbidden", "badpass",  "unknownuser", "notpermit", "timeout"};
constexpr std::string_view successes[] = {"success",  "succeed", "accepted",  "granted", "allowed",
                                          "approved", "passed",  "permitted", "logged"};
constexpr std::string_view failure_words[] = {
    "false", "ko", "no",  "drop",       "dropped", "block",   "error",     "deny",
    "reset", "f",  "nok", "quarantine", "abort",   "aborted", "cancelled", "failure"};
constexpr std::string_view success_words[] = {
    "true",     "ok",        "yes", "pass",        "allow", "accept",    "permit",   "granted",
    "complete", "completed", "s",   "established", "done",  "processed", "delivered"};

}  // namespace

std::string_view session_of(std::string_view text) {
    const Letters letters(text);
    if (letters.has_any(ends)) return "logout";
    return letters.has_any(begins) ? "login" : std::string_view();
}

std::string_view outcome_of(std::string_view text) {
    const Letters letters(text);
    if (letters.is_any(failure_words) || letters.has_any(failures)) return "failure";
    if (letters.is_any(success_words) || letters.has_any(successes)) return "success";
    return {};
}

std::string_view method_of(std::string_view text) {
    static constexpr std::string_view methods[] = {
        "GET",     "POST", "PUT",  "HEAD", "DELETE", "PATCH",    "TRACE", "CONNECT",
        "OPTIONS", "COPY", "MOVE", "LOCK", "UNLOCK", "PROPFIND", "MKCOL"};
    const auto at = std::find(std::begin(methods), std::end(methods), text);
    return at == std::end(methods) ? std::string_view() : text;
}

std::string_view web_of(std::string_view text) {
    const size_t mark = text.find("://");
    constexpr size_t scheme_bytes_max = 10;
    if (mark != npos && mark > 1 && mark <= scheme_bytes_max) return text;
    const bool is_plain = text.find_first_of(" \t\"@,;|\\") == npos;
    const size_t slash = text.find('/');
    const bool has_host = slash != npos && slash > 3 && text.substr(0, slash).find('.') != npos;
    return text.starts_with('/') || (is_plain && has_host) ? text : std::string_view();
}

std::string_view file_path_of(std::string_view text) {
    const bool is_path = text.find_first_of("/\\") != npos && text.find("://") == npos;
    return is_path ? text : std::string_view();
}

std::string_view address_of(std::string_view text) {
    constexpr std::string_view mapped = "::ffff:";
    if (text.starts_with(mapped) && text.find('.') != npos) text.remove_prefix(mapped.size());
    if (is_address(text)) return text;
    if (text.starts_with('['))
        text = text.substr(1, std::min(text.find(']'), text.size()) - 1);
    else
        text = text.substr(0, std::min(text.find_first_of(":/ ,;"), text.size()));
    return is_address(text) ? text : std::string_view();
}

}  // namespace ward::ingest::map
