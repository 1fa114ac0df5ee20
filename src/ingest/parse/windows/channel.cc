// SPDX-License-Identifier: Apache-2.0
// The table of channels. They are compared without regard to case.
#include "ingest/parse/windows/channel.h"

#include <array>
#include <vector>

#include "base/text.h"

namespace ward::ingest::windows {

namespace {

struct Row {
    std::string_view channel, service;
};

// clang-format off
constexpr Row rows[] = {
    {"Application", "application"},
    {"DNS Server", "dns-server"},
    {"Microsoft-IIS-Configuration/Operational", "iis-configuration"},
    {"Microsoft-ServiceBus-Client/Admin", "microsoft-servicebus-client"},
    {"Microsoft-ServiceBus-Client/Operational", "microsoft-servicebus-client"},
    {"Microsoft-Windows-Application-Experience/Program-Compatibility-Assistant",
     "application-experience"},
    {"Microsoft-Windows-Application-Experience/Program-Telemetry", "application-experience"},
    {"Microsoft-Windows-AppLocker/EXE and DLL", "applocker"},
    {"Microsoft-Windows-AppLocker/MSI and Script", "applocker"},
    {"Microsoft-Windows-AppLocker/Packaged app-Deployment", "applocker"},
    {"Microsoft-Windows-AppLocker/Packaged app-Execution", "applocker"},
    {"Microsoft-Windows-AppModel-Runtime/Admin", "appmodel-runtime"},
    {"Microsoft-Windows-AppXDeploymentServer/Operational", "appxdeployment-server"},
    {"Microsoft-Windows-AppxPackaging/Operational", "appxpackaging-om"},
    {"Microsoft-Windows-BitLocker/BitLocker Management", "bitlocker"},
    {"Microsoft-Windows-Bits-Client/Operational", "bits-client"},
    {"Microsoft-Windows-CAPI2/Operational", "capi2"},
    {"Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational",
     "certificateservicesclient-lifecycle-system"},
    {"Microsoft-Windows-CodeIntegrity/Operational", "codeintegrity-operational"},
    {"Microsoft-Windows-DHCP-Server/Operational", "dhcp"},
    {"Microsoft-Windows-Diagnosis-Scripted/Operational", "diagnosis-scripted"},
    {"Microsoft-Windows-DNS Client Events/Operational", "dns-client"},
    {"Microsoft-Windows-DNS-Server/Analytical", "dns-server-analytic"},
    {"Microsoft-Windows-DNS-Server/Audit", "dns-server-audit"},
    {"Microsoft-Windows-DriverFrameworks-UserMode/Operational", "driver-framework"},
    {"Microsoft-Windows-Hyper-V-Worker", "hyper-v-worker"},
    {"Microsoft-Windows-Kernel-EventTracing", "kernel-event-tracing"},
    {"Microsoft-Windows-Kernel-ShimEngine/Diagnostic", "kernel-shimengine"},
    {"Microsoft-Windows-Kernel-ShimEngine/Operational", "kernel-shimengine"},
    {"Microsoft-Windows-LDAP-Client/Debug", "ldap"},
    {"Microsoft-Windows-LSA/Operational", "lsa-server"},
    {"Microsoft-Windows-Ntfs/Operational", "ntfs"},
    {"Microsoft-Windows-NTLM/Operational", "ntlm"},
    {"Microsoft-Windows-PowerShell/Operational", "powershell"},
    {"Microsoft-Windows-PrintService/Admin", "printservice-admin"},
    {"Microsoft-Windows-PrintService/Operational", "printservice-operational"},
    {"Microsoft-Windows-Security-Mitigations/Kernel Mode", "security-mitigations"},
    {"Microsoft-Windows-Security-Mitigations/User Mode", "security-mitigations"},
    {"Microsoft-Windows-SENSE/Operational", "sense"},
    {"Microsoft-Windows-Shell-Core/Operational", "shell-core"},
    {"Microsoft-Windows-SmbClient/Connectivity", "smbclient-connectivity"},
    {"Microsoft-Windows-SmbClient/Security", "smbclient-security"},
    {"Microsoft-Windows-SMBServer/Connectivity", "smbserver-connectivity"},
    {"Linux-Sysmon/Operational", "sysmon"},
    {"Microsoft-Windows-Sysmon/Operational", "sysmon"},
    {"Microsoft-Windows-TaskScheduler/Operational", "taskscheduler"},
    {"Microsoft-Windows-TerminalServices-LocalSessionManager/Operational",
     "terminalservices-localsessionmanager"},
    {"Microsoft-Windows-VHDMP/Operational", "vhdmp"},
    {"Microsoft-Windows-Windows Defender/Operational", "windefend"},
    {"Microsoft-Windows-Windows Firewall With Advanced Security/Firewall", "firewall-as"},
    {"Microsoft-Windows-WMI-Activity/Operational", "wmi"},
    {"MSExchange Management", "msexchange-management"},
    {"OpenSSH/Operational", "openssh"},
    {"PowerShellCore/Operational", "powershell"},
    {"Security", "security"},
    {"System", "system"},
    {"Windows PowerShell", "powershell-classic"},
};
// clang-format on

constexpr std::string_view sysmon_for_linux = "Linux-Sysmon/Operational";

// By length: at most a handful of names have one.
using ByLength = std::array<std::vector<const Row*>, 80>;

const ByLength& rows_by_length() {
    static const ByLength all = [] {
        ByLength out;
        for (const Row& row : rows) out.at(row.channel.size()).push_back(&row);
        return out;
    }();
    return all;
}

}  // namespace

std::string_view service_of_channel(std::string_view channel) {
    const ByLength& all = rows_by_length();
    if (channel.size() >= all.size()) return {};
    for (const Row* row : all[channel.size()])
        if (row->channel == channel) return row->service;
    for (const Row* row : all[channel.size()])
        if (base::equals_ignore_case(row->channel, channel)) return row->service;
    return {};
}

bool is_of_linux(std::string_view channel) {
    return base::equals_ignore_case(channel, sysmon_for_linux);
}

}  // namespace ward::ingest::windows
