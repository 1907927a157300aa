// SPDX-License-Identifier: GPL-2.0-or-later
#include "away.h"

#include <algorithm>

#include <sys/resource.h>

namespace xvrrp::test {

namespace {

using namespace std::chrono_literals;

constexpr int kUrgent = -15; // as nice counts

core::IpAddress address_of(unsigned vrid) {
    return core::IpAddress::v4(10, 9, 0, static_cast<std::uint8_t>(vrid));
}

// The first, the last and one between them.
std::vector<core::IpAddress> samples(unsigned count) {
    std::set<core::IpAddress> out{address_of(1), address_of((count + 1) / 2), address_of(count)};
    return {out.begin(), out.end()};
}

std::string without(std::string text, const std::string& part) {
    const auto at = text.find(part);
    return at == std::string::npos ? text : text.erase(at, part.size());
}

} // namespace

// Other tests use the same processors, and a daemon that starts after the end of its lease is promised nothing. So these
// daemons come first.
void Away::SetUp() {
    RootTest::SetUp();
    EXPECT_EQ(setpriority(PRIO_PROCESS, 0, kUrgent), 0); // the daemons inherit it
}

std::string Away::config(int priority) const {
    const auto& setting = GetParam();
    // The peer must not be starved itself, and the second round of gratuitous ARP could come at any time.
    std::string text = "global_defs {\n    vrrp_version " + std::to_string(setting.version) +
                       "\n    vrrp_garp_master_delay 0\n" +
                       (priority > kSecondPriority ? global_ : "    vrrp_priority -20\n") + "}\n";
    for (unsigned vrid = 1; vrid <= setting.count; ++vrid) {
        const auto id = std::to_string(vrid);
        text += "vrrp_instance VI_" + id + " {\n    interface eth0\n    virtual_router_id " + id +
                "\n    priority " + std::to_string(priority) + "\n    advert_int " + setting.interval + "\n" +
                more_ + "    virtual_ipaddress {\n        " + address_of(vrid).text() + "/32\n    }\n}\n";
    }
    return text;
}

void Away::elect(const std::string& more, const std::string& global) {
    more_ = more;
    global_ = global;
    net_.emplace();
    witness_.emplace(net_->bystander, samples(GetParam().count));
    a().run_xvrrpd(config(100));
    ASSERT_TRUE(wait_until([&] { return have_all_entered(a(), "MASTER"); })) << a().log();
    more_ = without(more_, "    nopreempt\n");
    run(b(), GetParam().peer, config(kSecondPriority));
    more_ = more;
    ASSERT_TRUE(wait_until([&] { return have_all_entered(b(), "BACKUP"); })) << b().log();
    std::this_thread::sleep_for(1s);
    witness().begin();
}

void Away::start(int priority) {
    EXPECT_TRUE(has_an_address(a()));
    a().run_xvrrpd(config(priority));
}

bool Away::have_all_entered(const VrrpHost& host, const std::string& state) const {
    const auto log = host.log();
    const auto line = ") Entering " + state + " STATE";
    unsigned lines = 0;
    for (auto at = log.find(line); at != std::string::npos; at = log.find(line, at + 1))
        ++lines;
    return lines >= GetParam().count;
}

bool Away::are_all(const std::string& state, const std::string& reason) const {
    const auto instances = net_->a.status()["instances"];
    return instances.size() == GetParam().count && std::ranges::all_of(instances, [&](const auto& each) {
               return each["state"] == state && each["reason"] == reason;
           });
}

bool Away::has_an_address(const VrrpHost& host) const {
    return std::ranges::any_of(samples(GetParam().count),
                               [&](const auto& each) { return host.netns().has(each); });
}

void Away::expect_nothing_moved() {
    std::this_thread::sleep_for(500ms);
    const auto seen = witness().end();
    EXPECT_LE(seen.largest_gap(a().address(), GetParam().count), GetParam().gap);
    EXPECT_EQ(seen.heard(b().address()), 0u) << b().log();
    EXPECT_EQ(b().log().find(") Entering MASTER STATE"), std::string::npos) << b().log();
    EXPECT_LE(seen.unanswered(), kOverlap);
    EXPECT_FALSE(seen.was_answered_by(b().netns().mac("eth0")));
    EXPECT_EQ(seen.announcements, 0u);
    EXPECT_FALSE(has_an_address(b()));
}

void Away::expect_peer_takes_over() {
    const auto all_heard = [&] {
        return witness().end().first_of_each(b().address()).size() == GetParam().count;
    };
    EXPECT_TRUE(wait_until(all_heard)) << b().log();
    std::this_thread::sleep_for(300ms);
    const auto seen = witness().end();
    EXPECT_LE(seen.answered_twice(), kOverlap);
    EXPECT_TRUE(seen.was_answered_by(a().netns().mac("eth0")));
    EXPECT_TRUE(seen.was_answered_by(b().netns().mac("eth0")));
}

} // namespace xvrrp::test
