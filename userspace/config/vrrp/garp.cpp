// SPDX-License-Identifier: GPL-2.0-or-later
// Gratuitous ARP and unsolicited NA: how often a master announces its addresses, and with what pauses.
#include "config/grammar/setting.h"
#include "config/text/words.h"
#include "config/vrrp/resolve.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using core::GarpConfig;

bool is_zero(const Keyword& keyword, const Token& parameter) {
    const auto number = parse_number(parameter.text, keyword.parameter.decimals);
    return number && number->value == 0 && !number->rounded;
}

// At least one message: 0 is corrected, as keepalived does.
template <auto Member>
bool read_repeat(const Keyword& keyword, const Node& node, Draft& draft) {
    Optional<unsigned>& setting = tuning_of(keyword, draft).*Member;
    const Token& parameter = node.words[1];
    if (!is_zero(keyword, parameter)) {
        read_into(setting, keyword, node, draft);
        return true;
    }
    draft.report(warning(parameter.where,
                         fmt::format("{} 0 is not in {}, using 1", keyword.name, keyword.parameter.syntax),
                         "without any message neighbours keep sending to the old master"));
    set(setting, 1U, keyword, node, draft);
    return true;
}

// A pause of 0 is out of range, and stands in many copied samples.
template <auto Member>
bool read_pause(const Keyword& keyword, const Node& node, Draft& draft) {
    const Token& parameter = node.words[1];
    if (is_zero(keyword, parameter))
        draft.report(
            warning(parameter.where,
                    fmt::format("{} 0 is not in {}, ignoring it", keyword.name, keyword.parameter.syntax),
                    "many copied samples have this line; without it there is no pause either"));
    else
        read_into(draft.*Member, keyword, node, draft);
    return true;
}

// Without "all" the keyword is for addresses with a virtual MAC of their own.
bool read_extra_if(const Keyword& keyword, const Node& node, Draft& draft) {
    const bool all = node.words[1].text == "all";
    if (all && node.words.size() == 2) {
        draft.report(warning(node.words[1].where, fmt::format("{} lacks its time, ignoring it", keyword.name),
                             fmt::format("{} {}", keyword.name, keyword.parameter.syntax)));
        return true;
    }
    const Token& time = node.words[all ? 2 : 1];
    const auto number = read_number(keyword, time, Severity::Warning, ", ignoring it", draft);
    if (!number)
        return true;
    Tuning& tuning = tuning_of(keyword, draft);
    set(tuning.garp_extra_if, Microseconds(std::chrono::seconds(*number)), keyword, node, draft);
    tuning.garp_extra_if_vmacs = Setting<bool>{!all, node.keyword().where};
    return true;
}

template <const Keyword& New>
bool read_old_extra_if(const Keyword& keyword, const Node& node, Draft& draft) {
    const bool lacks_time = node.words[1].text == "all" && node.words.size() == 2;
    if (!lacks_time)
        draft.report(warning(node.keyword().where, fmt::format("'{}' is the old name", keyword.name),
                             std::string(New.name)));
    return read_extra_if(keyword, node, draft);
}

Values show_extra_if(const core::VirtualRouterConfig& router) {
    const core::Duration often = router.garp.extra_if;
    if (often == GarpConfig().extra_if)
        return {};
    return when(true, (router.garp.extra_if_vmacs ? "" : "all ") + in_seconds(often));
}

constexpr Parameter kDelay = seconds("0..4294", 0, 4'294);
constexpr Parameter kRefresh = seconds("0..4294967295", 0, 4'294'967'295);
constexpr Parameter kRepeat{"1..255", 1, 255};
constexpr Parameter kLoserRepeat{"0..255", 0, 255};
constexpr Parameter kExtraGarp{"[all] 0..86400", 0, 86'400, 0, false, true};
constexpr Parameter kPause = microseconds("0.000001..4294.967295", 1, 4'294'967'295);

constexpr std::string_view kSecondBurst =
    "The second burst of gratuitous ARP or NA follows a takeover after this many seconds. 0 means that there is none.";
constexpr std::string_view kBurst = "A burst announces each address this many times.";
constexpr std::string_view kRefreshing =
    "A master announces its addresses again every so many seconds. 0 means never.";
constexpr std::string_view kRefreshBurst = "A burst of a refresh announces each address this many times.";
constexpr std::string_view kLoserDelay =
    "The second burst follows the advert of a router that loses against the master after this many seconds.";
constexpr std::string_view kLoserBurst =
    "The burst after the advert of a router that loses announces each address this many times.";
constexpr std::string_view kOtherInterfaces =
    "A master announces single addresses with a virtual MAC of their own again every so many seconds. 0 means never. With all, it "
    "announces every address on another interface than the instance's.";

// clang-format off
constexpr Keyword kExtraIfOfAll{"vrrp_garp_extra_if", Block::GlobalDefs, kExtraGarp, {}, read_extra_if, {}, "0", kOtherInterfaces};
constexpr Keyword kExtraIf{"garp_extra_if", Block::VrrpInstance, kExtraGarp, {}, read_extra_if, show_extra_if, "vrrp_garp_extra_if", kOtherInterfaces};

constexpr std::array kGarpRows = std::to_array<Keyword>({
    {"vrrp_garp_master_delay", Block::GlobalDefs, kDelay, {}, read_tuning<&Tuning::garp_master_delay>, {}, "5", kSecondBurst},
    {"vrrp_garp_master_repeat", Block::GlobalDefs, kRepeat, {}, read_repeat<&Tuning::garp_master_repeat>, {}, "5", kBurst},
    {"vrrp_garp_master_refresh", Block::GlobalDefs, kRefresh, {}, read_tuning<&Tuning::garp_master_refresh>, {}, "0", kRefreshing},
    {"vrrp_garp_master_refresh_repeat", Block::GlobalDefs, kRepeat, {}, read_repeat<&Tuning::garp_master_refresh_repeat>, {}, "1", kRefreshBurst},
    {"vrrp_garp_lower_prio_delay", Block::GlobalDefs, kDelay, {}, read_tuning<&Tuning::garp_lower_prio_delay>, {}, "vrrp_garp_master_delay", kLoserDelay},
    {"vrrp_garp_lower_prio_repeat", Block::GlobalDefs, kLoserRepeat, {}, read_tuning<&Tuning::garp_lower_prio_repeat>, {}, "vrrp_garp_master_repeat", kLoserBurst},
    {"vrrp_garp_interval", Block::GlobalDefs, kPause, {}, read_pause<&Draft::garp_interval>, show_garp<&GarpConfig::interval>, "no pause",
     "Two gratuitous ARP messages on an interface are this many seconds apart."},
    {"vrrp_gna_interval", Block::GlobalDefs, kPause, {}, read_pause<&Draft::gna_interval>, show_garp<&GarpConfig::na_interval>, "no pause",
     "Two unsolicited NA messages on an interface are this many seconds apart."},
    {"vrrp_min_garp", Block::GlobalDefs, kSwitch, {}, read_global<&Draft::min_garp>, {}, "off",
     "A takeover announces each address once and has no second burst, unless another keyword says more."},
    kExtraIfOfAll,
    {"vrrp_vmac_garp_intvl", Block::GlobalDefs, kExtraGarp, {}, read_old_extra_if<kExtraIfOfAll>, {}, "0", "This is the old name of vrrp_garp_extra_if."},

    {"garp_master_delay", Block::VrrpInstance, kDelay, {}, read_tuning<&Tuning::garp_master_delay>, show_garp<&GarpConfig::master_delay>, "vrrp_garp_master_delay", kSecondBurst},
    {"garp_master_repeat", Block::VrrpInstance, kRepeat, {}, read_repeat<&Tuning::garp_master_repeat>, show_garp<&GarpConfig::master_repeat>, "vrrp_garp_master_repeat", kBurst},
    {"garp_master_refresh", Block::VrrpInstance, kRefresh, {}, read_tuning<&Tuning::garp_master_refresh>, show_garp<&GarpConfig::master_refresh>, "vrrp_garp_master_refresh", kRefreshing},
    {"garp_master_refresh_repeat", Block::VrrpInstance, kRepeat, {}, read_repeat<&Tuning::garp_master_refresh_repeat>, show_garp<&GarpConfig::master_refresh_repeat>, "vrrp_garp_master_refresh_repeat", kRefreshBurst},
    {"garp_lower_prio_delay", Block::VrrpInstance, kDelay, {}, read_tuning<&Tuning::garp_lower_prio_delay>, show_garp<&GarpConfig::lower_prio_delay>, "vrrp_garp_lower_prio_delay", kLoserDelay},
    {"garp_lower_prio_repeat", Block::VrrpInstance, kLoserRepeat, {}, read_tuning<&Tuning::garp_lower_prio_repeat>, show_garp<&GarpConfig::lower_prio_repeat>, "vrrp_garp_lower_prio_repeat", kLoserBurst},
    kExtraIf,
    {"vmac_garp_intvl", Block::VrrpInstance, kExtraGarp, {}, read_old_extra_if<kExtraIf>, {}, "vrrp_garp_extra_if", "This is the old name of garp_extra_if."},
});
// clang-format on

} // namespace

Rows garp_rows() {
    return kGarpRows;
}

// keepalived's defaults: a losing advert is answered like a takeover, and vrrp_min_garp means one message.
void resolve_garp(const InstanceDraft& instance, core::VirtualRouterConfig& router, const Draft& draft) {
    GarpConfig& garp = router.garp;
    const Tuning& common = draft.tuning;
    if (draft.min_garp && draft.min_garp->value) {
        garp.master_repeat = 1;
        garp.master_delay = {};
    }
    overlay(garp.master_repeat, common.garp_master_repeat);
    overlay(garp.master_delay, common.garp_master_delay);
    garp.lower_prio_repeat = garp.master_repeat;
    garp.lower_prio_delay = garp.master_delay;
    for (const Tuning* each : {&common, &instance.tuning}) {
        overlay(garp.master_repeat, each->garp_master_repeat);
        overlay(garp.master_delay, each->garp_master_delay);
        overlay(garp.master_refresh, each->garp_master_refresh);
        overlay(garp.master_refresh_repeat, each->garp_master_refresh_repeat);
        overlay(garp.lower_prio_repeat, each->garp_lower_prio_repeat);
        overlay(garp.lower_prio_delay, each->garp_lower_prio_delay);
        overlay(garp.extra_if, each->garp_extra_if);
        overlay(garp.extra_if_vmacs, each->garp_extra_if_vmacs);
    }
    overlay(garp.interval, draft.garp_interval);
    overlay(garp.na_interval, draft.gna_interval);
}

void limit_extra_if(const InstanceDraft& instance, core::VirtualRouterConfig& router, Draft& draft) {
    const auto has_own = [](const core::VirtualAddress& each) { return !each.vmac.empty(); };
    GarpConfig& garp = router.garp;
    garp.extra_if_vmacs = garp.extra_if_vmacs && garp.extra_if != core::Duration{};
    if (!garp.extra_if_vmacs || std::ranges::any_of(router.addresses, has_own) ||
        std::ranges::any_of(router.excluded, has_own))
        return;
    garp.extra_if = {};
    garp.extra_if_vmacs = false;
    if (const auto& own = instance.tuning.garp_extra_if_vmacs)
        draft.report(note(own->where, "'garp_extra_if' without 'all' changes nothing here",
                          "no address has a virtual MAC of its own"));
}

} // namespace xvrrp::config
