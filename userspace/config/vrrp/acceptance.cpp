// SPDX-License-Identifier: GPL-2.0-or-later
// Settings of a master beside its addresses: the packets to them that it takes, and the fate of secondary addresses.
#include "config/grammar/setting.h"
#include "config/vrrp/resolve.h"

#include <array>

namespace xvrrp::config {
namespace {

using Router = core::VirtualRouterConfig;

// clang-format off
constexpr std::array kAcceptanceRows = std::to_array<Keyword>({
    {"promote_secondaries", Block::VrrpInstance, kNone, {}, read_flag<&InstanceDraft::promote_secondaries>, show_flag<&Router::promote_secondaries>, "off",
     "The daemon sets the interface's sysctl of that name while it runs, so that the addresses of a network outlive its first one."},
    {"accept", Block::VrrpInstance, kNone, {}, read_flag<&InstanceDraft::accept>, {}, "on",
     "A master takes packets to the virtual addresses, also where it is not their owner."},
    {"no_accept", Block::VrrpInstance, kNone, {}, read_flag<&InstanceDraft::accept, false>, show_flag<&Router::accept, false>, "off",
     "A master drops packets to the virtual addresses, except ARP and neighbor discovery. It is the opposite of accept."},
});
// clang-format on

} // namespace

Rows acceptance_rows() {
    return kAcceptanceRows;
}

void resolve_acceptance(const InstanceDraft& instance, Router& router) {
    router.accept = !instance.accept || instance.accept->value;
    router.promote_secondaries = instance.promote_secondaries.has_value();
}

} // namespace xvrrp::config
