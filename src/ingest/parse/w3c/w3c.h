// SPDX-License-Identifier: Apache-2.0
// The parser of the W3C extended log format: IIS, proxies, CloudFront, Windows Firewall.
#pragma once

#include "ingest/parser.h"

namespace ward::ingest {

const Parser& w3c_parser();

}  // namespace ward::ingest
