// SPDX-License-Identifier: GPL-2.0-or-later
// Any bytes as a VRRP message: decode terminates, and an accepted message is written again as it was read.
#include "input.h"

#include <cstdlib>

namespace {

using namespace xvrrp::core;

const IpAddress kSource4 = IpAddress::v4(192, 0, 2, 1);
const IpAddress kSource6 = *IpAddress::from_text("fe80::1");

void must(bool condition) {
    if (!condition)
        std::abort();
}

// Returns the message without the parts that a reader ignores: the reserved bits of version 3, and bytes
// behind the message.
Bytes as_we_would_send(Bytes message, Version version, std::size_t size) {
    message.resize(size);
    if (version == Version::V3)
        message[4] &= 0x0f;
    set16(message, 6, 0);
    return message;
}

void expect_same_again(const DecodedAdvert& decoded, const Bytes& message, const IpAddress& source,
                       const IpAddress& destination) {
    const auto& advert = decoded.advert;
    auto again = encode(advert, source, destination, decoded.style);
    const auto reread = decode(again, advert.version, source, destination);
    must(reread && reread->advert == advert);
    set16(again, 6, 0);
    must(again == as_we_would_send(message, advert.version, again.size()));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto [choices, message] = xvrrp::fuzz::read_input(data, size);
    const auto& source = choices.family == Family::Ipv4 ? kSource4 : kSource6;
    const auto destination = xvrrp::core::vrrp_group(choices.family);
    xvrrp::fuzz::mend_vrrp(message, choices, source, destination);
    const auto hmac = choices.hmac ? VRRP_HMAC_OPTIONAL : VRRP_HMAC_NONE;
    if (const auto decoded = decode(message, choices.version, source, destination, hmac))
        expect_same_again(*decoded, message, source, destination);
    return 0;
}
