// SPDX-License-Identifier: GPL-2.0-or-later
// The seam between the core and the world: everything that goes in, everything that comes out.
#pragma once

#include "core/vrrp/inputs.h"
#include "core/vrrp/outputs.h"
