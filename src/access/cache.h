// SPDX-License-Identifier: Apache-2.0
// What the store knows of tokens, sessions and users, in memory, so that no request waits for the
// disk. A counter in the store tells when another process has changed something.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <unordered_map>

#include "access/access.h"

namespace ward::access {

// Kinds of documents in the StateStore.
constexpr std::string_view user_kind = "user", session_kind = "session", token_kind = "token";
constexpr std::string_view generation_kind = "access", generation_key = "generation";

struct User {
    UserInfo info;
    std::string password;  // encoded hash
};
struct Token {
    TokenInfo info;
    std::string hash;  // SHA-256 of the secret, hex
};
struct Session {
    std::string hash;  // likewise
    std::string user;
    base::TimeNs created_ns = 0, seen_ns = 0;
};

store::Document document_of(const User& user);
store::Document document_of(const Token& token);
store::Document document_of(const Session& session);

class Cache {
public:
    static constexpr base::TimeNs stale_max_ns = 10 * base::second_ns;  // unread store: deny all

    Cache(store::StateStore& state, const base::Clock& clock) : state_(state), clock_(clock) {}

    /// Reads all anew if the store has changed; `always`: without asking.
    void refresh(bool always = false);
    /// refresh() if the last one is older than cache_ns.
    void refresh_if_old();
    /// refresh() for a secret that is not known: it may be new. At most each miss_ns, so that
    /// guessing costs the store nothing.
    void refresh_after_miss();
    static constexpr base::TimeNs miss_ns = base::second_ns / 20;
    /// To be put into every transaction that changes one of the kinds.
    base::Result<void> mark_changed();

    std::optional<Identity> token(const std::string& secret) const;
    std::optional<Identity> session(const std::string& secret) const;
    std::optional<User> user(const std::string& name) const;
    std::vector<UserInfo> users() const;
    std::vector<TokenInfo> tokens() const;
    /// Sessions that were seen so much later than the store knows that it should; and over ones.
    std::vector<Session> sessions_to_write() const;
    std::vector<std::string> sessions_over() const;  // hashes
    std::vector<Session> sessions_of(const std::string& user) const;
    size_t session_count() const;

private:
    struct OpenSession {
        Session stored;
        mutable std::atomic<base::TimeNs> seen_ns{0};
    };
    struct Content {
        std::map<std::string, User> users;
        std::unordered_map<std::string, Token> tokens;                           // by hash
        std::unordered_map<std::string, std::unique_ptr<OpenSession>> sessions;  // by hash
    };
    base::Result<Content> read() const;
    bool is_over(const OpenSession& session, base::TimeNs now) const;
    bool is_stale() const;

    store::StateStore& state_;
    const base::Clock& clock_;
    std::mutex reading_;  // one reader of the store at a time; others use what is there
    mutable std::shared_mutex mutex_;
    Content content_;
    std::atomic<uint64_t> generation_{0};
    std::atomic<base::TimeNs> missed_ns_{base::no_time};  // monotonic
    std::atomic<base::TimeNs> read_ns_{base::no_time};  // monotonic: last time that it was current
};

}  // namespace ward::access
