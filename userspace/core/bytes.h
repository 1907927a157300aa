// SPDX-License-Identifier: GPL-2.0-or-later
// Bytes as they are on the wire. Only these functions read and write network byte order in user space.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace xvrrp::core {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

void put16(Bytes& out, std::uint16_t value);
void put_bytes(Bytes& out, ByteView value);
void set16(std::span<std::uint8_t> bytes, std::size_t offset, std::uint16_t value);

// The caller has checked that offset + 2 is within bytes.
std::uint16_t get16(ByteView bytes, std::size_t offset);

// RFC 1071: the one's complement sum, not yet folded, so that sums of even-length parts can be added.
std::uint32_t checksum_add(std::uint32_t sum, ByteView bytes);
// Folds and complements the sum: this is the value of a checksum field, and 0 over data that holds a right
// one.
std::uint16_t checksum_finish(std::uint32_t sum);

} // namespace xvrrp::core
