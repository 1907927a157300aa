// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/vrrp/resolve.h"

namespace xvrrp::config {
namespace {

template <class Target, class T>
void overlay(Target& target, const Optional<T>& setting) {
    if (setting)
        target = setting->value;
}

// What is not written is keepalived's: a losing advert is answered like a takeover, vrrp_min_garp means one message.
core::GarpConfig garp_of(const Tuning& own, const Draft& draft) {
    core::GarpConfig garp;
    const Tuning& common = draft.tuning;
    if (draft.min_garp && draft.min_garp->value) {
        garp.master_repeat = 1;
        garp.master_delay = {};
    }
    overlay(garp.master_repeat, common.garp_master_repeat);
    overlay(garp.master_delay, common.garp_master_delay);
    garp.lower_prio_repeat = garp.master_repeat;
    garp.lower_prio_delay = garp.master_delay;
    for (const Tuning* each : {&common, &own}) {
        overlay(garp.master_repeat, each->garp_master_repeat);
        overlay(garp.master_delay, each->garp_master_delay);
        overlay(garp.master_refresh, each->garp_master_refresh);
        overlay(garp.master_refresh_repeat, each->garp_master_refresh_repeat);
        overlay(garp.lower_prio_repeat, each->garp_lower_prio_repeat);
        overlay(garp.lower_prio_delay, each->garp_lower_prio_delay);
        overlay(garp.extra_if, each->garp_extra_if);
    }
    overlay(garp.interval, draft.garp_interval);
    overlay(garp.na_interval, draft.gna_interval);
    return garp;
}

} // namespace

void resolve_tuning(const InstanceDraft& instance, core::VirtualRouterConfig& router, const Draft& draft) {
    bool v3_checksum_as_v2 = false;
    for (const Tuning* each : {&draft.tuning, &instance.tuning}) {
        overlay(router.down_timer_adverts, each->down_timer_adverts);
        overlay(router.lower_prio_no_advert, each->lower_prio_no_advert);
        overlay(router.higher_prio_send_advert, each->higher_prio_send_advert);
        overlay(router.owner_ignore_adverts, each->owner_ignore_adverts);
        overlay(router.check_unicast_src, each->check_unicast_src);
        overlay(v3_checksum_as_v2, each->v3_checksum_as_v2);
    }
    overlay(router.startup_delay, draft.startup_delay);
    if (v3_checksum_as_v2)
        router.checksum = core::ChecksumStyle::MessageOnly;
    router.garp = garp_of(instance.tuning, draft);
}

} // namespace xvrrp::config
