// SPDX-License-Identifier: GPL-2.0-or-later
// No file makes the daemon exit: reloads with every configuration of the tests, whole, cut and garbled.
#include "support/vrrp_host.h"
#include "support/wire.h"
#include "tools/client.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace xvrrp::test {

namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

class ReloadAnything : public RootTest {};

std::vector<std::string> texts() {
    std::vector<std::string> all;
    for (const auto* directory : {XVRRP_CASES_DIR, XVRRP_GOLDEN_DIR, XVRRP_CORPUS_DIR, XVRRP_EXAMPLES_DIR}) {
        for (const auto& entry : fs::directory_iterator(directory)) {
            if (entry.path().extension() != ".conf")
                continue;
            std::ifstream file(entry.path(), std::ios::binary);
            all.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
        }
    }
    return all;
}

// Changes every third byte from the middle on, the same way each time.
std::string garbled(std::string text) {
    for (std::size_t at = text.size() / 2; at < text.size(); at += 3)
        text[at] = static_cast<char>(text[at] * 7 + 3);
    return text;
}

constexpr int kRounds = 4; // the effects of one file must not harm the next one, in any order

// Each file as it is, cut in the middle, and garbled.
std::vector<std::string> variants() {
    std::vector<std::string> all;
    for (int round = 0; round < kRounds; ++round) {
        for (const auto& text : texts()) {
            all.push_back(text);
            all.push_back(text.substr(0, text.size() / 2));
            all.push_back(garbled(text));
        }
    }
    return all;
}

constexpr auto kInterval = std::chrono::milliseconds(500);
constexpr auto kMasterDown = 3 * kInterval; // plus a skew, after which a backup would take over

// This stands in front of the tried text, so that an accepted file keeps an instance.
std::string own() {
    return Instance{.priority = 200, .advert_int = "0.5", .more = "    version 3\n"}.text();
}

nlohmann::json reload(const VrrpHost& host) {
    const auto said = tools::exchange(host.control_socket(), "{\"command\":\"reload\"}\n", seconds(30));
    return nlohmann::json::parse(said.bytes, nullptr, false);
}

} // namespace

TEST_F(ReloadAnything, leaves_the_daemon_alive_and_its_adverts_in_time) {
    Lan lan("lan");
    VrrpHost host(lan, "a", "192.168.1.1/24");
    VrrpHost bystander(lan, "b", "192.168.1.2/24");
    host.run_xvrrpd(own());
    ASSERT_TRUE(host.becomes("MASTER"));
    Port wire(bystander.netns(), "eth0");
    std::size_t taken = 0;
    std::size_t refused = 0;
    for (const auto& text : variants()) {
        host.write_config(own() + text);
        const auto reply = reload(host);
        wire.frames(); // read before the socket is full
        ASSERT_TRUE(reply.is_object()) << text << '\n' << host.log();
        (reply.contains("summary") ? taken : refused) += 1;
        EXPECT_TRUE(reply.contains("summary") || !reply.value("error", "").empty()) << text;
    }
    EXPECT_GE(taken, 50U);
    EXPECT_GE(refused, 50U);
    EXPECT_TRUE(host.daemon().running()) << host.log();
    EXPECT_TRUE(host.has_vip());
    auto said = adverts(wire.frames(), host.address());
    std::erase_if(said, [](const SeenAdvert& each) { return each.advert.vrid != 51; });
    ASSERT_GE(said.size(), 4U); // all files together take seconds
    for (std::size_t i = 1; i < said.size(); ++i)
        EXPECT_LT(said[i].time - said[i - 1].time, kMasterDown);
    host.write_config(own());
    EXPECT_TRUE(reload(host).contains("summary"));
    EXPECT_EQ(host.instance()["state"], "MASTER");
    EXPECT_EQ(host.status()["instances"].size(), 1U);
    host.daemon().terminate();
    EXPECT_EQ(host.daemon().wait(), 0) << host.log();
}

} // namespace xvrrp::test
