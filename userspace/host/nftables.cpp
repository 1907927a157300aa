// SPDX-License-Identifier: GPL-2.0-or-later
#include "host/nftables.h"

#include <memory>

#include <nftables/libnftables.h>

namespace xvrrp::host {

namespace {

struct FreeContext {
    void operator()(nft_ctx* context) const { nft_ctx_free(context); }
};

std::string first_line(const char* text) {
    const std::string all = text == nullptr ? "" : text;
    return all.substr(0, all.find('\n'));
}

} // namespace

Result<> run_nft(const std::string& doing, const std::string& commands) {
    const std::unique_ptr<nft_ctx, FreeContext> context(nft_ctx_new(NFT_CTX_DEFAULT));
    if (!context || nft_ctx_buffer_error(context.get()) != 0)
        return failure(Error{doing, "cannot open nftables", {}, 0});
    if (nft_run_cmd_from_buffer(context.get(), commands.c_str()) == 0)
        return {};
    return failure(Error{doing, first_line(nft_ctx_get_error_buffer(context.get())),
                         "needs CAP_NET_ADMIN and a kernel with nftables", 0});
}

} // namespace xvrrp::host
