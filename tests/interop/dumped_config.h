// SPDX-License-Identifier: GPL-2.0-or-later
// A configuration that both daemons take, with most of what has lines of its own in the dumps. FILE is a file with the
// number 4 in it.
#pragma once

namespace xvrrp::test {

inline const auto* const kConfiguration = R"(global_defs {
    router_id left
    script_user root
    enable_script_security
    vrrp_garp_master_refresh 60
}
vrrp_script check {
    script "/usr/bin/true 'a b'"
    interval 1
    timeout 2
    weight 10
    rise 2
    fall 3
}
track_file load {
    file FILE
    weight 1
}
track_file bad {
    file FILE
    weight 0
}
vrrp_sync_group both {
    group {
        V2
        V3
    }
    notify_master "/usr/bin/true group"
}
static_ipaddress {
    192.0.2.77/32 dev eth0
}
vrrp_instance V2 {
    interface eth0
    state BACKUP
    virtual_router_id 51
    version 2
    priority 100
    advert_int 1
    nopreempt
    authentication {
        auth_type PASS
        auth_pass secret
    }
    virtual_ipaddress {
        192.168.1.100/24
        192.168.1.101 label eth0:1
    }
    virtual_ipaddress_excluded {
        192.168.1.102/28 brd 192.168.1.111
    }
    notify_master "/usr/bin/true m 'x y'"
    notify_backup /usr/bin/true
    notify_fault /usr/bin/true
    notify_stop /usr/bin/true
    notify /usr/bin/true
}
vrrp_instance V3 {
    interface eth0
    virtual_router_id 52
    version 3
    priority 90
    advert_int 1
    virtual_ipaddress {
        192.168.1.110/24 scope link
    }
}
vrrp_instance TRACKS {
    interface eth0
    virtual_router_id 53
    version 3
    priority 80
    advert_int 1
    garp_master_delay 1
    garp_master_repeat 2
    lower_prio_no_advert
    higher_prio_send_advert
    down_timer_adverts 3
    virtual_ipaddress {
        192.168.1.103/24
    }
    track_interface {
        lo weight 2
    }
    track_script {
        check
    }
    track_file {
        load weight 2
    }
}
vrrp_instance UNICAST {
    interface eth0
    virtual_router_id 54
    version 3
    priority 70
    advert_int 1
    unicast_peer {
        192.168.1.8
        192.168.1.9 min_ttl 3 max_ttl 9
    }
    virtual_ipaddress {
        192.168.1.104/24
    }
}
vrrp_instance VMAC {
    interface eth0
    virtual_router_id 55
    version 3
    advert_int 1
    use_vmac vmac55
    vmac_xmit_base
    virtual_ipaddress {
        192.168.1.105/24
    }
}
vrrp_instance V6 {
    interface eth0
    virtual_router_id 56
    version 3
    advert_int 1
    virtual_ipaddress {
        fe80::100/64
        2001:db8::100/128
    }
}
vrrp_instance FOLLOWS {
    interface eth0
    virtual_router_id 57
    version 3
    priority 90
    advert_int 1
    virtual_ipaddress {
        192.168.1.120/24
    }
}
vrrp_instance FAILS {
    interface eth0
    virtual_router_id 58
    version 3
    priority 90
    advert_int 1
    track_file {
        bad
    }
    virtual_ipaddress {
        192.168.1.121/24
    }
}
)";

// The master that FOLLOWS hears.
inline const auto* const kConfigurationOfPeer = R"(vrrp_instance LEADS {
    interface eth0
    virtual_router_id 57
    version 3
    state MASTER
    priority 255
    advert_int 2
    virtual_ipaddress {
        192.168.1.120/24
    }
}
)";

} // namespace xvrrp::test
