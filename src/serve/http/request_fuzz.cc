// SPDX-License-Identifier: Apache-2.0
// Bytes as a client may send them, through framing, admission and dispatch. Whatever comes, each
// request that is admitted or refused gets exactly one answer of a known status.
#include <boost/asio/buffer.hpp>

#include "base/check.h"
#include "serve/http/parse.h"
#include "serve/http/test_access.h"

namespace {

using namespace ward::serve;

Router make_router(TestAccess& access) {
    const auto echo = answering([](const Request& request) {
        return Response{200, "text/plain", {}, request.path + request.body};
    });
    Router out(access, {1 << 16});
    out.add({{"GET", "/", ward::access::Role::viewer, false, echo},
             {"GET", "/", std::nullopt, false, echo, false, false, "text/html"},
             {"POST", "/in/{name}", std::nullopt, true, echo, false, true},
             {"PATCH", "/things/{id}", ward::access::Role::analyst, true, echo}});
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    static TestAccess access;
    static const Router router = make_router(access);
    boost::beast::error_code error;
    for (size_t at = 0; at < size && !error;) {
        Parser parser;
        limit(parser);
        parser.eager(true);
        at += parser.put(boost::asio::buffer(data + at, size - at), error);
        if (error || !parser.is_header_done()) return 0;
        Request request = request_of(parser, "192.0.2.1", false);
        static_cast<void>(has_one_host(parser));
        request.body = std::move(parser.get().body());
        size_t answers = 0;
        router.dispatch(std::move(request), [&](const Response& response) {
            answers++;
            CHECK(response.status >= 200 && response.status < 600);
        });
        CHECK(answers == 1);
        if (!parser.is_done()) return 0;
    }
    return 0;
}
