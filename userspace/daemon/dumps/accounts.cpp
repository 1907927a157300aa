// SPDX-License-Identifier: GPL-2.0-or-later
#include "daemon/dumps/accounts.h"

#include <array>

#include <grp.h>
#include <pwd.h>
#include <spdlog/fmt/fmt.h>
#include <unistd.h>

namespace xvrrp::daemon {

namespace {

constexpr const char* kDefaultScriptUser = "keepalived_script";
constexpr std::size_t kRoomForEntry = 16384;

} // namespace

std::string find_account(const std::string& user, const std::string& group, const os::Owner& otherwise) {
    std::array<char, kRoomForEntry> room{};
    passwd user_entry{};
    passwd* found_user = nullptr;
    ::getpwnam_r(user.empty() ? kDefaultScriptUser : user.c_str(), &user_entry, room.data(), room.size(),
                 &found_user);
    const auto uid = found_user != nullptr ? found_user->pw_uid : otherwise.user;
    auto gid = found_user != nullptr ? found_user->pw_gid : otherwise.group;
    ::group group_entry{};
    ::group* found_group = nullptr;
    if (!group.empty())
        ::getgrnam_r(group.c_str(), &group_entry, room.data(), room.size(), &found_group);
    if (found_group != nullptr)
        gid = found_group->gr_gid;
    return fmt::format("{}:{}", uid, gid);
}

} // namespace xvrrp::daemon
