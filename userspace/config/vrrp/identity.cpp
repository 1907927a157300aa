// SPDX-License-Identifier: GPL-2.0-or-later
#include "config/vrrp/identity.h"

#include "config/grammar/setting.h"
#include "config/vrrp/resolve.h"

#include <fmt/format.h>

namespace xvrrp::config {
namespace {

// Both become names of files.
bool read_name(Optional<std::string>& name, const Keyword& keyword, const Node& node, Draft& draft) {
    const Token& word = node.words[1];
    if (word.text.empty() || word.text.starts_with('.') || word.text.find('/') != std::string::npos)
        draft.report(error(
            word.where,
            fmt::format("{} cannot be the name of a file, and '{}' needs one", in_quotes(word), keyword.name),
            "a name without a / and without a dot in front"));
    set(name, word.text, keyword, node, draft);
    return true;
}

} // namespace

bool read_net_namespace(const Keyword& keyword, const Node& node, Draft& draft) {
    return read_name(draft.net_namespace, keyword, node, draft);
}

bool read_instance(const Keyword& keyword, const Node& node, Draft& draft) {
    return read_name(draft.instance, keyword, node, draft);
}

Identity resolve_identity(Draft& draft) {
    Identity identity;
    if (draft.instance)
        identity.instance = draft.instance->value;
    if (!draft.net_namespace)
        return identity;
    identity.net_namespace = draft.net_namespace->value;
    draft.needs.push_back(
        {HostNeed::Kind::NetNamespace, identity.net_namespace, "net_namespace", draft.net_namespace->where});
    return identity;
}

} // namespace xvrrp::config
