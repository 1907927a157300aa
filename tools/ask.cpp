// SPDX-License-Identifier: GPL-2.0-or-later
#include "tools/ask.h"

#include "tools/client.h"

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace xvrrp::tools {

using nlohmann::json;

int fail(Exit code, const std::string& sentence) {
    std::fprintf(stderr, "xvrrpctl: %s\n", sentence.c_str());
    return code;
}

int print(const std::string& text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
        return fail(Refused, "write the output: " + std::generic_category().message(errno));
    return Done;
}

std::string socket_of(const Arguments& arguments) {
    return arguments.runtime_dir + "/" + XVRRP_CONTROL_SOCKET;
}

Answer question(const Arguments& arguments, const json& request, std::chrono::seconds timeout) {
    Exchange said = exchange(socket_of(arguments), request.dump() + "\n", timeout);
    if (!said.failure.empty())
        return {{json::object(), said.failure}, {}, NoDaemon};
    Reply reply = read_reply(said.bytes);
    if (reply.error.empty() && !arguments.filter.is_empty())
        reply = filtered(std::move(reply.document), arguments.filter);
    const auto code = reply.error.empty() ? Done : Refused;
    return {std::move(reply), std::move(said.bytes), code};
}

int ask(const Arguments& arguments, const json& request, const Show& show, std::chrono::seconds timeout,
        const std::function<void(const json&)>& judge) {
    const auto answer = question(arguments, request, timeout);
    if (answer.code != Done)
        return fail(answer.code, answer.reply.error);
    judge(answer.reply.document);
    if (arguments.as_json)
        return print(arguments.filter.is_empty() ? answer.bytes : answer.reply.document.dump() + "\n");
    return print(show(answer.reply.document));
}

} // namespace xvrrp::tools
