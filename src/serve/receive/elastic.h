// SPDX-License-Identifier: Apache-2.0
// What Elasticsearch's clients expect of any answer: the product's header, the media type that they
// asked for, errors in its shape. Facts of the REST API, versions 7 to 9.
#pragma once

#include <string>
#include <string_view>

#include "serve/http/router.h"

namespace ward::serve::elastic {

/// An answer in the media type that `request` accepts.
Response say(const Request& request, std::string body, int status = 200);
Response error(int status, std::string_view type, std::string_view reason);
/// Route::refuse of these routes.
Response refuse(int status, std::string_view detail);

}  // namespace ward::serve::elastic
