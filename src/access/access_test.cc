// SPDX-License-Identifier: Apache-2.0
#include "access/access.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>

#include "access/cache.h"
#include "base/file.h"

namespace ward::access {

namespace {

class TestClock final : public base::Clock {
public:
    base::TimeNs now_ns() const override { return now; }
    base::TimeNs monotonic_ns() const override { return now; }
    base::TimeNs now = 1'700'000'000 * base::second_ns;
};

const std::string good = "correct horse battery";

struct World {
    World()
        : state(store::StateStore::open(":memory:").value()), access(Access::make(*state, clock)) {}
    TestClock clock;
    std::unique_ptr<store::StateStore> state;
    std::unique_ptr<Access> access;
};

std::vector<std::string> actions(store::StateStore& state) {
    std::vector<std::string> out;
    const auto log = state.audit_log(100);
    for (const auto& entry : *log) out.insert(out.begin(), entry.actor + " " + entry.action);
    return out;
}

}  // namespace

TEST(Role, has_one_spelling_and_an_order) {
    for (const auto role :
         {Role::viewer, Role::analyst, Role::responder, Role::engineer, Role::admin})
        EXPECT_EQ(parse_role(to_text(role)), role);
    EXPECT_FALSE(parse_role("root"));
    EXPECT_LT(Role::viewer, Role::admin);
}

TEST(Access, signs_in_and_out) {
    World w;
    EXPECT_FALSE(w.access->has_users().value());
    ASSERT_TRUE(w.access->create_user("ada", good, Role::analyst).ok());
    EXPECT_TRUE(w.access->has_users().value());
    const auto secret = w.access->sign_in("ada", good, "192.0.2.1");
    ASSERT_TRUE(secret.ok()) << secret.error().text;
    const auto who = w.access->session(*secret);
    ASSERT_TRUE(who);
    EXPECT_EQ(who->name, "ada");
    EXPECT_EQ(who->role, Role::analyst);
    EXPECT_FALSE(who->csrf.empty());
    EXPECT_EQ(w.access->session(*secret)->csrf, who->csrf);
    EXPECT_FALSE(w.access->token(*secret)) << "a session is no token";
    w.access->sign_out(*secret);
    EXPECT_FALSE(w.access->session(*secret));
    EXPECT_EQ(actions(*w.state), (std::vector<std::string>{"local user.create", "ada session.open",
                                                           "ada session.close"}));
}

TEST(Access, refuses_names_and_passwords_that_are_none) {
    World w;
    const auto f = [&](const std::string& name, const std::string& password, bool want) {
        EXPECT_EQ(w.access->create_user(name, password, Role::viewer).ok(), want) << name;
    };
    f("../etc", good, false);
    f("", good, false);
    f("short", std::string(password_bytes_min - 1, 'x'), false);
    f("enough", std::string(password_bytes_min, 'x'), true);
    f("enough", std::string(password_bytes_min, 'x'), false);  // taken
    f("long", std::string(password_bytes_max + 1, 'x'), false);
    f("longest", std::string(password_bytes_max, 'x'), true);
}

TEST(Access, locks_out_after_too_many_wrong_passwords_and_forgives) {
    World w;
    ASSERT_TRUE(w.access->create_user("ada", good, Role::analyst).ok());
    for (int i = 0; i < tries_max; i++)
        EXPECT_EQ(w.access->sign_in("ada", "wrong password", "192.0.2.1").error().kind,
                  base::ErrorKind::denied);
    EXPECT_EQ(w.access->sign_in("ada", good, "192.0.2.1").error().kind, base::ErrorKind::limit);
    EXPECT_TRUE(w.access->sign_in("ada", good, "192.0.2.2").ok()) << "another peer is not locked";
    w.clock.now += lock_ns + base::second_ns;
    EXPECT_TRUE(w.access->sign_in("ada", good, "192.0.2.1").ok());
    EXPECT_EQ(w.access->sign_in("nobody", good, "192.0.2.1").error().kind, base::ErrorKind::denied);
    const auto log = actions(*w.state);
    EXPECT_EQ(std::ranges::count(log, "ada session.denied"), tries_max - 1);
    EXPECT_EQ(std::ranges::count(log, "ada session.locked"), 1);
    EXPECT_EQ(std::ranges::count(log, "(unknown) session.denied"), 1);
}

TEST(Access, ends_sessions_by_age_and_idleness_and_with_their_user) {
    World w;
    ASSERT_TRUE(w.access->create_user("ada", good, Role::analyst).ok());
    const auto idle = w.access->sign_in("ada", good).value();
    w.clock.now += session_idle_ns;
    w.access->refresh();
    EXPECT_TRUE(w.access->session(idle)) << "at the limit";
    w.clock.now += session_idle_ns + 1;
    w.access->refresh();
    EXPECT_FALSE(w.access->session(idle)) << "one over";
    const auto old = w.access->sign_in("ada", good).value();
    for (base::TimeNs age = 0; age < session_life_ns; age += session_idle_ns / 2) {
        EXPECT_TRUE(w.access->session(old));
        w.clock.now += session_idle_ns / 2;
        w.access->refresh();
    }
    w.clock.now += 1;
    EXPECT_FALSE(w.access->session(old));
    const auto removed = w.access->sign_in("ada", good).value();
    EXPECT_TRUE(w.access->remove_user("ada", "root").value());
    EXPECT_FALSE(w.access->session(removed));
    EXPECT_FALSE(w.access->remove_user("ada", "root").value());
}

TEST(Access, a_new_password_ends_the_sessions_of_the_old_one) {
    World w;
    ASSERT_TRUE(w.access->create_user("ada", good, Role::analyst).ok());
    const auto session = w.access->sign_in("ada", good).value();
    ASSERT_TRUE(w.access->set_password("ada", "another good one").ok());
    EXPECT_FALSE(w.access->session(session));
    EXPECT_FALSE(w.access->sign_in("ada", good).ok());
    EXPECT_TRUE(w.access->sign_in("ada", "another good one").ok());
    EXPECT_EQ(w.access->set_password("eve", good).error().kind, base::ErrorKind::not_found);
}

TEST(Access, keeps_tokens_as_hashes_and_ends_them_at_expiry) {
    World w;
    const auto secret =
        w.access->create_token("ci", Role::engineer, w.clock.now + base::second_ns, "ada").value();
    EXPECT_TRUE(secret.starts_with("ward_"));
    ASSERT_TRUE(w.access->token(secret));
    EXPECT_TRUE(w.access->token(secret)->is_token);
    EXPECT_EQ(w.access->token(secret)->role, Role::engineer);
    EXPECT_FALSE(w.access->token(secret + "0"));
    EXPECT_FALSE(w.access->token(""));
    EXPECT_FALSE(w.access->create_token("ci", Role::viewer, 0).ok()) << "the name is taken";
    const auto stored = w.state->find("token", "ci").value();
    EXPECT_EQ(stored->json.find(secret), std::string::npos);
    ASSERT_EQ(w.access->tokens()->size(), 1U);
    EXPECT_EQ(w.access->tokens()->front().created_by, "ada");
    w.clock.now += base::second_ns;
    EXPECT_FALSE(w.access->token(secret));
}

TEST(Access, sees_what_another_process_does_within_a_second) {
    const std::string path = testing::TempDir() + "/access_" + std::to_string(getpid()) + ".sqlite";
    TestClock clock;
    const auto here = store::StateStore::open(path).value(),
               there = store::StateStore::open(path).value();
    const auto server = Access::make(*here, clock), command = Access::make(*there, clock);
    server->refresh();
    const auto secret = command->create_token("forwarder", Role::analyst, 0).value();
    EXPECT_TRUE(server->token(secret)) << "a new one at once";
    const auto next = command->create_token("next", Role::analyst, 0).value();
    EXPECT_FALSE(server->token(next)) << "but the store is not asked at every miss";
    clock.now += Cache::miss_ns;
    EXPECT_TRUE(server->token(next));
    EXPECT_TRUE(command->revoke_token("forwarder").value());
    EXPECT_FALSE(command->revoke_token("forwarder").value());
    clock.now += base::second_ns;
    EXPECT_FALSE(server->token(secret));
    for (const char* end : {"", "-wal", "-shm"}) static_cast<void>(base::remove_file(path + end));
}

}  // namespace ward::access
