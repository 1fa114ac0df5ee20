// SPDX-License-Identifier: Apache-2.0
// Access: who may do what. Users with Argon2id passwords, sessions, API tokens with role and
// expiry; deny by default; everything audited.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

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
};

class Access {
public:
    virtual ~Access() = default;
    static std::unique_ptr<Access> make(store::StateStore& state, const base::Clock& clock);

    virtual base::Result<void> create_user(const std::string& name, const std::string& password,
                                           Role role) = 0;
    /// A session cookie's value; denied (after the same time) for an unknown name or a wrong
    /// password; limit after too many tries.
    virtual base::Result<std::string> sign_in(const std::string& name,
                                              const std::string& password) = 0;
    virtual void sign_out(const std::string& session) = 0;
    virtual std::optional<Identity> session(const std::string& session) = 0;

    /// Makes a token and returns its secret, shown once; only its hash is kept. `expires_ns` 0:
    /// never.
    virtual base::Result<std::string> create_token(const std::string& name, Role role,
                                                   base::TimeNs expires_ns) = 0;
    virtual base::Result<bool> revoke_token(const std::string& name) = 0;
    virtual std::optional<Identity> token(const std::string& secret) = 0;
    virtual base::Result<bool> has_users() = 0;
};

}  // namespace ward::access
