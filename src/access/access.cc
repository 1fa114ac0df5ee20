// SPDX-License-Identifier: Apache-2.0
// Access over a StateStore: what changes is written with its audit entry in one transaction; who
// asks is answered from the cache.
#include "access/access.h"

#include <fmt/format.h>

#include <functional>

#include "access/cache.h"
#include "access/password.h"
#include "access/throttle.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/random.h"
#include "base/text.h"

namespace ward::access {

namespace {

constexpr size_t secret_bytes = 24;                 // 192 bits: not to be guessed
constexpr std::string_view token_prefix = "ward_";  // so that a leaked one is found by scanners
constexpr int tries_of_a_peer = 4 * tries_max;      // any names: an office behind one address
constexpr int tries_of_a_name = 20 * tries_max;     // any peers: slow enough for a botnet

base::Error refused(std::string text) {
    return {base::ErrorKind::usage, std::move(text)};
}

base::Result<void> check_name(const std::string& name) {
    if (base::is_file_name(name)) return {};
    return refused(fmt::format("'{}' is no name: letters, digits, '.', '_' and '-', at most 128",
                               base::printable(name)));
}

base::Result<void> check_password(const std::string& password) {
    if (password.size() < password_bytes_min)
        return refused(fmt::format("a password has at least {} characters", password_bytes_min));
    if (password.size() > password_bytes_max)
        return refused(fmt::format("a password has at most {} bytes", password_bytes_max));
    return {};
}

std::string new_secret() {
    return base::to_hex(base::random_bytes(secret_bytes));
}

class StoredAccess final : public Access {
public:
    StoredAccess(store::StateStore& state, const base::Clock& clock)
        : state_(state), clock_(clock), cache_(state, clock), throttle_(clock) {}

    base::Result<void> create_user(const std::string& name, const std::string& password, Role role,
                                   const std::string& actor) override;
    base::Result<void> set_password(const std::string& name, const std::string& password,
                                    const std::string& actor) override;
    base::Result<bool> remove_user(const std::string& name, const std::string& actor) override;
    base::Result<std::vector<UserInfo>> users() override {
        cache_.refresh();
        return cache_.users();
    }
    base::Result<bool> has_users() override {
        TRY(const auto found, state_.list(user_kind, "", "", 1));
        return !found.documents.empty();
    }

    base::Result<std::string> sign_in(const std::string& name, const std::string& password,
                                      const std::string& peer) override;
    void sign_out(const std::string& session) override;
    std::optional<Identity> session(const std::string& session) override {
        cache_.refresh_if_old();
        return cache_.session(session);
    }

    base::Result<std::string> create_token(const std::string& name, Role role,
                                           base::TimeNs expires_ns,
                                           const std::string& actor) override;
    base::Result<bool> revoke_token(const std::string& name, const std::string& actor) override;
    base::Result<std::vector<TokenInfo>> tokens() override {
        cache_.refresh();
        return cache_.tokens();
    }
    std::optional<Identity> token(const std::string& secret) override {
        cache_.refresh_if_old();
        auto found = cache_.token(secret);
        if (found) return found;
        cache_.refresh_after_miss();  // `ward token create` ran a moment ago
        return cache_.token(secret);
    }
    void refresh() override;

private:
    // What is done, and that it was done, in one transaction; then seen at once.
    base::Result<void> change(const std::string& actor, std::string_view action,
                              const std::string& object, const std::string& detail,
                              const std::function<base::Result<void>()>& work) {
        TRY_DO(state_.transact([&]() -> base::Result<void> {
            TRY_DO(work());
            TRY_DO(note(actor, action, object, detail));
            return cache_.mark_changed();
        }));
        cache_.refresh(true);
        return {};
    }
    base::Result<void> note(const std::string& actor, std::string_view action,
                            const std::string& object, const std::string& detail) {
        return state_.audit({clock_.now_ns(), actor, std::string(action), object, detail, {}});
    }
    base::Result<void> must_be_free(std::string_view kind, const std::string& name) {
        TRY(const auto found, state_.find(kind, name));
        if (found) return refused(fmt::format("the name '{}' is taken", name));
        return {};
    }
    void failed(const std::string& name, const std::string& peer, bool is_known);
    base::Result<void> end_sessions(const std::string& user);
    base::Result<void> make_room();

    store::StateStore& state_;
    const base::Clock& clock_;
    Cache cache_;
    Passwords passwords_;
    Throttle throttle_;
};

base::Result<void> StoredAccess::create_user(const std::string& name, const std::string& password,
                                             Role role, const std::string& actor) {
    TRY_DO(check_name(name));
    TRY_DO(check_password(password));
    TRY(auto hash, passwords_.hash(password));
    const User user{{name, role, clock_.now_ns()}, std::move(hash)};
    return change(actor, "user.create", name, fmt::format("role {}", to_text(role)),
                  [&]() -> base::Result<void> {
                      TRY_DO(must_be_free(user_kind, name));
                      TRY_DO(state_.put(user_kind, document_of(user)));
                      return {};
                  });
}

base::Result<void> StoredAccess::set_password(const std::string& name, const std::string& password,
                                              const std::string& actor) {
    TRY_DO(check_password(password));
    cache_.refresh();
    auto user = cache_.user(name);
    if (!user)
        return base::Error{base::ErrorKind::not_found,
                           fmt::format("no user is called '{}'", base::printable(name))};
    TRY(user->password, passwords_.hash(password));
    return change(actor, "user.password", name, "", [&]() -> base::Result<void> {
        TRY_DO(state_.put(user_kind, document_of(*user)));
        return end_sessions(name);
    });
}

base::Result<bool> StoredAccess::remove_user(const std::string& name, const std::string& actor) {
    cache_.refresh();
    if (!cache_.user(name)) return false;
    TRY_DO(change(actor, "user.remove", name, "", [&]() -> base::Result<void> {
        TRY_DO(state_.remove(user_kind, name));
        return end_sessions(name);
    }));
    return true;
}

base::Result<void> StoredAccess::end_sessions(const std::string& user) {
    for (const auto& session : cache_.sessions_of(user))
        TRY_DO(state_.remove(session_kind, session.hash));
    return {};
}

void StoredAccess::failed(const std::string& name, const std::string& peer, bool is_known) {
    // An unknown name may be a password typed into the wrong box: it is not written down.
    const std::string shown = is_known ? name : "(unknown)";
    bool is_locked = throttle_.fail("name and peer " + peer + " " + name, tries_max);
    is_locked |= throttle_.fail("peer " + peer, tries_of_a_peer);
    is_locked |= throttle_.fail("name " + name, tries_of_a_name);
    const auto noted = note(shown, is_locked ? "session.locked" : "session.denied", shown,
                            "from " + (peer.empty() ? "this machine" : peer));
    static_cast<void>(noted);  // the refusal stands, whether or not it could be written
}

base::Result<std::string> StoredAccess::sign_in(const std::string& name,
                                                const std::string& password,
                                                const std::string& peer) {
    for (const auto& key : {"name and peer " + peer + " " + name, "peer " + peer, "name " + name})
        if (const auto seconds = throttle_.wait_seconds(key); seconds > 0)
            return base::Error{base::ErrorKind::limit,
                               fmt::format("too many wrong tries; wait {} seconds", seconds)};
    cache_.refresh();
    const auto user = cache_.user(name);
    const auto verified = passwords_.verify(user ? user->password : "", password);
    if (!verified.ok()) {
        if (verified.error().kind == base::ErrorKind::denied) failed(name, peer, user.has_value());
        return verified.error();
    }
    throttle_.succeed("name and peer " + peer + " " + name);
    throttle_.succeed("name " + name);
    const std::string secret = new_secret();
    const base::TimeNs now = clock_.now_ns();
    const Session session{base::sha256_hex(secret), name, now, now};
    TRY_DO(change(name, "session.open", name, "from " + (peer.empty() ? "this machine" : peer),
                  [&]() -> base::Result<void> {
                      TRY_DO(make_room());
                      TRY_DO(state_.put(session_kind, document_of(session)));
                      return {};
                  }));
    return secret;
}

base::Result<void> StoredAccess::make_room() {
    for (const auto& hash : cache_.sessions_over()) TRY_DO(state_.remove(session_kind, hash));
    if (cache_.session_count() < sessions_max) return {};
    return base::Error{base::ErrorKind::limit, "too many sessions are open"};
}

void StoredAccess::sign_out(const std::string& session) {
    const auto who = cache_.session(session);
    if (!who) return;
    const auto done =
        change(who->name, "session.close", who->name, "", [&]() -> base::Result<void> {
            TRY_DO(state_.remove(session_kind, base::sha256_hex(session)));
            return {};
        });
    static_cast<void>(done);  // a session that cannot be removed ends by its age
}

base::Result<std::string> StoredAccess::create_token(const std::string& name, Role role,
                                                     base::TimeNs expires_ns,
                                                     const std::string& actor) {
    TRY_DO(check_name(name));
    cache_.refresh();
    if (cache_.tokens().size() >= tokens_max)
        return base::Error{base::ErrorKind::limit, fmt::format("there are {} tokens", tokens_max)};
    const std::string secret = std::string(token_prefix) + new_secret();
    const Token token{{name, role, clock_.now_ns(), expires_ns, actor}, base::sha256_hex(secret)};
    const std::string until =
        expires_ns == 0 ? "for ever" : "until " + base::format_rfc3339(expires_ns, 0);
    TRY_DO(change(actor, "token.create", name, fmt::format("role {}, {}", to_text(role), until),
                  [&]() -> base::Result<void> {
                      TRY_DO(must_be_free(token_kind, name));
                      TRY_DO(state_.put(token_kind, document_of(token)));
                      return {};
                  }));
    return secret;
}

base::Result<bool> StoredAccess::revoke_token(const std::string& name, const std::string& actor) {
    TRY(const auto found, state_.find(token_kind, name));
    if (!found) return false;
    TRY_DO(change(actor, "token.revoke", name, "", [&]() -> base::Result<void> {
        TRY_DO(state_.remove(token_kind, name));
        return {};
    }));
    return true;
}

void StoredAccess::refresh() {
    cache_.refresh();
    const auto over = cache_.sessions_over();
    const auto seen = cache_.sessions_to_write();
    if (over.empty() && seen.empty()) return;
    const auto done = state_.transact([&]() -> base::Result<void> {
        for (const auto& hash : over) TRY_DO(state_.remove(session_kind, hash));
        for (const auto& session : seen) TRY_DO(state_.put(session_kind, document_of(session)));
        return cache_.mark_changed();
    });
    if (done.ok()) cache_.refresh(true);
}

}  // namespace

std::unique_ptr<Access> Access::make(store::StateStore& state, const base::Clock& clock) {
    return std::make_unique<StoredAccess>(state, clock);
}

}  // namespace ward::access
