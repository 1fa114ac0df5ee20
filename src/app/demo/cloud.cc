// SPDX-License-Identifier: Apache-2.0
// The simulated company's AWS account: what its servers and scripts call, as CloudTrail logs it.
#include "app/demo/company.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"

namespace ward::app::demo {

namespace {

constexpr base::TimeNs hour_ns = 3600 * base::second_ns;
constexpr std::string_view account = "111122223333";

std::string upper(std::string text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    return text;
}

void write_identity(base::JsonWriter& out, const std::string& role, const std::string& instance) {
    const std::string id = "AROA" + upper(base::hash128_hex(role).substr(0, 17));
    out.key("userIdentity").begin_object().field("type", "AssumedRole");
    out.field("principalId", id + ":" + instance);
    out.field("arn", fmt::format("arn:aws:sts::{}:assumed-role/{}/{}", account, role, instance));
    out.field("accountId", account)
        .field("accessKeyId", "ASIA" + upper(base::hash128_hex(instance).substr(0, 16)));
    out.key("sessionContext").begin_object().key("sessionIssuer").begin_object();
    out.field("type", "Role").field("principalId", id);
    out.field("arn", fmt::format("arn:aws:iam::{}:role/{}", account, role));
    out.field("accountId", account).field("userName", role).end_object().end_object().end_object();
}

}  // namespace

void Company::plan_cloud() {
    const base::TimeNs begin = day_.midnight_ns();
    repeat(40, begin, begin + 24 * hour_ns, [this] { call_cloud(); });
}

// Entries of the list `calls` read "service event r|w role".
void Company::call_cloud() {
    const auto words = base::split(pick("calls"), ' ');
    const std::string role(words[3]), name(words[1]);
    const std::string instance = role == "shop-images" ? "i-0a4e1f7c2b9d83650" : "backup-job";
    std::string text;
    base::JsonWriter out(text);
    out.begin_object().field("eventVersion", "1.09");
    write_identity(out, role, instance);
    out.field("eventTime", base::format_rfc3339(day_.now_ns(), 0));
    out.field("eventSource", std::string(words[0]) + ".amazonaws.com").field("eventName", name);
    out.field("awsRegion", "eu-central-1");
    out.field("sourceIPAddress",
              role == "shop-images" ? "198.51.100.14" : scenario_.public_address);
    out.field("userAgent", role == "shop-images" ? "aws-sdk-go-v2/1.32.6 os/linux lang/go#1.23.2"
                                                 : "aws-cli/2.19.1 md/awscrt#0.22.0 os/linux");
    out.key("requestParameters");
    if (words[0] == "s3")
        out.begin_object()
            .field("bucketName", role == "shop-images" ? "lindenhof-shop" : "lindenhof-backup")
            .field("Host", "s3.eu-central-1.amazonaws.com")
            .end_object();
    else
        out.null();
    const std::string id = base::hash128_hex(day_.hex(16));
    out.key("responseElements").null().field("requestID", base::to_lower(day_.hex(16)));
    out.field("eventID", fmt::format("{}-{}-{}-{}-{}", id.substr(0, 8), id.substr(8, 4),
                                     id.substr(12, 4), id.substr(16, 4), id.substr(20)));
    out.field("readOnly", words[2] == "r").field("eventType", "AwsApiCall");
    out.field("managementEvent", words[0] != "s3").field("recipientAccountId", account);
    out.field("eventCategory", words[0] == "s3" ? "Data" : "Management").end_object();
    day_.write("aws", text);
}

}  // namespace ward::app::demo
