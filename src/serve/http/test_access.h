// SPDX-License-Identifier: Apache-2.0
// An Access for tests: tokens "ROLE-token" and sessions that are user names, all analysts. Takes no
// time and no disk. Must not be used outside tests.
#pragma once

#include "access/access.h"

namespace ward::serve {

class TestAccess final : public access::Access {
public:
    using Role = access::Role;
    base::Result<void> create_user(const std::string&, const std::string&, Role,
                                   const std::string&) override {
        return {};
    }
    base::Result<void> set_password(const std::string&, const std::string&,
                                    const std::string&) override {
        return {};
    }
    base::Result<bool> remove_user(const std::string&, const std::string&) override { return true; }
    base::Result<std::vector<access::UserInfo>> users() override {
        return std::vector<access::UserInfo>{};
    }
    base::Result<bool> has_users() override { return true; }
    base::Result<std::string> sign_in(const std::string& name, const std::string&,
                                      const std::string&) override {
        return name;
    }
    void sign_out(const std::string&) override {}
    std::optional<access::Identity> session(const std::string& session) override {
        if (session != "ada") return std::nullopt;
        return access::Identity{session, Role::analyst, false, "csrf-of-" + session};
    }
    base::Result<std::string> create_token(const std::string& name, Role, base::TimeNs,
                                           const std::string&) override {
        return name;
    }
    base::Result<bool> revoke_token(const std::string&, const std::string&) override {
        return true;
    }
    base::Result<std::vector<access::TokenInfo>> tokens() override {
        return std::vector<access::TokenInfo>{};
    }
    std::optional<access::Identity> token(const std::string& secret) override {
        const auto role = access::parse_role(secret.substr(0, secret.find('-')));
        if (!role || !secret.ends_with("-token")) return std::nullopt;
        return access::Identity{std::string(access::to_text(*role)), *role, true, {}};
    }
    void refresh() override {}
};

}  // namespace ward::serve
