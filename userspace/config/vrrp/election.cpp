// SPDX-License-Identifier: GPL-2.0-or-later
// The election: who takes over from whom, after how long, and how a master answers other adverts.
#include "config/grammar/setting.h"
#include "config/vrrp/resolve.h"

#include <array>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using core::State;
using Router = core::VirtualRouterConfig;

constexpr Parameter kMultiplier{"1..100", 1, 100};
constexpr Parameter kStartDelay = microseconds("0.001..4294.967295", 1'000, 4'294'967'295);

constexpr std::string_view kDownTimer =
    "A backup takes over after it has missed this many adverts. The number is the same on every router.";
constexpr std::string_view kNoAnswer = "A master does not answer an advert that loses against it.";
constexpr std::string_view kOneMore =
    "A master sends one more advert before it yields, so that the new master announces the addresses again.";
constexpr std::string_view kDeafOwner = "An instance with priority 255 ignores the adverts of others.";

// clang-format off
constexpr std::array kElectionRows = std::to_array<Keyword>({
    {"vrrp_down_timer_adverts", Block::GlobalDefs, kMultiplier, {}, read_tuning<&Tuning::down_timer_adverts>, {}, "3", kDownTimer},
    {"vrrp_lower_prio_no_advert", Block::GlobalDefs, kSwitch, {}, read_tuning<&Tuning::lower_prio_no_advert>, {}, "off", kNoAnswer},
    {"vrrp_higher_prio_send_advert", Block::GlobalDefs, kSwitch, {}, read_tuning<&Tuning::higher_prio_send_advert>, {}, "off", kOneMore},
    {"vrrp_owner_ignore_adverts", Block::GlobalDefs, kSwitch, {}, read_tuning<&Tuning::owner_ignore_adverts>, {}, "off", kDeafOwner},
    {"vrrp_startup_delay", Block::GlobalDefs, kStartDelay, {}, read_global<&Draft::startup_delay>, show_setting<&Router::startup_delay>, "0",
     "The daemon waits this many seconds longer after its start before it takes over."},
    {"vrrp_delay_after_boot", Block::GlobalDefs, kStartDelay, {}, read_global<&Draft::delay_after_boot>, show_setting<&Router::delay_after_boot>, "0",
     "No master-down interval begins earlier than so many seconds after the boot of the host, also after a FAULT. The later time of this and of vrrp_startup_delay counts."},

    {"nopreempt", Block::VrrpInstance, kNone, {}, read_flag<&InstanceDraft::preempt, false>, show_flag<&Router::preempt, false>, "off",
     "A router of higher priority leaves the master alone."},
    {"preempt", Block::VrrpInstance, kNone, {}, read_flag<&InstanceDraft::preempt>, {}, "on",
     "A router of higher priority takes over from the master. It is the opposite of nopreempt."},
    {"preempt_delay", Block::VrrpInstance, microseconds("0..1000", 0, 1'000'000'000), {}, read_setting<&InstanceDraft::preempt_delay>, show_setting<&Router::preempt_delay>, "0",
     "The router waits this many seconds before it takes over from a master of lower priority."},
    {"down_timer_adverts", Block::VrrpInstance, kMultiplier, {}, read_tuning<&Tuning::down_timer_adverts>, show_setting<&Router::down_timer_adverts>, "vrrp_down_timer_adverts", kDownTimer},
    {"lower_prio_no_advert", Block::VrrpInstance, kSwitch, {}, read_tuning<&Tuning::lower_prio_no_advert>, show_flag<&Router::lower_prio_no_advert>, "vrrp_lower_prio_no_advert", kNoAnswer},
    {"higher_prio_send_advert", Block::VrrpInstance, kSwitch, {}, read_tuning<&Tuning::higher_prio_send_advert>, show_flag<&Router::higher_prio_send_advert>, "vrrp_higher_prio_send_advert", kOneMore},
    {"owner_ignore_adverts", Block::VrrpInstance, kSwitch, {}, read_tuning<&Tuning::owner_ignore_adverts>, show_flag<&Router::owner_ignore_adverts>, "vrrp_owner_ignore_adverts", kDeafOwner},
});

// clang-format on

void resolve_nopreempt(const InstanceDraft& instance, Router& router, Draft& draft) {
    router.preempt = !instance.preempt || instance.preempt->value;
    if (router.preempt)
        return;
    if (router.priority == VRRP_PRIORITY_OWNER) {
        router.preempt = true;
        draft.report(warning(instance.preempt->where,
                             "nopreempt does not work with priority 255, ignoring it",
                             "the owner of the addresses always takes over"));
    } else if (router.initial_state == State::Master) {
        router.preempt = true;
        draft.report(warning(instance.preempt->where,
                             "nopreempt does not work with state MASTER, ignoring it",
                             "write 'state BACKUP' on every router"));
    }
}

} // namespace

Rows election_rows() {
    return kElectionRows;
}

void resolve_preemption(const InstanceDraft& instance, Router& router, Draft& draft) {
    resolve_nopreempt(instance, router, draft);
    overlay(router.preempt_delay, instance.preempt_delay);
    if (router.preempt_delay.count() == 0)
        return;
    if (router.initial_state == State::Master) {
        router.preempt_delay = {};
        draft.report(warning(instance.preempt_delay->where,
                             "preempt_delay does not work with state MASTER, ignoring it",
                             "write 'state BACKUP'"));
    } else if (!router.preempt) {
        router.preempt_delay = {};
        draft.report(warning(instance.preempt_delay->where,
                             "preempt_delay does not work with nopreempt, ignoring it"));
    }
}

void resolve_election(const InstanceDraft& instance, Router& router, const Draft& draft) {
    for (const Tuning* each : {&draft.tuning, &instance.tuning}) {
        overlay(router.down_timer_adverts, each->down_timer_adverts);
        overlay(router.lower_prio_no_advert, each->lower_prio_no_advert);
        overlay(router.higher_prio_send_advert, each->higher_prio_send_advert);
        overlay(router.owner_ignore_adverts, each->owner_ignore_adverts);
    }
    overlay(router.startup_delay, draft.startup_delay);
    overlay(router.delay_after_boot, draft.delay_after_boot);
}

} // namespace xvrrp::config
