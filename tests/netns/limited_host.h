// SPDX-License-Identifier: GPL-2.0-or-later
// A host whose daemon has fewer rights than root, and files that its scripts may write.
#pragma once

#include "support/vrrp_host.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <string>

#include <sys/types.h>

namespace xvrrp::test {

namespace fs = std::filesystem;

inline constexpr uid_t kNobody = 65534;

// CAP_NET_ADMIN is net_admin to setpriv.
inline std::string setpriv_name(std::string name) {
    name.erase(0, 4);
    std::ranges::transform(name, name.begin(), [](unsigned char letter) { return std::tolower(letter); });
    return name;
}

class LimitedHost : public RootTest {
protected:
    Lan lan_{"lan"};
    VrrpHost host_{lan_, "a", "192.168.1.1/24"};
    TemporaryDirectory files_{"files"};

    void SetUp() override {
        RootTest::SetUp();
        fs::permissions(files_.path(), fs::perms(0755));
        fs::create_directory(files_.path() + "/out");
        fs::permissions(files_.path() + "/out", fs::perms(0777));
    }

    // Anybody may write it.
    std::string out(const std::string& name = "out") const { return files_.path() + "/out/" + name; }
};

} // namespace xvrrp::test
