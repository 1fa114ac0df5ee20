// SPDX-License-Identifier: Apache-2.0
#include "serve/receive/bulk_body.h"

#include <gtest/gtest.h>

namespace ward::serve {

namespace {

// "action index id document|refusal" of each item, or the fault.
std::vector<std::string> told(std::string_view body) {
    const auto bulk = parse_bulk(body);
    if (!bulk.fault.empty()) return {"fault: " + bulk.fault};
    std::vector<std::string> out;
    for (const auto& item : bulk.items) {
        std::string line(item.action);
        for (const auto part : {item.index, item.id, item.document, item.refusal})
            if (!part.empty()) line.append(" ").append(part);
        out.push_back(line);
    }
    return out;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST(BulkBody, pairs_actions_and_documents) {
    const auto f = [](std::string_view body, const Lines& want) {
        EXPECT_EQ(told(body), want) << body;
    };
    f(R"({"index":{}}
{"a":1}
)",
      {R"(index {"a":1})"});
    f(R"({"create":{"_index":"logs","_id":"7","pipeline":null}}
{"a":1})",
      {R"(create logs 7 {"a":1})"});
    f("{ \"index\" : { \"_index\" : \"x\" } }\r\n {\"a\":1} \r\n\r\n{\"index\":{}}\n{\"b\":2}\n",
      {R"(index x {"a":1})", R"(index {"b":2})"});
    f("{\"delete\":{\"_index\":\"x\",\"_id\":\"1\"}}\n{\"index\":{}}\n{\"b\":2}\n",
      {"delete x 1 illegal_argument_exception", R"(index {"b":2})"});
    f("{\"update\":{\"_id\":\"1\"}}\n{\"doc\":{}}\n", {"update 1 illegal_argument_exception"});
    f("{\"index\":{}}\nnot json\n", {"index document_parsing_exception"});
}

TEST(BulkBody, refuses_what_is_no_bulk_body) {
    const auto f = [](std::string_view body, std::string_view want) {
        const auto lines = told(body);
        ASSERT_EQ(lines.size(), 1u) << body;
        EXPECT_EQ(lines[0], want);
    };
    f("", "fault: request body is required");
    f("\n\n", "fault: request body is required");
    f("{\"a\":1}\n{\"b\":2}\n", "fault: Malformed action/metadata line [1]");
    f("{\"index\":{}}\n{\"a\":1}\nrubbish\n", "fault: Malformed action/metadata line [3]");
    f("{\"index\":{}}", "fault: there is no document behind line [1]");
    f("{\"index\"}\n{}\n", "fault: Malformed action/metadata line [1]");
    f("{\"index", "fault: Malformed action/metadata line [1]");
}

}  // namespace ward::serve
