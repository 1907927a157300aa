// SPDX-License-Identifier: GPL-2.0-or-later
// Two routers with a virtual address, and a bystander who asks who has it.
#pragma once

#include "support/vrrp_host.h"
#include "support/wire.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace xvrrp::test {

inline Instance every(const std::string& interval, int priority, const std::string& more = "") {
    return {.priority = priority, .advert_int = interval, .more = more};
}

inline std::chrono::milliseconds largest_gap(const std::vector<SeenAdvert>& seen) {
    auto largest = std::chrono::milliseconds(0);
    for (std::size_t i = 1; i < seen.size(); ++i)
        largest = std::max(
            largest, std::chrono::duration_cast<std::chrono::milliseconds>(seen[i].time - seen[i - 1].time));
    return largest;
}

// The configuration of an instance without global_defs.
inline std::string without_global(const std::string& text) {
    return text.substr(text.find("vrrp_instance"));
}

// The maps are those of a daemon with another number of the ABI.
inline void make_foreign(const std::string& bpf_dir) {
    for (const auto& each : std::filesystem::directory_iterator(bpf_dir)) {
        if (each.path().filename().string().starts_with("abi_"))
            return std::filesystem::rename(each.path(), bpf_dir + "/abi_1");
    }
    ADD_FAILURE() << "there are no maps in " << bpf_dir;
}

// Two routers, and a bystander who asks for the virtual address.
struct Questioned : TwoRouters {
    void ask() {
        wire.send(arp_question(bystander.netns().mac("eth0"), bystander.address(), virtual_address()));
    }

    bool is_answered_by(const VrrpHost& host) {
        wire.clear();
        ask();
        return wire.wait_for(arp_answer_of(host.netns().mac("eth0")), std::chrono::milliseconds(500))
            .has_value();
    }
};

} // namespace xvrrp::test
