// SPDX-License-Identifier: Apache-2.0
// Access: who may do what. Users with Argon2id passwords, sessions, API tokens with role and
// expiry; deny by default; everything audited. Secrets are kept as hashes only.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/state_store.h"

namespace ward::access {

/// Each role may do what the ones before it may.
enum class Role : uint8_t { viewer, analyst, responder, engineer, admin };
std::string_view to_text(Role role);
std::optional<Role> parse_role(std::string_view text);

/// Who is asking: the outcome of authentication.
struct Identity {
    std::string name;  // user or token name
    Role role = Role::viewer;
    bool is_token = false;
    std::string csrf = {};  // sessions: what an unsafe request must carry beside the cookie
};

struct TokenInfo {
    std::string name;
    Role role = Role::viewer;
    base::TimeNs created_ns = 0, expires_ns = 0;  // 0: never
    std::string created_by;
};

struct UserInfo {
    std::string name;
    Role role = Role::viewer;
    base::TimeNs created_ns = 0;
};

/// Argon2id (RFC 9106, the second recommended choice, rounded down to what a small server has).
constexpr uint32_t argon_memory_kib = 64 * 1024;  // 64 MiB for the time of one sign-in
constexpr uint32_t argon_passes = 3;
constexpr uint32_t argon_lanes = 1;
constexpr size_t password_bytes_min = 10;  // NIST SP 800-63B asks for 8 at least
constexpr size_t password_bytes_max = 1024;
constexpr int tries_max = 5;                            // wrong passwords in a row, then wait
constexpr base::TimeNs lock_ns = 60 * base::second_ns;  // doubled by each try after, up to
constexpr base::TimeNs lock_max_ns = 3600 * base::second_ns;
constexpr base::TimeNs session_idle_ns = 8 * 3600 * base::second_ns;   // a working day's pause
constexpr base::TimeNs session_life_ns = 24 * 3600 * base::second_ns;  // then sign in anew
constexpr size_t sessions_max = 10'000;
constexpr size_t tokens_max = 10'000;
constexpr base::TimeNs cache_ns = base::second_ns / 2;  // what another process changes is seen by
                                                        // then, plus a look-up

class Access {
public:
    virtual ~Access() = default;
    /// Best given a StateStore of its own (the same file opened once more): looking up who asks
    /// then never waits for what the line writes.
    static std::unique_ptr<Access> make(store::StateStore& state, const base::Clock& clock);

    /// `actor` is whom the audit log names. Refused (usage): a name that is taken or is no
    /// identifier, a password out of bounds.
    virtual base::Result<void> create_user(const std::string& name, const std::string& password,
                                           Role role, const std::string& actor = "local") = 0;
    virtual base::Result<void> set_password(const std::string& name, const std::string& password,
                                            const std::string& actor = "local") = 0;
    /// Also ends the user's sessions.
    virtual base::Result<bool> remove_user(const std::string& name, const std::string& actor) = 0;
    virtual base::Result<std::vector<UserInfo>> users() = 0;
    virtual base::Result<bool> has_users() = 0;

    /// A session cookie's value; denied (after the same time) for an unknown name or a wrong
    /// password; limit after too many tries from that peer or for that name.
    virtual base::Result<std::string> sign_in(const std::string& name, const std::string& password,
                                              const std::string& peer = {}) = 0;
    virtual void sign_out(const std::string& session) = 0;
    virtual std::optional<Identity> session(const std::string& session) = 0;

    /// Makes a token and returns its secret, shown once; only its hash is kept. `expires_ns` 0:
    /// never. Refused (usage): a name that is taken or is no identifier.
    virtual base::Result<std::string> create_token(const std::string& name, Role role,
                                                   base::TimeNs expires_ns,
                                                   const std::string& actor = "local") = 0;
    virtual base::Result<bool> revoke_token(const std::string& name,
                                            const std::string& actor = "local") = 0;
    virtual base::Result<std::vector<TokenInfo>> tokens() = 0;
    /// From memory; the store is asked at most each `cache_ns`.
    virtual std::optional<Identity> token(const std::string& secret) = 0;

    /// Looks whether another process changed users, sessions or tokens; called by a timer so that
    /// no request has to. Also forgets what has expired.
    virtual void refresh() = 0;
};

}  // namespace ward::access
