// SPDX-License-Identifier: Apache-2.0
// The server over TLS, with a certificate made here.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "serve/http/server.h"
#include "serve/http/test_access.h"

namespace ward::serve {

namespace {

template <typename Write>
std::string pem_of(Write write) {
    BIO* memory = BIO_new(BIO_s_mem());
    EXPECT_EQ(write(memory), 1);
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(memory, &bytes);
    std::string out(bytes, static_cast<size_t>(size));
    BIO_free(memory);
    return out;
}

struct Certificate {
    Certificate() {
        EVP_PKEY* pair = EVP_EC_gen("P-256");
        X509* certificate = X509_new();
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
        X509_set_pubkey(certificate, pair);
        X509_NAME* name = X509_get_subject_name(certificate);
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                   reinterpret_cast<const unsigned char*>("ward.test"), -1, -1, 0);
        X509_set_issuer_name(certificate, name);
        X509_sign(certificate, pair, EVP_sha256());
        EXPECT_TRUE(base::write_file_atomically(key, pem_of([&](BIO* out) {
                                                    return PEM_write_bio_PrivateKey(
                                                        out, pair, nullptr, nullptr, 0, nullptr,
                                                        nullptr);
                                                }))
                        .ok());
        EXPECT_TRUE(base::write_file_atomically(chain, pem_of([&](BIO* out) {
                                                    return PEM_write_bio_X509(out, certificate);
                                                }))
                        .ok());
        X509_free(certificate);
        EVP_PKEY_free(pair);
    }
    std::string key = testing::TempDir() + "/ward_test_key.pem";
    std::string chain = testing::TempDir() + "/ward_test_chain.pem";
};

// What the server answers to `request` over TLS of at most `version`; empty if there is no
// handshake.
std::string ask_over_tls(const std::string& url, int version, std::string_view request) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port =
        htons(static_cast<uint16_t>(*base::parse_integer(url.substr(url.rfind(':') + 1))));
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket, reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
    SSL_CTX* context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_max_proto_version(context, version);
    SSL* tls = SSL_new(context);
    SSL_set_fd(tls, socket);
    std::string out;
    if (SSL_connect(tls) == 1) {
        SSL_write(tls, request.data(), static_cast<int>(request.size()));
        char piece[4096];
        for (int got = 0; (got = SSL_read(tls, piece, sizeof piece)) > 0;)
            out.append(piece, static_cast<size_t>(got));
    }
    SSL_free(tls);
    SSL_CTX_free(context);
    ::close(socket);
    return out;
}

}  // namespace

TEST(Tls, serves_with_its_certificate_and_refuses_old_versions) {
    const Certificate certificate;
    TestAccess access;
    Router router(access);
    router.add(Route{
        "POST", "/echo", access::Role::viewer, true, answering([](const Request& request) {
            return Response{200, "text/plain", {}, (request.is_tls ? "tls " : "") + request.body};
        })});
    base::Metrics metrics;
    const base::SystemClock clock;
    ServerOptions options;
    options.listen = "127.0.0.1:0";
    options.tls_certificate = certificate.chain, options.tls_key = certificate.key;
    const auto server = Server::start(options, router, metrics, clock);
    ASSERT_TRUE(server.ok()) << server.error().text;
    const auto url = (*server)->url();
    EXPECT_TRUE(url.starts_with("https://"));
    const std::string body(200'000, 'x');
    const std::string request =
        "POST /echo HTTP/1.1\r\nHost: w\r\nAuthorization: Bearer viewer-token\r\nConnection: "
        "close\r\nContent-Length: 200000\r\n\r\n" +
        body;
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const auto answer = ask_over_tls(url, version, request);
        EXPECT_TRUE(answer.ends_with("\r\n\r\ntls " + body)) << answer.substr(0, 300);
        EXPECT_NE(answer.find("Strict-Transport-Security"), std::string::npos);
    }
    EXPECT_EQ(ask_over_tls(url, TLS1_1_VERSION, request), "");
    options.tls_key = certificate.chain;  // no key in it
    EXPECT_FALSE(Server::start(options, router, metrics, clock).ok());
}

}  // namespace ward::serve
