// SPDX-License-Identifier: GPL-2.0-or-later
// An xvrrpd that is MASTER of one virtual router or of many, a real peer that is BACKUP of all, and a witness. Something
// happens to xvrrpd.
#pragma once

#include "daemon.h"
#include "support/witness.h"
#include "takeover.h"

#include <optional>
#include <string>

namespace xvrrp::test {

struct Setting {
    std::string name;
    Daemon peer;
    int version;
    const char* interval;
    Duration gap; // between two adverts, at most
    unsigned count;
};

inline const Setting kEverySecond{
    "before_keepalived_at_1_s", Daemon::Keepalived, 2, "1", std::chrono::milliseconds(1500), 1};
inline const Setting kTenPerSecond{
    "before_keepalived_at_100_ms", Daemon::Keepalived, 3, "0.1", std::chrono::milliseconds(150), 1};
// The peer takes over after 36.5 ms.
inline const Setting kHundredPerSecond{
    "before_xvrrpd_at_10_ms", Daemon::Xvrrpd, 3, "0.01", std::chrono::milliseconds(36), 1};

inline constexpr unsigned kMany = 250;

inline Setting many(Setting setting) {
    setting.count = kMany;
    setting.name = "of_250_" + setting.name;
    return setting;
}

class Away : public RootTest, public ::testing::WithParamInterface<Setting> {
protected:
    static constexpr Duration kOverlap{100}; // of the answers of two hosts, at most
    static constexpr Duration kLease{3000};

    void SetUp() override;

    // Lines for each virtual router, and for global_defs.
    void elect(const std::string& more = "", const std::string& global = "");
    std::string config(int priority) const;
    void start(int priority = 100);

    void expect_nothing_moved();
    // The peer becomes MASTER of all virtual routers, and no two hosts answered until then.
    void expect_peer_takes_over();

    bool have_all_entered(const VrrpHost& host, const std::string& state) const;
    bool are_all(const std::string& state, const std::string& reason) const; // those of xvrrpd
    bool has_an_address(const VrrpHost& host) const;

    VrrpHost& a() { return net_->a; }

    VrrpHost& b() { return net_->b; }

    Witness& witness() { return *witness_; }

    Lan& lan() { return net_->lan; }

    const NetNs& elsewhere() { return net_->bystander.netns(); }

private:
    std::string more_;
    std::string global_;
    std::optional<TwoRouters> net_;
    std::optional<Witness> witness_;
};

inline void PrintTo(const Setting& setting, std::ostream* out) {
    *out << setting.name;
}

inline std::string setting_name(const ::testing::TestParamInfo<Setting>& info) {
    return info.param.name;
}

} // namespace xvrrp::test
