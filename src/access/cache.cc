// SPDX-License-Identifier: Apache-2.0
#include "access/cache.h"

#include <openssl/crypto.h>

#include "base/hash.h"
#include "base/json.h"

namespace ward::access {

namespace {

constexpr size_t page = 1000;
constexpr base::TimeNs seen_grain_ns = 300 * base::second_ns;  // a session's last use, as stored
constexpr size_t csrf_digits = 32;

using base::Json;

std::string role_text(Role role) {
    return std::string(to_text(role));
}

Role role_in(const Json& json) {
    return parse_role(json["role"].text()).value_or(Role::viewer);
}

bool is_same_hash(const std::string& a, const std::string& b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

template <typename Take>
base::Result<void> each(store::StateStore& state, std::string_view kind, Take take) {
    std::string cursor;
    do {
        TRY(const auto found, state.list(kind, "", cursor, page));
        for (const auto& document : found.documents) {
            TRY(const Json json, base::parse_json(document.json));
            take(document.key, json);
        }
        cursor = found.next;
    } while (!cursor.empty());
    return {};
}

}  // namespace

store::Document document_of(const User& user) {
    Json json;
    json.set("role", role_text(user.info.role));
    json.set("password", user.password);
    json.set("created_ns", user.info.created_ns);
    return {user.info.name, base::to_json(json), 0, "", 0};
}

store::Document document_of(const Token& token) {
    Json json;
    json.set("role", role_text(token.info.role));
    json.set("hash", token.hash);
    json.set("created_ns", token.info.created_ns);
    json.set("expires_ns", token.info.expires_ns);
    json.set("created_by", token.info.created_by);
    return {token.info.name, base::to_json(json), 0, "", 0};
}

store::Document document_of(const Session& session) {
    Json json;
    json.set("user", session.user);
    json.set("created_ns", session.created_ns);
    json.set("seen_ns", session.seen_ns);
    return {session.hash, base::to_json(json), 0, "", 0};
}

base::Result<Cache::Content> Cache::read() const {
    Content out;
    TRY_DO(each(state_, user_kind, [&](const std::string& key, const Json& json) {
        out.users[key] = {{key, role_in(json), json["created_ns"].integer()},
                          std::string(json["password"].text())};
    }));
    TRY_DO(each(state_, token_kind, [&](const std::string& key, const Json& json) {
        const std::string hash(json["hash"].text());
        out.tokens[hash] = {{key, role_in(json), json["created_ns"].integer(),
                             json["expires_ns"].integer(), std::string(json["created_by"].text())},
                            hash};
    }));
    TRY_DO(each(state_, session_kind, [&](const std::string& key, const Json& json) {
        auto one = std::make_unique<OpenSession>();
        one->stored = {key, std::string(json["user"].text()), json["created_ns"].integer(),
                       json["seen_ns"].integer()};
        one->seen_ns = one->stored.seen_ns;
        out.sessions[key] = std::move(one);
    }));
    return out;
}

void Cache::refresh(bool always) {
    const std::lock_guard one(reading_);
    const base::TimeNs now = clock_.monotonic_ns();
    const auto mark = state_.find(generation_kind, generation_key);
    if (!mark.ok()) return;  // what is known is used until it is stale
    const uint64_t generation = *mark ? (*mark)->version : 0;
    if (!always && generation == generation_ && read_ns_ != base::no_time) {
        read_ns_ = now;
        return;
    }
    auto fresh = read();
    if (!fresh.ok()) return;
    const std::unique_lock lock(mutex_);
    for (auto& [hash, session] : fresh->sessions)  // seen here later than the store knows
        if (const auto old = content_.sessions.find(hash); old != content_.sessions.end())
            session->seen_ns = std::max(session->seen_ns.load(), old->second->seen_ns.load());
    content_ = std::move(fresh).value();
    generation_ = generation;
    read_ns_ = now;
}

void Cache::refresh_if_old() {
    const base::TimeNs last = read_ns_;
    if (last == base::no_time || clock_.monotonic_ns() - last > cache_ns) refresh();
}

void Cache::refresh_after_miss() {
    const base::TimeNs now = clock_.monotonic_ns();
    base::TimeNs last = missed_ns_;
    if (last != base::no_time && now - last < miss_ns) return;
    if (missed_ns_.compare_exchange_strong(last, now)) refresh();
}

bool Cache::is_stale() const {
    const base::TimeNs last = read_ns_;
    return last == base::no_time || clock_.monotonic_ns() - last > stale_max_ns;
}

base::Result<void> Cache::mark_changed() {
    TRY_DO(state_.put(generation_kind, {std::string(generation_key), "{}", 0, "", 0}));
    return {};
}

std::optional<Identity> Cache::token(const std::string& secret) const {
    if (is_stale()) return std::nullopt;
    const std::string hash = base::sha256_hex(secret);
    const std::shared_lock lock(mutex_);
    const auto found = content_.tokens.find(hash);
    if (found == content_.tokens.end() || !is_same_hash(found->second.hash, hash))
        return std::nullopt;
    const TokenInfo& info = found->second.info;
    if (info.expires_ns != 0 && info.expires_ns <= clock_.now_ns()) return std::nullopt;
    return Identity{info.name, info.role, true, {}};
}

bool Cache::is_over(const OpenSession& session, base::TimeNs now) const {
    return now - session.stored.created_ns > session_life_ns ||
           now - session.seen_ns > session_idle_ns || !content_.users.contains(session.stored.user);
}

std::optional<Identity> Cache::session(const std::string& secret) const {
    if (is_stale()) return std::nullopt;
    const std::string hash = base::sha256_hex(secret);
    const std::shared_lock lock(mutex_);
    const auto found = content_.sessions.find(hash);
    if (found == content_.sessions.end() || !is_same_hash(found->second->stored.hash, hash))
        return std::nullopt;
    const base::TimeNs now = clock_.now_ns();
    if (is_over(*found->second, now)) return std::nullopt;
    found->second->seen_ns = now;
    const auto& user = content_.users.at(found->second->stored.user);
    return Identity{user.info.name, user.info.role, false,
                    base::sha256_hex("csrf:" + secret).substr(0, csrf_digits)};
}

std::optional<User> Cache::user(const std::string& name) const {
    const std::shared_lock lock(mutex_);
    const auto found = content_.users.find(name);
    return found == content_.users.end() ? std::nullopt : std::optional(found->second);
}

std::vector<UserInfo> Cache::users() const {
    const std::shared_lock lock(mutex_);
    std::vector<UserInfo> out;
    for (const auto& [name, user] : content_.users) out.push_back(user.info);
    return out;
}

std::vector<TokenInfo> Cache::tokens() const {
    const std::shared_lock lock(mutex_);
    std::map<std::string, TokenInfo> by_name;
    for (const auto& [hash, token] : content_.tokens) by_name[token.info.name] = token.info;
    std::vector<TokenInfo> out;
    for (auto& [name, info] : by_name) out.push_back(std::move(info));
    return out;
}

std::vector<Session> Cache::sessions_to_write() const {
    const std::shared_lock lock(mutex_);
    std::vector<Session> out;
    for (const auto& [hash, session] : content_.sessions) {
        if (session->seen_ns - session->stored.seen_ns < seen_grain_ns) continue;
        out.push_back(session->stored);
        out.back().seen_ns = session->seen_ns;
    }
    return out;
}

std::vector<std::string> Cache::sessions_over() const {
    const std::shared_lock lock(mutex_);
    std::vector<std::string> out;
    for (const auto& [hash, session] : content_.sessions)
        if (is_over(*session, clock_.now_ns())) out.push_back(hash);
    return out;
}

std::vector<Session> Cache::sessions_of(const std::string& user) const {
    const std::shared_lock lock(mutex_);
    std::vector<Session> out;
    for (const auto& [hash, session] : content_.sessions)
        if (session->stored.user == user) out.push_back(session->stored);
    return out;
}

size_t Cache::session_count() const {
    const std::shared_lock lock(mutex_);
    return content_.sessions.size();
}

}  // namespace ward::access
