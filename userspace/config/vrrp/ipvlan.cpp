// SPDX-License-Identifier: GPL-2.0-or-later
// use_ipvlan: the interface that shares the instance's MAC, its mode, and its address, which adverts come from.
#include "config/grammar/setting.h"
#include "config/text/words.h"
#include "config/vrrp/address_options.h"
#include "config/vrrp/host.h"
#include "config/vrrp/resolve.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

using core::IpvlanMode;
using Router = core::VirtualRouterConfig;

struct Mode {
    std::string_view name;
    IpvlanMode mode;
};

constexpr std::array<Mode, 3> kModes{
    {{"bridge", IpvlanMode::Bridge}, {"private", IpvlanMode::Private}, {"vepa", IpvlanMode::Vepa}}};

// As in keepalived, the first of each kind counts.
template <class T>
void set_first(Optional<T>& setting, T value, std::string_view what, const Token& word, Draft& draft) {
    if (setting)
        draft.report(
            warning(word.where, fmt::format("{} is a second {}, ignoring it", in_quotes(word), what)));
    else
        setting = Setting<T>{std::move(value), word.where};
}

void read_address(const Token& word, IpvlanDraft& made, Draft& draft) {
    const std::string_view text = word.text;
    const std::size_t slash = text.find('/');
    const auto address = read_host(word, text.substr(0, slash), draft);
    if (!address)
        return;
    const auto length = slash == std::string_view::npos
                            ? host_length(address->family)
                            : read_prefix_length(word, text.substr(slash + 1), address->family, draft);
    set_first(made.address, core::InterfaceAddress{*address, length}, "address", word, draft);
}

void read_name(const Token& word, IpvlanDraft& made, Draft& draft) {
    if (is_interface_name(word.text))
        return set_first(made.name, word.text, "name", word, draft);
    draft.report(error(word.where, fmt::format("{} is no name of an interface", in_quotes(word)),
                       fmt::format("at most {} characters, no '/'", kLongestInterface)));
}

void read_word(const Token& word, IpvlanDraft& made, Draft& draft) {
    const auto mode = std::ranges::find(kModes, std::string_view(word.text), &Mode::name);
    const bool is_address = core::IpAddress::from_text(word.text.substr(0, word.text.find('/'))).has_value();
    if (mode != kModes.end())
        set_first(made.mode, mode->mode, "mode", word, draft);
    else if (is_address)
        read_address(word, made, draft);
    else
        read_name(word, made, draft);
}

bool read_use_ipvlan(const Keyword& keyword, const Node& node, Draft& draft) {
    InstanceDraft& instance = current(draft);
    if (instance.ipvlan) {
        draft.report(warning(node.keyword().where, fmt::format("a second '{}', ignoring it", keyword.name)));
        return true;
    }
    IpvlanDraft& made = instance.ipvlan.emplace();
    made.where = node.keyword().where;
    for (std::size_t i = 1; i < node.words.size(); ++i) {
        const Token& word = node.words[i];
        if (word.text == "group") {
            draft.report(error(word.where, fmt::format("{} with 'group' is not supported yet", keyword.name),
                               fmt::format("{} {}", keyword.name, keyword.parameter.syntax)));
            return true;
        }
        const bool is_named = word.text == "name" && i + 1 < node.words.size();
        if (is_named)
            read_name(node.words[++i], made, draft);
        else
            read_word(word, made, draft);
    }
    return true;
}

// keepalived 2.2.7 does not know the word before a name.
std::string name_text(const std::string& name) {
    const bool means_more =
        name == "name" || std::ranges::count(kModes, std::string_view(name), &Mode::name) != 0;
    return (means_more ? "name " : "") + word(name);
}

Values show_use_ipvlan(const Router& router) {
    if (!router.ipvlan)
        return {};
    const auto& [name, address, mode] = *router.ipvlan;
    std::string text = name_text(name);
    if (address)
        text += " " + address->text();
    if (mode != IpvlanMode::Bridge)
        text += fmt::format(" {}", std::ranges::find(kModes, mode, &Mode::mode)->name);
    return when(true, text);
}

// clang-format off
constexpr std::array kIpvlanRows = std::to_array<Keyword>({
    {"use_ipvlan", Block::VrrpInstance, {"[[name] NAME] [ADDRESS[/LENGTH]] [bridge | private | vepa]", 0, 0, 0, true, true}, {}, read_use_ipvlan, show_use_ipvlan, "none",
     "Adverts come from this address, on an ipvlan of this name that shares the interface's MAC. IPv4 requires the address. Virtual addresses stay on the interface."},
});
// clang-format on

} // namespace

Rows ipvlan_rows() {
    return kIpvlanRows;
}

// keepalived starts without an address of IPv4, and the instance is in FAULT for good.
void resolve_ipvlan(const InstanceDraft& instance, Router& router, Draft& draft) {
    if (!instance.ipvlan)
        return;
    const IpvlanDraft& made = *instance.ipvlan;
    if (instance.vmac) {
        draft.report(warning(made.where, "use_ipvlan beside use_vmac, ignoring it", "write one of them"));
        return;
    }
    if (!made.address && router.family == core::Family::Ipv4)
        draft.report(error(made.where, "use_ipvlan needs an address for IPv4 adverts to come from",
                           "use_ipvlan ADDRESS/LENGTH"));
    core::Ipvlan& ipvlan = router.ipvlan.emplace();
    overlay(ipvlan.interface, made.name);
    overlay(ipvlan.mode, made.mode);
    if (!made.address)
        return;
    ipvlan.address = made.address->value;
    if (!router.source)
        router.source = ipvlan.address->address;
}

} // namespace xvrrp::config
