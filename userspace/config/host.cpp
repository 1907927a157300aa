// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/host.h"

#include "config/keywords.h"

#include <fmt/format.h>

namespace xvrrp::config {

std::string missing_brace_hint(const Token& word) {
    const bool is_keyword = find_keyword(Block::VrrpInstance, word.text) != nullptr ||
                            find_keyword(Block::File, word.text) != nullptr;
    return is_keyword ? "is a '}' missing before it?" : "";
}

bool takes_family(InstanceDraft& instance, core::Family family) {
    if (!instance.family)
        instance.family = family;
    return *instance.family == family;
}

std::optional<core::IpAddress> read_host(const Token& word, std::string_view text, Draft& draft) {
    const auto address = core::IpAddress::from_text(text);
    if (!address) {
        draft.report(warning(word.where, fmt::format("{} is not an IP address, skipping it", in_quotes(word)),
                             missing_brace_hint(word)));
        return std::nullopt;
    }
    if (takes_family(draft.instances.back(), address->family))
        return address;
    const bool v6 = address->family == core::Family::Ipv6;
    draft.report(warning(word.where,
                         fmt::format("{} is IPv{} among IPv{} addresses, ignoring it", in_quotes(word),
                                     v6 ? 6 : 4, v6 ? 4 : 6),
                         "an instance has one address family, that of its first address"));
    return std::nullopt;
}

void report_unknown_option(const Token& option, std::string_view what, Draft& draft) {
    const std::string_view text = option.text;
    if (core::IpAddress::from_text(text.substr(0, text.find('/'))))
        draft.report(warning(
            option.where, fmt::format("{} is a second address on its line, ignoring it", in_quotes(option)),
            "one address on each line"));
    else
        draft.report(
            warning(option.where, fmt::format("unknown {} option {}, ignoring it", what, in_quotes(option))));
}

} // namespace xvrrp::config
