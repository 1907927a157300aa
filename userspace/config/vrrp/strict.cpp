// SPDX-License-Identifier: GPL-2.0-or-later
// Strict mode: settings of an instance beyond the RFCs are taken back, as keepalived 2.2.7 does it.
#include "config/grammar/setting.h"
#include "config/vrrp/resolve.h"

#include <array>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

constexpr unsigned kDownTimerAdverts = 3; // RFC 9568 section 6.1

template <class T>
void take_back(Optional<T>& setting, std::string_view what, Draft& draft) {
    if (setting)
        draft.report(warning(setting->where, fmt::format("strict mode allows no {}, ignoring it", what)));
    setting.reset();
}

// The value holds whatever is written; a setting of the instance itself is worth a warning.
template <class T>
void force(Optional<T>& setting, T value, std::string_view keyword, const Span& strict, Draft& draft) {
    if (setting && setting->value != value)
        draft.report(warning(setting->where, fmt::format("strict mode decides {}, ignoring it", keyword)));
    setting = Setting<T>{value, strict};
}

void comply_state(InstanceDraft& instance, bool owner, Draft& draft) {
    if (!instance.state || (instance.state->value == core::State::Master) == owner)
        return;
    draft.report(warning(instance.state->where,
                         owner ? "in strict mode priority 255 starts as MASTER, ignoring the state"
                               : "strict mode allows state MASTER beside priority 255 only, ignoring it"));
    instance.state->value = owner ? core::State::Master : core::State::Backup;
}

void comply_tuning(Tuning& tuning, const Draft& common, const Span& strict, Draft& draft) {
    const auto& adverts =
        tuning.down_timer_adverts ? tuning.down_timer_adverts : common.tuning.down_timer_adverts;
    if (adverts && adverts->value != kDownTimerAdverts)
        draft.report(warning(adverts->where, "strict mode takes over after 3 adverts, ignoring it"));
    tuning.down_timer_adverts = Setting<unsigned>{kDownTimerAdverts, strict};
    force(tuning.lower_prio_no_advert, true, "lower_prio_no_advert", strict, draft);
    force(tuning.higher_prio_send_advert, false, "higher_prio_send_advert", strict, draft);
    force(tuning.garp_lower_prio_repeat, 0U, "garp_lower_prio_repeat", strict, draft);
    force(tuning.garp_lower_prio_delay, Microseconds(0), "garp_lower_prio_delay", strict, draft);
}

// RFC 3768 has no Accept_Mode; in RFC 9568 it is off where nothing is said.
void comply_accept(InstanceDraft& instance, bool owner, const Span& strict, Draft& draft) {
    if (!instance.accept) {
        if (!owner)
            draft.report(note(strict,
                              "strict mode drops what is sent to the virtual addresses, ping and TCP too",
                              "leave it out; or write 'no_accept', where they are only routed through"));
        instance.accept = Setting<bool>{owner, strict};
    } else if (instance.accept->value && !owner && version_of(instance, draft) == core::Version::V2) {
        draft.report(warning(instance.accept->where, "strict mode allows no accept in version 2, ignoring it",
                             "leave vrrp_strict out, or use version 3"));
        instance.accept->value = false;
    }
}

const Optional<bool>& strictness(const InstanceDraft& instance, const Draft& draft) {
    return instance.strict ? instance.strict : draft.strict;
}

// keepalived 2.2.7 does not look at the parameter.
bool read_vrrp_strict(const Keyword& keyword, const Node& node, Draft& draft) {
    if (is_off(node))
        draft.report(note(node.words[1].where, "keepalived 2.2.7 takes 'vrrp_strict off' for on",
                          "leave the line out, so that both do the same"));
    set(draft.strict, !is_off(node), keyword, node, draft);
    return true;
}

// clang-format off
constexpr std::array kStrictRows = std::to_array<Keyword>({
    {"vrrp_strict", Block::GlobalDefs, kSwitch, {}, read_vrrp_strict, {}, "off",
     "Instances do nothing beyond the RFCs: authentication, preempt_delay and vmac_xmit_base are ignored, and the addresses answer no ping. Addresses answer with priority 255, or where a version 3 instance has accept."},
    {"strict_mode", Block::VrrpInstance, kSwitch, {}, read_setting<&InstanceDraft::strict>, {}, "vrrp_strict",
     "This does for the instance what vrrp_strict does for all of them."},
});
// clang-format on

} // namespace

Rows strict_rows() {
    return kStrictRows;
}

bool is_strict(const InstanceDraft& instance, const Draft& draft) {
    const auto& strict = strictness(instance, draft);
    return strict && strict->value;
}

InstanceDraft comply(InstanceDraft instance, Draft& draft) {
    const Span strict = strictness(instance, draft)->where;
    const bool owner = priority_of(instance) == VRRP_PRIORITY_OWNER;
    comply_state(instance, owner, draft);
    if (instance.preempt_delay && instance.preempt_delay->value.count() == 0)
        instance.preempt_delay.reset();
    take_back(instance.preempt_delay, "preempt_delay", draft);
    take_back(instance.auth_type, "authentication", draft);
    instance.auth_pass.reset();
    take_back(instance.vmac_xmit_base, "vmac_xmit_base", draft);
    comply_tuning(instance.tuning, draft, strict, draft);
    comply_accept(instance, owner, strict, draft);
    return instance;
}

} // namespace xvrrp::config
