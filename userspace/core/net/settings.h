// SPDX-License-Identifier: GPL-2.0-or-later
// The settings of interfaces (sysctl) that somebody wants, as long as somebody wants them. Pure.
//
// Each holder has its settings. One that several holders want is given back when the last of them is gone. The
// kernel does not report a changed setting, so one is written when it is wanted anew, and otherwise left alone.
#pragma once

#include "core/net/holdings.h"
#include "core/net/once.h"
#include "core/net/outcome.h"
#include "core/net/repairs.h"

#include <set>
#include <span>
#include <string>
#include <vector>

namespace xvrrp::core {

// Compared by its key.
struct Setting {
    enum class Kind : std::uint8_t {
        Borrowed, // its value from before is put back
        Own, // of an interface of ours, with which it goes; IPv6 settings of a host without IPv6 do not count
        Forbidden // somebody else's setting, which must not have this value
    } kind = Kind::Borrowed;
    std::string key; // the path below /proc/sys/net, as in "ipv4/conf/eth0/arp_ignore"
    std::string value;
    std::string covered_by{}; // another setting; if it has the value, this one is not needed

    auto operator<=>(const Setting& other) const { return key <=> other.key; }

    bool operator==(const Setting& other) const { return key == other.key; }
};

struct SettingOperation {
    enum class Kind : std::uint8_t { Set, GiveBack } kind = Kind::Set;
    Setting target;

    bool operator==(const SettingOperation&) const = default;
};

using FailedSetting = Failed<SettingOperation>;

class Settings {
public:
    // Sets these settings for the holder, also those that are set: the interface may be another one by now.
    void hold(const std::string& holder, std::vector<Setting> settings);
    void forget(const std::string& holder);

    bool are_in_place(const std::string& holder) const;

    // The holders whose last missing setting is in place since the last call.
    std::vector<std::string> take_ready() { return std::exchange(ready_, {}); }

    bool wants(const Setting& setting) const { return holdings_.wanted(setting) != nullptr; }

    bool coming() const { return !due_.empty(); }

    bool pending() const { return !due_.empty() || !leaving_.empty(); }

    std::vector<SettingOperation> plan(std::size_t most);
    // Gives back those that nobody wants any more.
    std::vector<SettingOperation> plan_leaving();
    void applied(std::span<const SettingOperation> operations, std::span<const FailedSetting> failed,
                 TimePoint now);

    // Tries again what failed and has waited long enough.
    void tick(TimePoint now);

    TimePoint deadline() const { return repairs_.deadline(); }

    NetworkNews take_news() { return std::exchange(news_, {}); }

private:
    void leave(const std::vector<Setting>& settings);

    Holdings<Setting, std::string> holdings_;
    std::set<Setting> in_place_;
    std::set<Setting> told_; // the settings whose last operation failed, which was reported
    Once<Setting> due_;
    Once<Setting> leaving_;
    Repairs<Setting> repairs_;
    std::vector<std::string> ready_;
    NetworkNews news_;
};

} // namespace xvrrp::core
